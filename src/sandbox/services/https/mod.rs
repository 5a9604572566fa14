//! The files of collections by HTTPS (`globus-api.md` 12): each collection below its own address. Start with [`routes`].

mod range;
pub mod routes;
