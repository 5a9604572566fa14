//! Whether data can be moved from one place to another, and what has to happen first. Engines answer in these terms,
//! and the app asks with them before a plan is shown. Start with [`SupportRule`] and [`best`].

use std::sync::Arc;

use super::path::StorePath;
use super::place::Place;
use super::store::StoreInfo;
use super::text::SafeText;

/// One end of a transfer: a place and what is known of its store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndInfo {
    place: Place,
    store: Arc<StoreInfo>,
}

impl EndInfo {
    /// A directory of a store.
    pub fn new(store: Arc<StoreInfo>, path: StorePath) -> Self {
        Self { place: Place { store: store.id, path }, store }
    }

    /// The place.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// What is known of its store.
    pub fn store(&self) -> &StoreInfo {
        &self.store
    }

    /// The title of its store.
    pub fn title(&self) -> SafeText {
        self.store.title()
    }
}

/// Whether an engine moves data from one place to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// It does.
    Yes,
    /// It does not.
    No(NoRoute),
    /// It does once something was done.
    Needs(NextStep),
}

/// Why data cannot be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRoute {
    /// There is no engine.
    NoEngine,
    /// An end is no collection, and the engine reaches collections only.
    NotACollection,
}

impl NoRoute {
    /// As a sentence. What to do next is for the caller to say: it may know a key for it.
    pub fn reason(self) -> &'static str {
        match self {
            Self::NoEngine => "hemi has no journal to save submissions in.",
            Self::NotACollection => "Globus moves files between collections, and this computer is not one.",
        }
    }
}

/// What has to be done before data can be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// Sign in to Globus.
    SignIn,
}

/// What an engine moves, as a value: from where, to where, and whether a user is signed in. It depends on nothing else,
/// so that the app, which cannot name an engine, decides by the engine's own rule.
pub type SupportRule = fn(from: &EndInfo, to: &EndInfo, signed_in: bool) -> Support;

/// The best of what engines answered: one that moves the data now, else one that does after a step, each the first of
/// its kind.
///
/// # Errors
/// The reason of the first engine, where none moves the data.
pub fn best<T>(answers: impl IntoIterator<Item = (T, Support)>) -> Result<(T, Option<NextStep>), NoRoute> {
    let mut later = None;
    let mut reason = None;
    for (engine, support) in answers {
        match support {
            Support::Yes => return Ok((engine, None)),
            Support::Needs(step) => later = later.or(Some((engine, Some(step)))),
            Support::No(why) => reason = reason.or(Some(why)),
        }
    }
    later.ok_or(reason.unwrap_or(NoRoute::NoEngine))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_that_moves_the_data_now_comes_before_one_that_needs_a_step() {
        let no = Support::No(NoRoute::NotACollection);
        let needs = Support::Needs(NextStep::SignIn);
        let best = |answers: &[Support]| best(answers.iter().copied().enumerate());
        assert_eq!(best(&[no, needs, Support::Yes, Support::Yes]), Ok((2, None)));
        assert_eq!(best(&[no, needs, needs]), Ok((1, Some(NextStep::SignIn))));
        assert_eq!(best(&[no, Support::No(NoRoute::NoEngine)]), Err(NoRoute::NotACollection));
        assert_eq!(best(&[]), Err(NoRoute::NoEngine));
    }
}
