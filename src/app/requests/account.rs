//! What is asked about the account.

use super::call::topic;
use crate::domain::identity::{AccountDetails, ObservedSessionLimits};

/// Find out what is known of the account that is signed in.
#[derive(Clone, Debug)]
pub struct ReadAccount;

/// Keep for later runs how old a sign-in was that a collection rejected.
#[derive(Clone, Debug)]
pub struct SaveSessionLimits {
    /// By collection.
    pub limits: ObservedSessionLimits,
}

topic! { Account, AccountRequest, AccountReply {
    /// Identities, sign-ins and consents.
    ReadAccount: Read => std::convert::Infallible, AccountDetails;
    /// Kept, or not: it is a help and nothing more.
    SaveSessionLimits: Write => std::convert::Infallible, ();
} }
