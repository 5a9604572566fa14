//! Going on as another profile: the program takes its own place, so that nothing of the first one stays in memory.

use std::ffi::OsString;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

use hemi::cli::exit::Code;
use hemi::cli::output::complain;
use hemi::domain::profile::ProfileName;
use hemi::domain::text::Untrusted;
use hemi::safe;

/// Starts hemi anew with its own arguments and another profile. Returns only if that cannot be done.
pub fn with(profile: &ProfileName) -> Code {
    let mut arguments = std::env::args_os();
    let own = arguments.next().unwrap_or_else(|| "hemi".into());
    let program = std::env::current_exe().map_or(own, Into::into);
    let error =
        Command::new(program).args(without_profile(arguments)).env("HEMI_PROFILE", profile.as_str()).exec();
    let why = Untrusted::new(error.to_string()).sanitized();
    complain(&safe!(
        "hemi could not start again: {}. Start it with --profile {}.",
        why,
        Untrusted::new(profile.as_str()).sanitized()
    ));
    Code::Failed
}

/// The arguments without the profile they name: it would go before the variable.
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
