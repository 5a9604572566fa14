//! Records and the stores that hold them. Independent of HTTP and of the services.
//!
//! Start with [`world`], then [`accounts`].

pub mod access_rules;
pub mod accounts;
pub mod bookmark;
pub mod clock;
pub mod collection;
pub mod consents;
pub mod faults;
pub mod grant;
pub mod identity;
pub mod permits;
pub mod scope;
pub mod seeded_id;
pub mod session;
pub mod session_policy;
pub mod sharing;
pub mod test_controls;
pub mod user_credential;
pub mod world;
