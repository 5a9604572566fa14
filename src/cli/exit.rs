//! Exit codes. They agree with the official CLI where it has one (`ARCHITECTURE.md` 9).

use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::SafeText;
use crate::safe;

/// How a run of hemi ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitCode {
    /// Success.
    Done,
    /// A failure on this machine or at a service.
    Failed,
    /// Wrong arguments or settings, or no terminal to run in.
    Usage,
    /// A sign-in or a consent is needed first.
    SignIn,
    /// The user or the service cancelled.
    Cancelled,
    /// A time limit passed.
    TimedOut,
    /// A signal ended the run; shells add 128 to its number.
    Signal(i32),
    /// A panic, numbered as Rust programs number it.
    Fault,
}

impl ExitCode {
    /// The number the shell sees.
    pub fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::SignIn => 4,
            Self::Cancelled => 5,
            Self::TimedOut => 6,
            Self::Fault => 101,
            Self::Signal(number) => u8::try_from(number).map_or(1, |number| 128_u8.saturating_add(number)),
        }
    }

    /// What it means, for a help text.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Done => "success",
            Self::Failed => "failed, here or at a service",
            Self::Usage => "wrong arguments or settings",
            Self::SignIn => "a sign-in or consent is needed first",
            Self::Cancelled => "cancelled",
            Self::TimedOut => "timed out",
            Self::Signal(_) => "ended by a signal",
            Self::Fault => "a bug in hemi",
        }
    }
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code.number())
    }
}

/// The exit codes of each subcommand, by its name as it is typed. Its help lists them.
pub const EXIT_CODES: &[(&str, &[ExitCode])] = {
    use ExitCode::{Cancelled, Done, Failed, SignIn, TimedOut, Usage};
    &[
        ("login", &[Done, Failed, Usage, SignIn, Cancelled, TimedOut]),
        ("logout", &[Done, Failed, Usage]),
        ("whoami", &[Done, Failed, Usage, SignIn]),
        ("session show", &[Done, Failed, Usage, SignIn]),
        ("session update", &[Done, Failed, Usage, SignIn, Cancelled, TimedOut]),
        ("session consent", &[Done, Failed, Usage, SignIn, Cancelled, TimedOut]),
        ("config path", &[Done, Failed, Usage]),
        ("config show", &[Done, Failed, Usage]),
        ("config check", &[Done, Failed, Usage]),
        ("config edit", &[Done, Failed, Usage]),
        ("index show", &[Done, Failed, Usage]),
        ("index wipe", &[Done, Failed, Usage]),
        ("doctor", &[Done, Failed, Usage]),
        ("sandbox", &[Done, Failed, Usage]),
        ("man", &[Done, Failed, Usage]),
        ("completions", &[Done, Failed, Usage]),
        ("help", &[Done, Failed, Usage]),
    ]
};

/// Why a subcommand failed.
#[derive(Clone, Debug)]
pub struct Failure {
    /// How the run ends.
    pub code: ExitCode,
    /// What happened and what to do next.
    pub message: SafeText,
}

impl Failure {
    /// A failure with a message.
    pub fn new(code: ExitCode, message: impl Into<SafeText>) -> Self {
        Self { code, message: message.into() }
    }

    /// The message of a problem, with the given code.
    pub fn of(problem: &Problem, code: ExitCode) -> Self {
        let Problem { happened, next, detail, .. } = problem;
        let message = match detail {
            Some(detail) => safe!("{} {} (Details: {})", happened, next, detail),
            None => safe!("{} {}", happened, next),
        };
        Self { code, message }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let code = match problem.kind {
            ProblemKind::SignIn | ProblemKind::Requirement => ExitCode::SignIn,
            _ => ExitCode::Failed,
        };
        Self::of(&problem, code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_the_documented_ones() {
        use ExitCode::*;
        let all = [Done, Failed, Usage, SignIn, Cancelled, TimedOut];
        assert_eq!(all.map(ExitCode::number), [0, 1, 2, 4, 5, 6]);
        assert_eq!([Signal(15), Signal(1), Fault].map(ExitCode::number), [143, 129, 101]);
    }
}
