//! Who is signed in.

use super::ids::IdentityId;
use super::link::Link;
use super::text::Untrusted;

/// The identity in use (`globus-api.md` 2.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The primary identity, or the client's own for a service user.
    pub identity: IdentityId,
    /// `name@domain`.
    pub username: Untrusted,
    /// The person's name, if the service sends it.
    pub name: Option<Untrusted>,
    /// Whether this is an application with its own secret, not a person.
    pub service_user: bool,
}

/// How to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginMethod {
    /// A browser on this computer, which redirects to a loopback address.
    Browser,
    /// A link to open on any computer, and a code to paste here.
    Paste,
    /// A code typed on another device; only where the service has that.
    Device,
}

/// What a user takes to another device to sign in there (RFC 8628).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceCode {
    /// What is typed there; printable ASCII.
    pub user_code: Untrusted,
    /// Where it is typed.
    pub page: Link,
    /// The same with the code in it, to be scanned or opened, if there is one.
    pub whole: Option<Link>,
    /// For how many minutes it is valid, counted from the answer.
    pub minutes: u64,
}
