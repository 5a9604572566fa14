//! `--demo` in a build without the cargo feature `sandbox`: a type without values, for `main` refuses `--demo` first.

use hemi::app::Setup;
use hemi::cli::args::TuiArguments;
use hemi::domain::problem::Problem;
use hemi::runtime::Connection;

/// A demo, of which this build can make none.
#[derive(Clone)]
pub enum Demo {}

impl Demo {
    /// Always None.
    pub fn of(_: &TuiArguments) -> Option<Self> {
        None
    }

    /// Never called: there is no demo.
    pub fn entitle(_: &mut Setup) {}

    /// Never called: there is no demo.
    pub async fn connect(self) -> Result<Connection, Problem> {
        match self {}
    }

    /// Never called: there is no demo.
    pub async fn end(self) {
        match self {}
    }
}
