//! What is asked of the way to the services.

use super::call::topic;

/// Send one request to each paused service before the end of its pause, because the user said so.
#[derive(Clone, Debug)]
pub struct TryNow;

topic! { Service, ServiceRequest, ServiceReply {
    /// One is sent, or the failure says when the next may be.
    TryNow: Write => std::convert::Infallible, ();
} }
