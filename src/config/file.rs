//! `config.toml`: read leniently, and changed in one line without touching the others.
//!
//! It holds no secret, but is created with mode 0600 in a directory of mode 0700, as all files of hemi are.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use super::definitions::VERSION;
use super::parse::{Parsed, line_of, parse};
use crate::domain::ids::ClientId;
use crate::domain::preferences::LineError;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

pub use super::definitions::Config;

/// A longer file is cut: no one writes as much by hand.
const MOST_BYTES: u64 = 1 << 20;

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It is not TOML, or a value is not what its key takes.
    #[error("{}", self.message())]
    Broken {
        /// The file.
        path: SafeText,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong in that line.
        reason: SafeText,
    },
    /// A newer hemi wrote it.
    #[error("{}", self.message())]
    Newer {
        /// The file.
        path: SafeText,
        /// Its version.
        version: i64,
    },
    /// The line of the client id could not be changed without changing something else.
    #[error("{}", self.message())]
    NotEditable {
        /// The file.
        path: SafeText,
        /// The id to be stored.
        client: ClientId,
    },
    /// It holds bytes that are not UTF-8.
    #[error("{}", self.message())]
    NotText {
        /// The file.
        path: SafeText,
        /// The line of the first of them, counted from 1.
        line: usize,
    },
    /// There is a directory in its place.
    #[error("{}", self.message())]
    Directory {
        /// The directory.
        path: SafeText,
    },
    /// The system refused.
    #[error("{}", self.message())]
    Io {
        /// The file.
        path: SafeText,
        /// `read` or `written`.
        what: &'static str,
        /// The system's reason.
        why: io::ErrorKind,
    },
}

impl ConfigError {
    /// What is wrong, and what to do.
    pub fn message(&self) -> SafeText {
        match self {
            Self::Broken { path, line, reason } => {
                safe!("{}, line {}: {}. Fix that line, or delete the file to start over", path, line, reason)
            }
            Self::Newer { path, version } => {
                safe!(
                    "{} was written by a newer hemi (version {}): change it with that version",
                    path,
                    version
                )
            }
            Self::NotEditable { path, client } => safe!(
                "hemi cannot change {} safely: write this line at its top yourself: client_id = \"{}\"",
                path,
                client
            ),
            Self::NotText { path, line } => safe!(
                "{}, line {}: this line is not UTF-8 text. Write its letters anew in an editor that saves UTF-8 (iconv converts \
                 the whole file), or delete the file to start over",
                path,
                line
            ),
            Self::Directory { path } => safe!(
                "{} is a directory, where the config file belongs. Rename or remove it: mv {} {}.old",
                path,
                path,
                path
            ),
            Self::Io { path, what, why } => {
                let why = Untrusted::new(why.to_string()).sanitized();
                safe!(
                    "{} could not be {}: {}. Check the disk and the directory's permissions",
                    path,
                    what,
                    why
                )
            }
        }
    }
}

/// Reads the file. One that does not exist sets nothing.
///
/// # Errors
/// A [`ConfigError`] for a file that cannot be read or is not TOML, and for a client id that is none.
pub fn read(path: &Path) -> Result<Config, ConfigError> {
    let parsed = text(path)?.map(|text| parse(&text)).unwrap_or_default();
    usable(path, &parsed)?;
    Ok(parsed.config)
}

/// Reads the file for settings that hemi can do without: also what can be used of a file that is wrong elsewhere. What is
/// wrong with it is a sentence, not an error.
pub fn read_optional(path: &Path) -> (Config, Vec<SafeText>) {
    match check(path) {
        Ok(parsed) => {
            let name = safe_path(path);
            let messages = parsed.clone().problems().iter().map(|error| error.in_file(&name)).collect();
            (parsed.config, messages)
        }
        Err(error) => (Config::default(), vec![safe!("{}.", error.message())]),
    }
}

/// Reads the file with everything that is wrong with it.
///
/// # Errors
/// [`ConfigError::Io`] for a file that cannot be read.
pub fn check(path: &Path) -> Result<Parsed, ConfigError> {
    Ok(text(path)?.map(|text| parse(&text)).unwrap_or_default())
}

/// Creates the file with this text, unless it exists.
///
/// # Errors
/// [`ConfigError::Directory`] for a directory in its place, [`ConfigError::Io`] where the system refuses.
pub fn create(path: &Path, text: &str) -> Result<Created, ConfigError> {
    if path.is_dir() {
        return Err(ConfigError::Directory { path: safe_path(path) });
    }
    // A link counts: what it points to may be created by the editor.
    if path.symlink_metadata().is_ok() {
        return Ok(Created::Before);
    }
    replace(path, text.as_bytes()).map_err(|e| io_error(path, "written", &e))?;
    Ok(Created::Now)
}

/// When a file came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Created {
    /// It was there.
    Before,
    /// It was not.
    Now,
}

/// Removes the file if it still holds nothing but this text.
pub fn remove_untouched(path: &Path, text: &str) {
    if fs::read(path).is_ok_and(|bytes| bytes == text.as_bytes()) {
        // Best effort: a file that explains every setting does no harm.
        let _ = fs::remove_file(path);
    }
}

fn usable(path: &Path, parsed: &Parsed) -> Result<(), ConfigError> {
    match parsed.errors.first() {
        Some(LineError { line, reason }) => {
            Err(ConfigError::Broken { path: safe_path(path), line: *line, reason: reason.clone() })
        }
        None => Ok(()),
    }
}

/// Writes the client id into the file, keeping every other line as it is.
pub fn save_client_id(path: &Path, client: ClientId) -> Result<(), ConfigError> {
    // A link stays a link, as dotfile managers use them: its target is replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let old = text(&target)?.unwrap_or_default();
    usable(path, &parse(&old))?;
    let before = old.parse::<toml::Table>().unwrap_or_default();
    if let Some(version) =
        before.get("version").and_then(toml::Value::as_integer).filter(|v| *v > i64::from(VERSION))
    {
        return Err(ConfigError::Newer { path: safe_path(path), version });
    }
    let new = with_client_id(&old, client);
    // The text was edited: check that this changed that one value and nothing else.
    let mut wanted = before;
    wanted.insert("client_id".into(), client.to_string().into());
    wanted.entry("version").or_insert(i64::from(VERSION).into());
    match new.parse::<toml::Table>() {
        Ok(after) if after == wanted => {}
        _ => return Err(ConfigError::NotEditable { path: safe_path(path), client }),
    }
    replace(&target, new.as_bytes()).map_err(|e| io_error(path, "written", &e))
}

fn text(path: &Path) -> Result<Option<String>, ConfigError> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes));
    match read {
        Ok(_) => {}
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) if e.kind() == io::ErrorKind::IsADirectory => {
            return Err(ConfigError::Directory { path: safe_path(path) });
        }
        Err(e) => return Err(io_error(path, "read", &e)),
    }
    String::from_utf8(bytes).map(Some).map_err(|error| {
        let valid = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = 1 + valid.iter().filter(|byte| **byte == b'\n').count();
        ConfigError::NotText { path: safe_path(path), line }
    })
}

fn with_client_id(old: &str, client: ClientId) -> String {
    let ours = format!("client_id = \"{client}\"");
    let mut lines: Vec<&str> = old.lines().collect();
    // A new key goes to the top: after a `[table]` it would belong to that.
    match line_of(old, "client_id").and_then(|line| lines.get_mut(line - 1)) {
        Some(line) => *line = &ours,
        None => lines.insert(0, &ours),
    }
    let version = format!("version = {VERSION}");
    let has_version = old.parse::<toml::Table>().is_ok_and(|table| table.contains_key("version"));
    if !has_version {
        lines.insert(0, &version);
    }
    lines.join("\n") + "\n"
}

/// Replaces the file atomically.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    let temp: PathBuf = dir.join(format!(".config.toml.{}.new", uuid::Uuid::new_v4()));
    let written = (|| {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temp)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temp, path)?;
        File::open(dir)?.sync_all()
    })();
    if written.is_err() {
        // Best effort: the first error is the one to report.
        let _ = fs::remove_file(&temp);
    }
    written
}

fn safe_path(path: &Path) -> SafeText {
    Untrusted::new(path.as_os_str().as_bytes()).sanitized()
}

fn io_error(path: &Path, what: &'static str, error: &io::Error) -> ConfigError {
    ConfigError::Io { path: safe_path(path), what, why: error.kind() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    const ID: &str = "1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901";

    fn id() -> ClientId {
        ID.parse().unwrap()
    }

    #[test]
    fn a_missing_file_says_nothing_and_a_new_one_is_private() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("hemi/config.toml");
        assert_eq!(read(&path).unwrap(), Config::default());
        save_client_id(&path, id()).unwrap();
        assert_eq!(read(&path).unwrap().client_id, Some(id()));
        let mode = |p: &Path| fs::metadata(p).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "no temporary file is left");
    }

    #[test]
    fn saving_keeps_what_the_user_wrote() {
        let table = [
            ("", "version = 1\nclient_id = \"ID\"\n"),
            (
                "# mine\ntheme = \"x\" # why\n",
                "version = 1\nclient_id = \"ID\"\n# mine\ntheme = \"x\" # why\n",
            ),
            (
                "version = 1\n  client_id=\"\"\n[keys]\na = 1\n",
                "version = 1\nclient_id = \"ID\"\n[keys]\na = 1\n",
            ),
            (
                "version = 1\n[other]\nclient_id = \"kept\"\n",
                "client_id = \"ID\"\nversion = 1\n[other]\nclient_id = \"kept\"\n",
            ),
            (
                "version = 1\nnote = \"\"\"\nclient_id = \"x\"\n\"\"\"\n",
                "client_id = \"ID\"\nversion = 1\nnote = \"\"\"\nclient_id = \"x\"\n\"\"\"\n",
            ),
        ];
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        for (before, after) in table {
            fs::write(&path, before).unwrap();
            save_client_id(&path, id()).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), after.replace("ID", ID));
        }
    }

    #[test]
    fn a_linked_file_stays_a_link() {
        let dir = tempfile::tempdir().unwrap();
        let (link, real) = (dir.path().join("config.toml"), dir.path().join("dotfiles.toml"));
        fs::write(&real, "a = 1\n").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        save_client_id(&link, id()).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(read(&real).unwrap().client_id, Some(id()));
    }

    #[test]
    fn a_broken_file_is_named_with_its_line_and_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        let table = [
            ("a = 1\nb = \n", "line 2"),
            ("a = 1\n\nclient_id = 7\n", "line 3: client_id is not an id"),
            ("client_id = \"x\u{1b}[2J\"\n", "line 1"),
            ("client_id = \"nonsense\"\n", "line 1: client_id is not an id"),
        ];
        for (text, words) in table {
            fs::write(&path, text).unwrap();
            for error in [read(&path).map(|_| ()).unwrap_err(), save_client_id(&path, id()).unwrap_err()] {
                let said = error.to_string();
                assert!(said.contains(words) && said.contains("config.toml"), "{said}");
                assert!(!said.contains('\u{1b}'));
            }
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }

    #[test]
    fn what_cannot_be_changed_safely_is_not_changed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        // A value over two lines is not replaced by changing one.
        fs::write(&path, format!("version = 1\nclient_id = \"\"\"\n{ID}\"\"\"\n")).unwrap();
        assert!(matches!(save_client_id(&path, id()), Err(ConfigError::NotEditable { .. })));
        fs::write(&path, "version = 2\n").unwrap();
        assert!(matches!(save_client_id(&path, id()), Err(ConfigError::Newer { version: 2, .. })));
        assert_eq!(fs::read_to_string(&path).unwrap(), "version = 2\n");
    }
}
