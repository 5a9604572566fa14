//! Switching the profile: hemi replaces its process by a new one, so that no token of the first profile stays in
//! memory.

use std::ffi::OsString;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

use hemi::cli::exit::ExitCode;
use hemi::cli::printer::print_error;
use hemi::domain::profile::ProfileName;
use hemi::domain::text::Untrusted;
use hemi::safe;

/// Starts hemi again with the same arguments and another profile. Returns only if that fails.
pub fn with_profile(profile: &ProfileName) -> ExitCode {
    let mut arguments = std::env::args_os();
    let own = arguments.next().unwrap_or_else(|| "hemi".into());
    let program = std::env::current_exe().map_or(own, Into::into);
    let error =
        Command::new(program).args(without_profile(arguments)).env("HEMI_PROFILE", profile.as_str()).exec();
    print_error(&safe!(
        "hemi could not start again: {}. Start it yourself: hemi --profile {}",
        Untrusted::new(error.to_string()).sanitized(),
        Untrusted::new(profile.as_str()).sanitized()
    ));
    ExitCode::Failed
}

/// The arguments without `--profile`, which would take precedence over the variable.
fn without_profile(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut kept = Vec::new();
    let mut arguments = arguments.peekable();
    while let Some(argument) = arguments.next() {
        let bytes = argument.as_encoded_bytes();
        if bytes == b"--profile" {
            arguments.next();
        } else if !bytes.starts_with(b"--profile=") {
            kept.push(argument);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_profile_is_left_out() {
        let kept = |line: &str| {
            let kept = without_profile(line.split(' ').map(OsString::from));
            kept.join(&OsString::from(" ")).into_string().unwrap()
        };
        assert_eq!(kept("a:/b --profile x c --data d"), "a:/b c --data d");
        assert_eq!(kept("--profile=x --ascii"), "--ascii");
        assert_eq!(kept("--ascii"), "--ascii");
    }
}
