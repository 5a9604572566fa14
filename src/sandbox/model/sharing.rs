//! Records of who may do what on a collection besides its owner: access rules of guest collections, roles, groups.
//! What follows from them is in [`super::permits`].

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// To whom a rule applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Principal {
    Identity(Uuid),
    Group(Uuid),
    AllUsers,
    Anonymous,
}

impl Principal {
    /// The members `principal_type` and `principal` of a document.
    pub fn wire(&self) -> (&'static str, String) {
        match self {
            Self::Identity(id) => ("identity", id.to_string()),
            Self::Group(id) => ("group", id.to_string()),
            Self::AllUsers => ("all_authenticated_users", String::new()),
            Self::Anonymous => ("anonymous", String::new()),
        }
    }
}

/// An access rule of a guest collection.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccessRule {
    pub id: Uuid,
    pub principal: Principal,
    /// The directory that it is about with everything below it; begins and ends with `/`.
    pub path: String,
    /// Whether it allows changes as well.
    pub write: bool,
    pub created: Timestamp,
    pub expires: Option<Timestamp>,
    /// The address that the service told of the rule, with the message.
    pub notified: Option<(String, Option<String>)>,
}

/// A role on a collection or endpoint.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Role {
    pub id: Uuid,
    pub principal: Principal,
    /// The wire name: `administrator`, `access_manager`, ...
    pub role: String,
}

/// The roles that Transfer knows.
pub const ROLES: &[&str] = &["administrator", "access_manager", "activity_manager", "activity_monitor"];

/// The roles that allow access rules to be read and changed; each implies access to all files.
pub const ACCESS_ROLES: &[&str] = &["administrator", "access_manager"];

/// A group of identities.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Group {
    pub id: Uuid,
    pub name: String,
    pub description: String,
    pub members: Vec<Member>,
}

/// A member of a group.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Member {
    pub identity: Uuid,
    /// `member`, `manager` or `admin`.
    pub role: String,
}
