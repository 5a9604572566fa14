//! What the panes start with: the places of the command line, in the order that the config file sets.

use std::ffi::OsStr;

use hemi::app::StartPane;
use hemi::cli::exit::Failure;
use hemi::cli::places::places;
use hemi::config::file::Config;
use hemi::domain::place::PlaceSpec;
use hemi::domain::sort::Sort;
use hemi::domain::text::Untrusted;

/// What the panes start with.
///
/// # Errors
/// Exit code 2 for a place that cannot be read.
pub fn start_panes(
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
        sort: Sort { key: config.sort, reversed: false },
        show_hidden: config.show_hidden,
    };
    // An address of the web app may fill the right pane, which then has no word.
    Ok([pane(left, left_spec), pane(right, right_spec)])
}
