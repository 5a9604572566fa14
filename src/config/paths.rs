//! Where hemi's files lie (`ARCHITECTURE.md` 9): four places, each by profile where it matters.

use std::path::{Path, PathBuf};

use super::settings::brief;
use crate::domain::profile::ProfileName;
use crate::domain::text::SafeText;

/// The places of one profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    config: PathBuf,
    data: PathBuf,
    state: PathBuf,
    cache: PathBuf,
}

/// Why the places cannot be named.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathsError {
    /// No home directory is known.
    #[error("no home directory is known for your user: set HOME, then start hemi again")]
    NoHome,
    /// The profile's name would not be one safe directory name.
    #[error(
        "\"{0}\" cannot name a profile: it takes 1 to 64 letters, digits, `-`, `_` or `.`, and does not begin with a dot"
    )]
    BadProfile(SafeText),
}

impl Paths {
    /// The places of this user, as the `XDG_*` variables or the system's habits have them.
    pub fn of_user(profile: &str) -> Result<Self, PathsError> {
        let dirs = directories::ProjectDirs::from("", "", "hemi").ok_or(PathsError::NoHome)?;
        // Systems without a place for state keep it beside the data.
        let state = dirs.state_dir().map_or_else(|| dirs.data_dir().join("state"), Path::to_path_buf);
        Self::at(dirs.config_dir().into(), dirs.data_dir().into(), state, dirs.cache_dir().into(), profile)
    }

    /// All four places inside one directory: the demo's, and the tests'.
    pub fn under(dir: &Path, profile: &str) -> Result<Self, PathsError> {
        Self::at(dir.join("config"), dir.join("data"), dir.join("state"), dir.join("cache"), profile)
    }

    fn at(
        config: PathBuf,
        data: PathBuf,
        state: PathBuf,
        cache: PathBuf,
        profile: &str,
    ) -> Result<Self, PathsError> {
        let profile: ProfileName = profile.parse().map_err(|_| PathsError::BadProfile(brief(profile)))?;
        Ok(Self { config, data: data.join(profile.as_str()), state: state.join(profile.as_str()), cache })
    }

    /// `config.toml`, shared by all profiles.
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// The directory of `config.toml`, `keymap.toml` and recipes.
    pub fn config_dir(&self) -> &Path {
        &self.config
    }

    /// The profile's tokens.
    pub fn tokens_file(&self) -> PathBuf {
        self.data.join("tokens.json")
    }

    /// The profile's journal of submissions.
    pub fn journal_dir(&self) -> PathBuf {
        self.data.join("journal")
    }

    /// What the profile must not lose.
    pub fn data_dir(&self) -> &Path {
        &self.data
    }

    /// The profile's session and log: losing it costs comfort only.
    pub fn state_dir(&self) -> &Path {
        &self.state
    }

    /// What can be fetched again.
    pub fn cache_dir(&self) -> &Path {
        &self.cache
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_has_its_own_data_and_state_and_shares_the_config() {
        let root = Path::new("/x");
        let (one, two) = (Paths::under(root, "one").unwrap(), Paths::under(root, "two").unwrap());
        assert_eq!(one.tokens_file(), Path::new("/x/data/one/tokens.json"));
        assert_eq!(one.journal_dir(), Path::new("/x/data/one/journal"));
        assert_ne!(one.tokens_file(), two.tokens_file());
        assert_ne!(one.state_dir(), two.state_dir());
        assert_eq!(one.config_file(), two.config_file());
    }

    #[test]
    fn a_profile_cannot_name_a_place_elsewhere() {
        for bad in ["", ".", "..", "../x", "a/b", ".hidden", "a\0b", "a b", "\u{1b}[2J", "é", &"x".repeat(65)]
        {
            let refused = Paths::under(Path::new("/x"), bad).unwrap_err().to_string();
            assert!(refused.contains("cannot name a profile") && !refused.contains('\u{1b}'), "{refused}");
        }
    }
}
