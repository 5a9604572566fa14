//! Globus Groups: the groups that the caller is a member of. Start with [`routes`].

pub mod routes;
pub mod seed;
