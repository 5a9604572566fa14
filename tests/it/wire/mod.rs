//! The client's calls and the sandbox's answers, over a real connection.

mod drip;
mod faults;
pub mod proxy;
mod tls;
mod tokens;
