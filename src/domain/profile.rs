//! The name of a set of sign-in, journal and session.

use std::fmt;
use std::str::FromStr;

/// The profile used when none is named.
pub const DEFAULT: &str = "default";

/// A profile's name: always one safe directory name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileName(Box<str>);

/// Why a text names no profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a profile's name takes 1 to 64 letters, digits, `-`, `_` or `.`, and does not begin with a dot")]
pub struct NoProfile;

impl FromStr for ProfileName {
    type Err = NoProfile;

    fn from_str(text: &str) -> Result<Self, NoProfile> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let safe = (1..=64).contains(&text.len()) && !text.starts_with('.') && text.bytes().all(plain);
        if safe { Ok(Self(text.into())) } else { Err(NoProfile) }
    }
}

impl ProfileName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProfileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_safe_directory_name_is_one() {
        for fine in ["default", "a", "Work-2_b.c", &"x".repeat(64)] {
            assert_eq!(fine.parse::<ProfileName>().unwrap().as_str(), fine);
        }
        for wrong in ["", ".", "..", ".x", "a/b", "a b", "\u{1b}", "é", &"x".repeat(65)] {
            assert_eq!(wrong.parse::<ProfileName>(), Err(NoProfile), "{wrong:?}");
        }
    }
}
