//! The settings, gathered once at the start from the environment and the config file.

use std::ffi::OsString;

use crate::domain::ids::ClientId;
use crate::domain::secret::Token;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

use super::variables::Lookup;
use super::{file, paths::Paths};

/// A service account: an application that is an identity itself (`globus-api.md` 2.1).
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The application's id, which is its identity's id too.
    pub client: ClientId,
    /// Its secret.
    pub secret: Token,
}

/// The settings, wherever they were set.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The registered native app, for people who sign in.
    pub client: Option<ClientId>,
    /// A service account, which needs no sign-in.
    pub credentials: Option<Credentials>,
}

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The config file cannot be used.
    #[error(transparent)]
    File(#[from] file::ConfigError),
    /// One of a pair of variables is missing.
    #[error("{}", self.message())]
    HalfOfPair {
        /// The variable that is set.
        set: &'static str,
        /// The variable that is not set.
        missing: &'static str,
    },
    /// A variable is not UTF-8.
    #[error("{}", self.message())]
    Unreadable {
        /// The variable.
        variable: &'static str,
    },
    /// A client id is not a UUID.
    #[error("{}", self.message())]
    NotAnId {
        /// The variable.
        variable: &'static str,
        /// Its value.
        text: SafeText,
    },
}

impl SettingsError {
    /// What is wrong, and what to do.
    pub fn message(&self) -> SafeText {
        match self {
            Self::File(error) => error.message(),
            Self::HalfOfPair { set, missing } => safe!(
                "{} is set, but {} is not: set both to sign in as a service account, or neither",
                set,
                missing
            ),
            Self::Unreadable { variable } => safe!("{} cannot be read: it is not UTF-8 text", variable),
            Self::NotAnId { variable, text } => safe!(
                "{} is not a client id: {} (it looks like 1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901)",
                variable,
                text
            ),
        }
    }
}

const OURS: (&str, &str) = ("HEMI_CLIENT_ID", "HEMI_CLIENT_SECRET");
const OFFICIAL: (&str, &str) = ("GLOBUS_CLI_CLIENT_ID", "GLOBUS_CLI_CLIENT_SECRET");

impl Settings {
    /// Reads the environment, then the config file for what is not set there.
    ///
    /// hemi's own variables win over the official CLI's as soon as one of them is set. `HEMI_CLIENT_ID` alone names
    /// a native application; of the official variables both are needed.
    pub fn gather(look_up: Lookup<'_>, paths: &Paths) -> Result<Self, SettingsError> {
        let (id, secret) = (client_id(look_up, OURS.0)?, text(look_up, OURS.1)?);
        let (client, credentials) = match (id, secret) {
            (Some(client), Some(secret)) => (None, Some(Credentials { client, secret: Token::new(secret) })),
            (Some(client), None) => (Some(client), None),
            (None, Some(_)) => return Err(SettingsError::HalfOfPair { set: OURS.1, missing: OURS.0 }),
            (None, None) => (None, official_pair(look_up)?),
        };
        let client = match client {
            // The config file is read only if it is needed: a broken one must not stop a complete environment.
            None if credentials.is_none() => file::read(&paths.config_file())?.client_id,
            client => client,
        };
        Ok(Self { client, credentials })
    }
}

fn official_pair(look_up: Lookup<'_>) -> Result<Option<Credentials>, SettingsError> {
    match (client_id(look_up, OFFICIAL.0)?, text(look_up, OFFICIAL.1)?) {
        (Some(client), Some(secret)) => Ok(Some(Credentials { client, secret: Token::new(secret) })),
        (Some(_), None) => Err(SettingsError::HalfOfPair { set: OFFICIAL.0, missing: OFFICIAL.1 }),
        (None, Some(_)) => Err(SettingsError::HalfOfPair { set: OFFICIAL.1, missing: OFFICIAL.0 }),
        (None, None) => Ok(None),
    }
}

/// A variable as text: what cannot be read is not taken for a variable that is not set.
fn text(look_up: Lookup<'_>, variable: &'static str) -> Result<Option<String>, SettingsError> {
    let value = look_up(variable).map(OsString::into_string).transpose();
    let value = value.map_err(|_| SettingsError::Unreadable { variable })?;
    Ok(value.filter(|text| !text.is_empty()))
}

fn client_id(look_up: Lookup<'_>, variable: &'static str) -> Result<Option<ClientId>, SettingsError> {
    let Some(text) = text(look_up, variable)? else { return Ok(None) };
    let parsed = text.trim().parse();
    parsed
        .map(Some)
        .map_err(|_| SettingsError::NotAnId { variable, text: Untrusted::new(&text).sanitized().fit(60) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    const ID: &str = "1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901";
    const OTHER: &str = "aaaaaaaa-5f60-7182-93a4-b5c6d7e8f901";

    fn gather(variables: &[(&str, &str)], dir: &Path) -> Result<Settings, SettingsError> {
        let look_up = |name: &str| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value))
        };
        Settings::gather(&look_up, &Paths::under(dir, "default").unwrap())
    }

    /// Variables; then: a native app, a service account, or a piece of the complaint.
    type Row<'a> = (&'a [(&'a str, &'a str)], Result<(Option<&'a str>, Option<&'a str>), &'a str>);

    #[test]
    fn what_is_not_text_is_said_and_not_taken_for_unset() {
        use std::os::unix::ffi::OsStringExt as _;
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path(), "default").unwrap();
        for variable in [OURS.0, OURS.1, OFFICIAL.0, OFFICIAL.1] {
            let look_up = |name: &str| (name == variable).then(|| OsString::from_vec(vec![0xff]));
            let message = Settings::gather(&look_up, &paths).unwrap_err().message();
            assert_eq!(message.as_str(), format!("{variable} cannot be read: it is not UTF-8 text"));
        }
    }

    #[test]
    fn the_variables_and_what_they_mean() {
        let dir = tempfile::tempdir().unwrap();
        let table: &[Row<'_>] = &[
            (&[], Ok((None, None))),
            (&[("HEMI_CLIENT_ID", "")], Ok((None, None))),
            (&[("HEMI_CLIENT_ID", ID)], Ok((Some(ID), None))),
            (&[("HEMI_CLIENT_ID", ID), ("HEMI_CLIENT_SECRET", "s")], Ok((None, Some(ID)))),
            (&[("HEMI_CLIENT_SECRET", "s")], Err("HEMI_CLIENT_ID is not")),
            (&[("GLOBUS_CLI_CLIENT_ID", ID), ("GLOBUS_CLI_CLIENT_SECRET", "s")], Ok((None, Some(ID)))),
            (&[("GLOBUS_CLI_CLIENT_ID", ID)], Err("GLOBUS_CLI_CLIENT_SECRET is not")),
            (&[("GLOBUS_CLI_CLIENT_SECRET", "s")], Err("GLOBUS_CLI_CLIENT_ID is not")),
            (
                &[("HEMI_CLIENT_ID", OTHER), ("GLOBUS_CLI_CLIENT_ID", ID), ("GLOBUS_CLI_CLIENT_SECRET", "s")],
                Ok((Some(OTHER), None)),
            ),
            (
                &[("HEMI_CLIENT_ID", "nonsense\u{1b}[2J")],
                Err("HEMI_CLIENT_ID is not a client id: nonsense\\x1b"),
            ),
        ];
        for (variables, expected) in table {
            match (gather(variables, dir.path()), expected) {
                (Ok(got), Ok((client, service))) => {
                    assert_eq!(got.client.map(|id| id.to_string()).as_deref(), *client, "{variables:?}");
                    let id = got.credentials.map(|pair| pair.client.to_string());
                    assert_eq!(id.as_deref(), *service, "{variables:?}");
                }
                (Err(error), Err(words)) => assert!(error.to_string().contains(words), "{error}"),
                (got, _) => panic!("{variables:?} gave {got:?}"),
            }
        }
    }

    #[test]
    fn the_config_file_fills_in_and_the_environment_wins() {
        let dir = tempfile::tempdir().unwrap();
        let config = Paths::under(dir.path(), "default").unwrap().config_file();
        file::save_client_id(&config, OTHER.parse().unwrap()).unwrap();
        let client = |variables: &[_]| gather(variables, dir.path()).unwrap().client.unwrap().to_string();
        assert_eq!(client(&[]), OTHER);
        assert_eq!(client(&[("HEMI_CLIENT_ID", ID)]), ID);
    }

    #[test]
    fn no_secret_is_ever_printed() {
        let dir = tempfile::tempdir().unwrap();
        let secret = "CANARY-secret";
        let both = gather(&[("HEMI_CLIENT_ID", ID), ("HEMI_CLIENT_SECRET", secret)], dir.path()).unwrap();
        assert!(!format!("{both:?}").contains("CANARY"));
        let half = gather(&[("HEMI_CLIENT_SECRET", secret)], dir.path()).unwrap_err();
        assert!(!format!("{half:?} {half}").contains("CANARY"));
    }
}
