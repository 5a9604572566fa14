//! Who may use a collection: access rules of guest collections, roles, groups, and what a collection's document says
//! besides what every pane needs.

use super::collection::{Collection, EntityType};
use super::ids::{CollectionId, GroupId, IdentityId};
use super::link::Link;
use super::path::StorePath;
use super::server::{PauseRule, Told};
use super::text::{SafeText, Untrusted};
use crate::safe;

/// To whom a rule applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Principal {
    /// One identity.
    Identity(IdentityId),
    /// The members of a group.
    Group(GroupId),
    /// Everyone who is signed in.
    AllUsers,
    /// Everyone, also without a sign-in.
    Anonymous,
}

impl Principal {
    /// What it is called where it has no name of its own, or none is known.
    pub fn label(&self) -> SafeText {
        match self {
            Self::Identity(id) => safe!("identity {}", *id),
            Self::Group(id) => safe!("group {}", *id),
            Self::AllUsers => "all signed-in users".into(),
            Self::Anonymous => "anyone, also without a sign-in".into(),
        }
    }
}

/// An identity, as the service tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundIdentity {
    /// Its id; `None` for a username that is not known yet and gets one when something is granted to it.
    pub id: Option<IdentityId>,
    /// Its username.
    pub username: Untrusted,
    /// The name of the person.
    pub name: Option<Untrusted>,
    /// The person's organisation.
    pub organization: Option<Untrusted>,
}

impl FoundIdentity {
    /// The person's name and the username.
    pub fn title(&self) -> SafeText {
        match &self.name {
            Some(name) => safe!("{} ({})", name.sanitized(), self.username.sanitized()),
            None => self.username.sanitized(),
        }
    }
}

/// A group that the user is a member of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// Its name.
    pub name: Untrusted,
}

/// An access rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRule {
    /// Its id at the service; `None` where it follows from a role, and cannot be changed.
    pub id: Option<Untrusted>,
    /// To whom it applies; `None` for a kind that this program does not know.
    pub principal: Option<Principal>,
    /// The name of that identity or group, if it is known.
    pub title: Option<SafeText>,
    /// The directory with everything below it.
    pub path: Untrusted,
    /// Whether it allows changes as well.
    pub write: bool,
    /// When it ends, in seconds since the Unix epoch.
    pub expires: Option<i64>,
    /// The role that it follows from.
    pub role: Option<Untrusted>,
}

impl AccessRule {
    /// To whom it applies.
    pub fn who(&self) -> SafeText {
        let known = self.title.clone();
        known.or_else(|| self.principal.map(|one| one.label())).unwrap_or_else(|| "somebody".into())
    }
}

/// A role on a collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Who has it.
    pub who: SafeText,
    /// The wire name, such as `access_manager`.
    pub role: Untrusted,
}

/// A server of a collection (a data transfer node).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its address or host name.
    pub host: Untrusted,
    /// Whether it is connected, where that is told.
    pub connected: Option<bool>,
}

/// What is known of a collection besides [`Collection`] (`globus-api.md` 7.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CollectionDetails {
    /// The collection.
    pub collection: Collection,
    /// Words about it: what they are, and what the owner wrote.
    pub texts: Vec<(&'static str, Untrusted)>,
    /// Where to read more.
    pub info_link: Option<Link>,
    /// The link of the owner's message.
    pub message_link: Option<Link>,
    /// The address of its HTTPS server.
    pub https_server: Option<Untrusted>,
    /// The address of its manager.
    pub manager_url: Option<Untrusted>,
    /// The endpoint that it belongs to.
    pub endpoint: Option<CollectionId>,
    /// The mapped collection that a guest collection is on, with its name.
    pub mapped: Option<(CollectionId, Option<Untrusted>)>,
    /// The directory of that collection.
    pub mapped_path: Option<Untrusted>,
    /// Whether others find it in searches.
    pub public: bool,
    /// Whether it belongs to a subscription.
    pub managed: bool,
    /// Whether a second factor is required.
    pub mfa: bool,
    /// The id of its authentication policy, if it has one.
    pub policy: Option<Untrusted>,
    /// The pause rules that apply to the user.
    pub pause_rules: Told<Vec<PauseRule>>,
    /// The user's roles, by their wire names.
    pub roles: Vec<Untrusted>,
    /// For how many minutes an access rule may last at most.
    pub most_rule_minutes: Option<u64>,
    /// Its servers.
    pub servers: Vec<Server>,
    /// Who has roles; an error where the user may not see it.
    pub managers: Option<Vec<Role>>,
}

impl CollectionDetails {
    /// Why access rules cannot be listed or changed by the user here, and what to do; `None` where they can.
    pub fn why_not_share(&self) -> Option<SafeText> {
        let title = self.collection.title();
        match self.collection.entity {
            EntityType::Mapped => Some(safe!(
                "{} is a mapped collection: its storage decides who may use which files. To share a directory, create a \
                 guest collection on it.",
                title
            )),
            EntityType::Personal => Some(safe!(
                "{} is a personal computer, which only its owner uses. To share a directory, create a guest collection \
                 on it.",
                title
            )),
            EntityType::Endpoint => Some(safe!("{} is a server, which holds no files itself.", title)),
            EntityType::Guest | EntityType::PersonalGuest | EntityType::Other => {
                (!self.manages_access()).then(|| {
                    safe!(
                        "You may not see or change who uses {}: that takes the role access manager or administrator. \
                         Ask its owner: {}.",
                        title,
                        self.collection.owner.sanitized()
                    )
                })
            }
        }
    }

    fn manages_access(&self) -> bool {
        self.roles.iter().any(|role| matches!(role.raw_str(), Some("administrator" | "access_manager")))
    }
}

/// The path of a rule as the service writes it: absolute, with a slash at its end.
pub fn rule_path(directory: &StorePath) -> Option<String> {
    let text = directory.as_utf8().ok()?;
    Some(if text.ends_with('/') { text.to_owned() } else { format!("{text}/") })
}

/// Why an expiry that was typed cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpiryError {
    /// It is neither a date nor a number of days, weeks or hours.
    Unreadable,
    /// It has passed.
    Past,
}

/// The moment that a typed expiry means, in seconds since the Unix epoch; `None` for a blank one, which means never. A
/// date means the end of that day in `zone`.
///
/// # Errors
/// An [`ExpiryError`].
pub fn expiry(text: &str, now: i64, zone: &jiff::tz::TimeZone) -> Result<Option<i64>, ExpiryError> {
    let text = text.trim();
    if text.is_empty() || text.eq_ignore_ascii_case("never") {
        return Ok(None);
    }
    let at = after(text, now).or_else(|| end_of_day(text, zone)).ok_or(ExpiryError::Unreadable)?;
    if at <= now { Err(ExpiryError::Past) } else { Ok(Some(at)) }
}

/// `30 d`, `2w`, `12 hours`.
fn after(text: &str, now: i64) -> Option<i64> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at_checked(end)?;
    let seconds = match unit.trim().to_ascii_lowercase().as_str() {
        "h" | "hour" | "hours" => 3_600,
        "d" | "day" | "days" => 86_400,
        "w" | "week" | "weeks" => 7 * 86_400,
        _ => return None,
    };
    now.checked_add(number.parse::<i64>().ok()?.checked_mul(seconds)?)
}

fn end_of_day(text: &str, zone: &jiff::tz::TimeZone) -> Option<i64> {
    let day: jiff::civil::Date = text.parse().ok()?;
    Some(day.at(23, 59, 59, 0).to_zoned(zone.clone()).ok()?.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expiry_is_a_date_or_a_number_of_days() {
        const NOW: i64 = 1_700_000_000;
        let utc = jiff::tz::TimeZone::UTC;
        for (text, at) in [
            ("", Ok(None)),
            ("never", Ok(None)),
            ("30 d", Ok(Some(NOW + 30 * 86_400))),
            ("2w", Ok(Some(NOW + 14 * 86_400))),
            ("12 hours", Ok(Some(NOW + 43_200))),
            ("2024-01-01", Ok(Some(1_704_153_599))),
            ("2020-01-01", Err(ExpiryError::Past)),
            ("0 d", Err(ExpiryError::Past)),
            ("30", Err(ExpiryError::Unreadable)),
            ("soon", Err(ExpiryError::Unreadable)),
            ("99999999999999 w", Err(ExpiryError::Unreadable)),
        ] {
            assert_eq!(expiry(text, NOW, &utc), at, "{text:?}");
        }
    }

    #[test]
    fn who_cannot_share_is_told_why_and_what_to_do() {
        let id = CollectionId::new(uuid::Uuid::from_u128(1));
        let of = |entity, roles: &[&str]| CollectionDetails {
            collection: Collection {
                owner: Untrusted::new("ada"),
                ..Collection::known_by(id, Untrusted::new("c"), entity)
            },
            texts: Vec::new(),
            info_link: None,
            message_link: None,
            https_server: None,
            manager_url: None,
            endpoint: None,
            mapped: None,
            mapped_path: None,
            public: true,
            managed: false,
            mfa: false,
            policy: None,
            pause_rules: Told::Unknown,
            roles: roles.iter().map(Untrusted::new).collect(),
            most_rule_minutes: None,
            servers: Vec::new(),
            managers: None,
        };
        assert_eq!(of(EntityType::Guest, &["access_manager"]).why_not_share(), None);
        assert!(
            of(EntityType::Guest, &["activity_monitor"]).why_not_share().unwrap().as_str().contains("ada")
        );
        assert!(
            of(EntityType::Mapped, &["administrator"]).why_not_share().unwrap().as_str().contains("guest")
        );
    }
}
