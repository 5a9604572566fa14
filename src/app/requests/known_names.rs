//! Names that were seen before, as the profile's index has them.

use super::call::topic;
use crate::domain::known_names::{FoundNames, IndexFacts};
use crate::domain::text::Untrusted;

/// Find names that were seen in collections.
#[derive(Clone, Debug)]
pub struct FindNames {
    /// What their letters are; blank: only how much is known is asked.
    pub text: Untrusted,
}

topic! { KnownNames, KnownNamesRequest, KnownNamesReply {
    /// The best so far, again and again; at the end how much is known, if anything is.
    FindNames: Read => FoundNames, Option<IndexFacts>;
} }
