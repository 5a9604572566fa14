//! An explained error: what happened, what it means, what to do next.

use super::requirement::Requirement;
use super::text::SafeText;

/// What a problem is about, for code that must decide; people read the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// No user is signed in, or the sign-in ended.
    SignIn,
    /// The service requires a consent, an identity or a newer session first.
    Requirement,
    /// It is not there.
    NotFound,
    /// It is there, and the user has no permission.
    Denied,
    /// The service, the storage or the network is unavailable.
    Offline,
    /// A rate limit: the service asked hemi to wait.
    RateLimited,
    /// The request was refused.
    Refused,
    /// The answer could not be read, or the result of the request is not known.
    Unknown,
    /// This computer: disk, files, terminal.
    Local,
}

/// An error a person can act on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What it is about.
    pub kind: ProblemKind,
    /// What happened, and to what.
    pub happened: SafeText,
    /// What to do next.
    pub next: SafeText,
    /// The raw words or code of the other side, for a report.
    pub detail: Option<SafeText>,
    /// The other side's text as it came, where `detail` is a reading of it.
    pub raw: Option<SafeText>,
    /// What the service wants first, when it said so.
    pub requirement: Option<Box<Requirement>>,
}

impl Problem {
    /// A problem in our own words, which become whole sentences.
    pub fn new(kind: ProblemKind, happened: impl Into<SafeText>, next: impl Into<SafeText>) -> Self {
        let (happened, next) = (happened.into().sentence(), next.into().sentence());
        Self { kind, happened, next, detail: None, raw: None, requirement: None }
    }

    /// Whether a sign-in as required resolves it.
    pub fn is_met_by_signing_in(&self) -> bool {
        matches!(self.kind, ProblemKind::SignIn | ProblemKind::Requirement)
    }

    /// The same with the other side's words.
    #[must_use]
    pub fn with_detail(mut self, detail: SafeText) -> Self {
        self.detail = Some(detail).filter(|d| !d.is_empty());
        self
    }
}
