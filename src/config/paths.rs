//! Where hemi's files lie (`ARCHITECTURE.md` 9): four directories, two of them with one for each profile.

use std::path::{Path, PathBuf};

use crate::domain::profile::ProfileName;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

/// The directories of one profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    config: PathBuf,
    data: PathBuf,
    state: PathBuf,
    cache: PathBuf,
}

/// Why there are no directories.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathsError {
    /// No home directory is known.
    #[error("{}", self.message())]
    NoHome,
    /// The profile's name is not one safe directory name.
    #[error("{}", self.message())]
    BadProfile(SafeText),
}

impl PathsError {
    /// What is wrong, and what to do.
    pub fn message(&self) -> SafeText {
        match self {
            Self::NoHome => "no home directory is known for your user: set HOME".into(),
            Self::BadProfile(name) => safe!(
                "\"{}\" cannot name a profile: use 1 to 64 letters, digits, `-`, `_` or `.`, and no dot at the start",
                name
            ),
        }
    }
}

impl Paths {
    /// The directories of this user, as the `XDG_*` variables name them or as the system has them.
    pub fn of_user(profile: &str) -> Result<Self, PathsError> {
        let dirs = directories::ProjectDirs::from("", "", "hemi").ok_or(PathsError::NoHome)?;
        // Systems without a directory for state keep it beside the data.
        let state = dirs.state_dir().map_or_else(|| dirs.data_dir().join("state"), Path::to_path_buf);
        Self::at(dirs.config_dir().into(), dirs.data_dir().into(), state, dirs.cache_dir().into(), profile)
    }

    /// All four inside one directory.
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
        let profile: ProfileName = profile
            .parse()
            .map_err(|_| PathsError::BadProfile(Untrusted::new(profile).sanitized().fit(60)))?;
        Ok(Self { config, data: data.join(profile.as_str()), state: state.join(profile.as_str()), cache })
    }

    /// `config.toml`, shared by all profiles.
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// The directory of `config.toml`.
    pub fn config_dir(&self) -> &Path {
        &self.config
    }

    /// The profile's tokens.
    pub fn tokens_file(&self) -> PathBuf {
        self.data.join("tokens.json")
    }

    /// The tokens of the profile's service user.
    pub fn service_user_file(&self) -> PathBuf {
        self.data.join("service-user-tokens.json")
    }

    /// The profile's journal of submissions.
    pub fn journal_dir(&self) -> PathBuf {
        self.data.join("journal")
    }

    /// The profile's data, which must not be lost.
    pub fn data_dir(&self) -> &Path {
        &self.data
    }

    /// The profile's session and log, which may be lost.
    pub fn state_dir(&self) -> &Path {
        &self.state
    }

    /// Data that can be fetched again.
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
