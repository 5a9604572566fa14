//! What is asked of a collection besides its files: all that is known of it, who may use it, and to whom it can be
//! opened.

use std::sync::Arc;

use super::call::topic;
use crate::domain::ids::CollectionId;
use crate::domain::path::StorePath;
use crate::domain::server::{GatewayOf, ServerTree, Told};
use crate::domain::sharing::{AccessRule, CollectionDetails, FoundIdentity, Group, Principal};
use crate::domain::store::StoreInfo;
use crate::domain::text::{SafeText, Untrusted};

/// Read all that is known of a collection.
#[derive(Clone, Debug)]
pub struct ReadCollection {
    /// Which one.
    pub id: CollectionId,
}

/// Read the storage gateway of a collection from the manager of its server.
#[derive(Clone, Debug)]
pub struct ReadGateway {
    /// The collection.
    pub collection: CollectionId,
    /// The endpoint that it belongs to.
    pub endpoint: CollectionId,
    /// The address of the manager.
    pub manager: Untrusted,
}

/// Read what is on the server of a collection.
#[derive(Clone, Debug)]
pub struct ReadServer {
    /// The collection.
    pub collection: CollectionId,
}

/// Read who may use a guest collection.
#[derive(Clone, Debug)]
pub struct ReadRules {
    /// Which one.
    pub id: CollectionId,
}

/// Who may use a collection.
#[derive(Clone, Debug)]
pub struct SharedWith {
    /// The collection.
    pub details: CollectionDetails,
    /// The rules; empty where they do not exist, or the user may not see them: [`CollectionDetails::why_not_share`].
    pub rules: Vec<AccessRule>,
}

/// Find an identity by its username, or by its id.
#[derive(Clone, Debug)]
pub struct FindIdentity {
    /// What was typed.
    pub text: Untrusted,
}

/// Read the groups of the user.
#[derive(Clone, Debug)]
pub struct ReadGroups;

/// To whom something is granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grantee {
    /// Someone that the service knows.
    Known(Principal),
    /// A username that gets an identity then.
    NewIdentity(Untrusted),
}

/// Let someone use a directory of a guest collection, with everything below it.
#[derive(Clone, Debug)]
pub struct GrantAccess {
    /// The collection.
    pub collection: CollectionId,
    /// To whom.
    pub to: Grantee,
    /// What they are called.
    pub who: SafeText,
    /// The directory.
    pub path: StorePath,
    /// Whether they may change it.
    pub write: bool,
    /// When it ends, in seconds since the Unix epoch.
    pub expires: Option<i64>,
    /// Whom the service tells by e-mail, and the words of the message.
    pub notify: Option<(Untrusted, Untrusted)>,
}

/// Change what a rule allows, and when it ends.
#[derive(Clone, Debug)]
pub struct ChangeAccess {
    /// The collection.
    pub collection: CollectionId,
    /// The rule.
    pub rule: Untrusted,
    /// For whom it is.
    pub who: SafeText,
    /// Whether they may change the directory.
    pub write: bool,
    /// When it ends, in seconds since the Unix epoch.
    pub expires: Option<i64>,
}

/// Remove a rule.
#[derive(Clone, Debug)]
pub struct RevokeAccess {
    /// The collection.
    pub collection: CollectionId,
    /// The rule.
    pub rule: Untrusted,
    /// For whom it is.
    pub who: SafeText,
}

/// Create a guest collection, through which a directory of another collection is shared.
#[derive(Clone, Debug)]
pub struct CreateGuest {
    /// The collection that has the directory.
    pub host: Arc<StoreInfo>,
    /// The directory.
    pub directory: StorePath,
    /// The name that it gets.
    pub name: Untrusted,
}

topic! { Sharing, SharingRequest, SharingReply {
    /// All that the user may see of it.
    ReadCollection: Read => std::convert::Infallible, Box<CollectionDetails>;
    /// What the manager tells of it.
    ReadGateway: Read => std::convert::Infallible, Told<GatewayOf>;
    /// The server, with all that the user may see.
    ReadServer: Read => std::convert::Infallible, Box<ServerTree>;
    /// Its rules.
    ReadRules: Read => std::convert::Infallible, Box<SharedWith>;
    /// The identity; without an id when there is none yet.
    FindIdentity: Read => std::convert::Infallible, FoundIdentity;
    /// By name.
    ReadGroups: Read => std::convert::Infallible, Vec<Group>;
    /// They may use it; what they are called.
    GrantAccess: Write => std::convert::Infallible, SafeText;
    /// It was changed; for whom it is.
    ChangeAccess: Write => std::convert::Infallible, SafeText;
    /// It is gone; for whom it was.
    RevokeAccess: Write => std::convert::Infallible, SafeText;
    /// It is there.
    CreateGuest: Write => std::convert::Infallible, Arc<StoreInfo>;
} }
