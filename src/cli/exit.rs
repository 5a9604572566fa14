//! Exit codes. They agree with the official CLI where it has one (`ARCHITECTURE.md` 9).

use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::SafeText;
use crate::safe;

/// How a run of hemi ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// All was well.
    Done,
    /// Something failed here or at a service.
    Failed,
    /// It was not called rightly, or not from a place it can run in.
    Usage,
    /// A sign-in or a consent is needed first.
    SignIn,
    /// The user or the service cancelled.
    Cancelled,
    /// It took too long.
    TimedOut,
    /// A signal ended it, as shells number that.
    Signal(i32),
    /// A fault of hemi's own, as Rust programs number that.
    Fault,
}

impl Code {
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
}

impl From<Code> for std::process::ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code.number())
    }
}

/// Why a subcommand did not do what it was asked.
#[derive(Clone, Debug)]
pub struct Failure {
    /// How the run ends.
    pub code: Code,
    /// What happened and what to do.
    pub words: SafeText,
}

impl Failure {
    /// In our own words.
    pub fn new(code: Code, words: impl Into<SafeText>) -> Self {
        Self { code, words: words.into() }
    }

    /// A problem's words with the code it is told to `code`.
    pub fn of(problem: &Problem, code: Code) -> Self {
        let Problem { happened, next, detail, .. } = problem;
        let words = match detail {
            Some(detail) => safe!("{} {} (It was said: {})", happened, next, detail),
            None => safe!("{} {}", happened, next),
        };
        Self { code, words }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let code = match problem.kind {
            ProblemKind::SignIn | ProblemKind::Requirement => Code::SignIn,
            _ => Code::Failed,
        };
        Self::of(&problem, code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_the_documented_ones() {
        let all = [Code::Done, Code::Failed, Code::Usage, Code::SignIn, Code::Cancelled, Code::TimedOut];
        assert_eq!(all.map(Code::number), [0, 1, 2, 4, 5, 6]);
        assert_eq!([Code::Signal(15), Code::Signal(1), Code::Fault].map(Code::number), [143, 129, 101]);
    }
}
