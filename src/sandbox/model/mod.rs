//! What exists in one sandbox: records, and the stores that hold them. It knows no HTTP and no service.
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
pub mod scope;
pub mod seeded_id;
pub mod session;
pub mod session_policy;
pub mod test_controls;
pub mod world;
