//! Tells the shell around hemi where the user was when they quit, so that it can go there.

use std::path::Path;

use hemi::app::App;
use hemi::cli::args::TuiArguments;
use hemi::cli::exit::{ExitCode, Failure};
use hemi::domain::text::Untrusted;
use hemi::safe;
use hemi::terminal::Exit;

/// Writes the directory to the file that the arguments name, as its bytes are and nothing behind them. The file stays as
/// it is where there is no directory to tell, and whenever something else than a quit ends hemi.
///
/// # Errors
/// When the file cannot be written.
pub fn write(arguments: &TuiArguments, app: &App, exit: Exit) -> Result<Exit, Failure> {
    let file = arguments.print_dir_on_quit.as_deref().filter(|_| exit == Exit::Quit);
    if let (Some(file), Some(directory)) = (file, app.directory_to_leave_in()) {
        std::fs::write(file, directory.raw()).map_err(|error| unwritten(file, &error))?;
    }
    Ok(exit)
}

fn unwritten(file: &Path, error: &std::io::Error) -> Failure {
    let message = safe!(
        "the directory that you were in could not be written to {}: {}. Name a file that you can write to.",
        Untrusted::new(file.as_os_str().as_encoded_bytes()).sanitized(),
        Untrusted::new(error.to_string()).sanitized()
    );
    Failure::new(ExitCode::Failed, message)
}
