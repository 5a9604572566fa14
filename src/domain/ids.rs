//! Identifiers. Globus ids are lower-case UUIDs; ours is a counter.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID that is known to name this kind of thing.
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }

            /// The bare UUID.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

uuid_ids! {
    /// A collection (or endpoint) of Globus Transfer.
    CollectionId,
    /// A bookmark.
    BookmarkId,
    /// A task of Globus Transfer.
    TaskId,
    /// A job of any engine: the id of its journal entry, made before anything is sent, or that of a task found at a
    /// service.
    JobId,
    /// The id a submission carries, so that sending it again never makes a second task.
    SubmissionId,
    /// An identity of Globus Auth.
    IdentityId,
    /// A group of Globus Groups.
    GroupId,
    /// A storage gateway of a Globus Connect Server.
    GatewayId,
    /// A user credential: an account of an identity at a storage gateway.
    CredentialId,
    /// A registered application of Globus Auth.
    ClientId,
}

/// Identifies a request of the app. A reply with an id that no slot waits for is dropped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub u64);
