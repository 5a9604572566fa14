//! `--demo` in a build without the cargo feature `sandbox`: a type without values, because `main` refuses `--demo`.

use hemi::app::AppOptions;
use hemi::cli::args::TuiArguments;
use hemi::domain::problem::Problem;
use hemi::runtime::Connection;

/// The demo, which this build does not have.
#[derive(Clone)]
pub enum Demo {}

impl Demo {
    /// Always None.
    pub fn of(_: &TuiArguments) -> Option<Self> {
        None
    }

    /// Never called: there is no demo.
    pub fn set_titles(_: &mut AppOptions) {}

    /// Never called: there is no demo.
    pub async fn connect(self) -> Result<Connection, Problem> {
        match self {}
    }

    /// Never called: there is no demo.
    pub async fn end(self) {
        match self {}
    }
}
