//! The time zone that times are shown in: `TZ`, else the system's.
//!
//! A name is looked up in the system's database, which may know newer rules, then in the one that is built in:
//! static builds and small containers have none.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use super::variables::Lookup;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

const LOCAL: &str = "/etc/localtime";
const DATABASES: [&str; 3] = ["/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"];

/// The zone that `TZ` names (POSIX.1-2024, 8.3), or that of `/etc/localtime`.
///
/// # Errors
/// What to tell the user about a `TZ` that names no zone.
pub fn time_zone(look_up: Lookup<'_>) -> Result<TimeZone, SafeText> {
    let Some(value) = look_up("TZ") else {
        return Ok(read(Path::new(LOCAL)).unwrap_or(TimeZone::UTC));
    };
    if value.is_empty() {
        return Ok(TimeZone::UTC);
    }
    let name = value.to_str().map(|name| name.strip_prefix(':').unwrap_or(name));
    let zone = name.and_then(|name| TimeZone::posix(name).ok().or_else(|| named(name, look_up)));
    zone.ok_or_else(|| {
        let value = Untrusted::new(OsStr::as_encoded_bytes(&value)).sanitized().fit(60);
        safe!("TZ is {}, which is not a known time zone: times are in UTC", value)
    })
}

fn named(name: &str, look_up: Lookup<'_>) -> Option<TimeZone> {
    if name.starts_with('/') {
        return read(Path::new(name));
    }
    if name.split('/').any(|part| part == "..") {
        return None;
    }
    let own = look_up("TZDIR").map(PathBuf::from);
    let databases = own.into_iter().chain(DATABASES.iter().map(PathBuf::from));
    databases.into_iter().find_map(|dir| read(&dir.join(name))).or_else(|| TimeZone::get(name).ok())
}

/// The zone of a TZif file (RFC 9636).
fn read(file: &Path) -> Option<TimeZone> {
    let name = file.to_str()?;
    TimeZone::tzif(name, &std::fs::read(file).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsString;

    fn zone(tz: &str) -> Result<TimeZone, SafeText> {
        // No system database: what is found is built in.
        let look_up = |name: &str| match name {
            "TZ" => Some(OsString::from(tz)),
            "TZDIR" => Some(OsString::from("/nonexistent")),
            _ => None,
        };
        time_zone(&look_up)
    }

    fn offset(tz: &str) -> i32 {
        let zone = zone(tz).unwrap();
        zone.to_offset(jiff::Timestamp::from_second(1_706_702_400).unwrap()).seconds()
    }

    #[test]
    fn names_rules_and_nothing() {
        for (tz, hours) in [
            ("Asia/Tokyo", 9),
            (":Asia/Tokyo", 9),
            ("America/New_York", -5),
            ("JST-9", 9),
            ("UTC", 0),
            ("", 0),
        ] {
            assert_eq!(offset(tz), hours * 3600, "{tz}");
        }
    }

    #[test]
    fn an_unknown_name_is_reported() {
        let reason = zone("Asia/Tokio\u{1b}[2J").unwrap_err();
        assert!(reason.as_str().starts_with("TZ is Asia/Tokio\\x1b[2J, which"), "{reason}");
        assert!(zone("../../etc/passwd").is_err() && zone("/etc/passwd").is_err());
    }

    #[test]
    fn the_database_that_is_built_in_knows_every_kind_of_name() {
        for name in ["Europe/London", "Etc/GMT+5", "Australia/Lord_Howe", "America/Argentina/Buenos_Aires"] {
            assert!(TimeZone::get(name).is_ok(), "{name}");
        }
    }
}
