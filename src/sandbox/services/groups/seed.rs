//! The groups of a new sandbox.

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::seeded_id::seeded_id;
use crate::sandbox::model::sharing::{Group, Member};

/// The group whose members may change the shared ensemble.
pub const PARTNERS: &str = "NEMO partners";

/// Name, description, and the members with their roles.
type SeededGroup = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// The groups.
const GROUPS: &[SeededGroup] = &[
    (
        PARTNERS,
        "Everyone who works on the North Atlantic ensemble.",
        &[("alice@uni.example.org", "admin"), ("demo@globusid.example.org", "member")],
    ),
    (
        "demo_climate workspace",
        "Users of the group workspace demo_climate.",
        &[("demo@globusid.example.org", "manager"), ("b.okafor@uni.example.org", "member")],
    ),
    ("CEDA staff", "Staff of the archive.", &[("zoe@ceda.example.org", "admin")]),
];

/// Adds the groups.
pub fn add_groups(accounts: &mut Accounts) {
    let seed = accounts.seed;
    let member = |(username, role): &(&str, &str)| Member {
        identity: seeded_id(seed, username),
        role: (*role).to_owned(),
    };
    let group = |(name, description, members): &SeededGroup| Group {
        id: seeded_id(seed, name),
        name: (*name).to_owned(),
        description: (*description).to_owned(),
        members: members.iter().map(member).collect(),
    };
    accounts.groups.extend(GROUPS.iter().map(group));
}
