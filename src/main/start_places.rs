//! What the panes start with, in the order that the config file sets: the places of the command line, else those of the last run, else the working directory
//! and the search for a collection.

use std::ffi::OsStr;

use hemi::app::{SessionOptions, StartPane};
use hemi::cli::args::TuiArguments;
use hemi::cli::exit::Failure;
use hemi::cli::places::{home, places};
use hemi::config::file::Config;
use hemi::config::paths::Paths;
use hemi::domain::place::PlaceSpec;
use hemi::domain::sort::Sort;
use hemi::domain::text::Untrusted;
use hemi::runtime::saved_session::SessionFile;

/// How a run begins, and where it leaves the next one's beginning.
pub struct Beginning {
    /// What the panes begin with, left and right.
    pub panes: [StartPane; 2],
    /// What the last run left.
    pub session: SessionOptions,
    /// Where this one's session is saved, if it is.
    pub session_file: Option<SessionFile>,
}

impl Beginning {
    /// What the arguments and the last run say. Reads the file of the saved session: one small file, as the config is.
    ///
    /// # Errors
    /// Exit code 2 for a place that cannot be read.
    pub fn of(arguments: &TuiArguments, paths: &Paths, config: &Config) -> Result<Self, Failure> {
        let mut panes = start_panes(arguments.left.as_deref(), arguments.right.as_deref(), config)?;
        // The files of a demo go with it, unless the user names their directory.
        let saves = !arguments.demo || arguments.data.is_some();
        let fresh = !config.restore;
        let (session_file, restored) = match saves.then(|| SessionFile::claim(paths.state_dir(), fresh)) {
            Some((file, restored)) => (Some(file), restored),
            None => (None, None),
        };
        let restored =
            restored.filter(|session| session.left.place.is_some() || session.right.place.is_some());
        let is_plain = arguments.left.is_none() && !arguments.demo && restored.is_none();
        if is_plain {
            panes = start_panes(Some(OsStr::new(".")), None, config).unwrap_or_else(|_| {
                // The working directory was removed.
                let [left, right] = panes;
                [StartPane { spec: Some(PlaceSpec::Local(home())), ..left }, right]
            });
        }
        let session = SessionOptions { saves, restored, picks_collection: is_plain };
        Ok(Self { panes, session, session_file })
    }
}

/// The places of the command line.
fn start_panes(
    left: Option<&OsStr>,
    right: Option<&OsStr>,
    config: &Config,
) -> Result<[StartPane; 2], Failure> {
    let [left_spec, right_spec] = places(left, right)?;
    let pane = |word: Option<&OsStr>, spec: Option<PlaceSpec>| StartPane {
        title: word
            .filter(|_| spec.is_some())
            .map(|word| Untrusted::new(word.as_encoded_bytes()).sanitized()),
        spec,
        sort: Sort { key: config.sort, reversed: false, ..Sort::default() },
        show_hidden: config.show_hidden,
    };
    // An address of the web app may fill the right pane, which then has no word.
    Ok([pane(left, left_spec), pane(right, right_spec)])
}
