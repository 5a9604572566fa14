//! The requests to sign in and out. A successful sign-in is reported by
//! [`AuthEvent::SignedIn`](crate::app::event::AuthEvent::SignedIn), for the start of the program as well.

use super::call::topic;
use crate::domain::account::{DeviceCode, LoginMethod};
use crate::domain::ids::ClientId;
use crate::domain::link::Link;
use crate::domain::problem::Problem;
use crate::domain::requirement::Requirement;
use crate::domain::secret::Token;

/// Begin a sign-in.
#[derive(Clone, Debug)]
pub struct BeginLogin {
    /// How.
    pub method: LoginMethod,
    /// What a service requires of it.
    pub requirement: Option<Box<Requirement>>,
}

/// A step of a sign-in that continues.
#[derive(Clone, Debug)]
pub enum LoginStep {
    /// The user is to open this link.
    Link {
        /// The method the link is for.
        method: LoginMethod,
        /// The link.
        link: Link,
    },
    /// The user is to type this code on another device.
    DeviceCode(DeviceCode),
}

/// Use the code the user pasted.
#[derive(Clone, Debug)]
pub struct UseLoginCode {
    /// The code.
    pub code: Token,
}

/// End the sign-in at the service and here.
#[derive(Clone, Debug)]
pub struct SignOut;

/// Keep the id of the registered application, and start again with it.
#[derive(Clone, Debug)]
pub struct SaveClientId {
    /// The id.
    pub client: ClientId,
}

/// Find out whether the service has codes for other devices.
#[derive(Clone, Debug)]
pub struct ProbeDeviceFlow;

topic! { Login, LoginRequest, LoginReply {
    /// Ends when a user is signed in, or cannot be.
    BeginLogin: Login => LoginStep, ();
    /// Ends when the code was exchanged, or refused.
    UseLoginCode: Login => std::convert::Infallible, ();
    /// Signed out here; what could not be ended at the service, if anything.
    SignOut: Write => std::convert::Infallible, Option<Problem>;
    /// Kept.
    SaveClientId: Write => std::convert::Infallible, ();
    /// Whether it has.
    ProbeDeviceFlow: Read => std::convert::Infallible, bool;
} }
