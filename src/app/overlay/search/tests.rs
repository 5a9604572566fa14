use super::*;
use crate::app::effect::{Effect, Effects};
use crate::app::overlay::sample::Sample;
use crate::app::overlay::samples;
use crate::app::overlay::view::DrawCx;
use crate::app::requests::{Call, Slot};
use crate::app::theme::Theme;
use crate::app::widgets::field::tests::keys;
use crate::domain::ids::RequestId;
use crate::domain::problem::ProblemKind;

pub(super) fn at(mono: u64) -> Timestamp {
    Timestamp { mono, wall: i64::try_from(mono).unwrap() }
}

pub(super) fn collection(number: u128, name: &str) -> Arc<Collection> {
    Arc::new(samples::collection(number, &Untrusted::new(name), EntityType::Mapped))
}

/// The search asked for, with its id.
pub(super) fn find(effects: &[Effect]) -> Option<(RequestId, &FindCollections)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Send { id, request } => FindCollections::of(request).map(|call| (*id, call)),
        _ => None,
    })
}

/// The id of the one search asked for, and what was given up for it.
pub(super) fn asked(effects: &[Effect]) -> (Option<RequestId>, Vec<RequestId>) {
    let cancelled = effects.iter().filter_map(|effect| match effect {
        Effect::Cancel(id) => Some(*id),
        _ => None,
    });
    (find(effects).map(|(id, _)| id), cancelled.collect())
}

pub(super) fn question(effects: &[Effect]) -> Option<(String, SearchScope)> {
    let (_, FindCollections { text, scope, .. }) = find(effects)?;
    Some((text.raw_str()?.to_owned(), *scope))
}

pub(super) fn answer(collections: &[Arc<Collection>]) -> Part<std::convert::Infallible, FoundCollections> {
    Part::Done(Ok(FoundCollections { collections: collections.to_vec(), next: None }))
}

pub(super) struct Bench {
    pub(super) sample: Sample<Search>,
    pub(super) first: RequestId,
}

pub(super) fn bench() -> Bench {
    let mut sample = Sample::open(at(0), |cx| Search::open(Known::default(), cx));
    let first = asked(&sample.take_effects()).0.unwrap();
    Bench { sample, first }
}

impl Bench {
    pub(super) fn keys(&mut self, text: &str, when: u64) -> Response {
        self.sample.at(at(when));
        let mut last = None;
        for key in keys(text) {
            last = self.sample.input(&key);
        }
        last
    }

    pub(super) fn paste(&mut self, text: &str) -> Response {
        self.sample.at(at(0));
        self.sample.input(&Input::Paste(text.into()))
    }

    pub(super) fn wake(&mut self, when: u64) -> Effects {
        self.sample.at(at(when));
        let response = self.sample.with(|search, cx| search.wake(cx));
        assert!(response.is_none(), "{response:?}");
        self.sample.take_effects()
    }

    /// The answer to the search that is waited for.
    pub(super) fn found(&mut self, collections: &[Arc<Collection>]) {
        assert!(self.is_busy(), "no answer is waited for");
        self.sample.reply::<FindCollections>(Purpose::read::<FindCollections>(), answer(collections));
    }

    /// The answer to this search. Whether it was waited for.
    pub(super) fn found_for(&mut self, id: RequestId, collections: &[Arc<Collection>]) -> bool {
        let reply = FindCollections::reply(answer(collections));
        let received = self.sample.requests_mut().receive(id, &reply, at(0));
        if received.is_some() {
            self.sample.with(|search, cx| search.reply(&reply, cx));
        }
        received.is_some()
    }

    pub(super) fn is_busy(&self) -> bool {
        self.sample.waits_for(Purpose::read::<FindCollections>())
    }

    pub(super) fn cx(&self) -> DrawCx<'_> {
        static THEME: std::sync::LazyLock<Theme> = std::sync::LazyLock::new(Theme::mono);
        DrawCx { theme: &THEME, requests: self.sample.requests() }
    }

    pub(super) fn names(&self) -> Vec<String> {
        let search = &self.sample.overlay;
        // This computer is there in any case.
        let targets = search.rows.iter().filter(|row| **row != Row::Local);
        targets.map(|row| search.known.target(*row).unwrap().title().as_str().to_owned()).collect()
    }
}

/// A bench where three collections are known.
pub(super) fn known() -> Bench {
    let mut bench = bench();
    let three = [
        collection(1, "JASMIN Default Collection"),
        collection(2, "GCP laptop"),
        collection(3, "ALCF Eagle"),
    ];
    bench.found(&three);
    bench
}

#[test]
fn it_opens_with_the_collections_used_lately() {
    let mut sample = Sample::open(at(0), |cx| Search::open(Known::default(), cx));
    let effects = sample.take_effects();
    assert_eq!(question(&effects), Some((String::new(), SearchScope::Recent)));
    let waits = sample.requests().id(Slot::overlay(Purpose::read::<FindCollections>()));
    assert!(waits.is_some() && waits == asked(&effects).0);
    assert_eq!(known().names(), ["JASMIN Default Collection", "GCP laptop", "ALCF Eagle"]);
}

#[test]
fn the_same_question_has_the_same_answer_and_says_what_the_list_is() {
    let words = |bench: &Bench| {
        let below = bench.sample.overlay.below(bench.cx(), 70);
        below.first().map(|line| line.text().as_str().to_owned()).unwrap_or_default()
    };
    const RECENT: &str = "Recent and well-known places, bookmarks. Type to find others.";
    let mut bench = known();
    let recent = bench.names();
    assert_eq!(words(&bench), RECENT);
    bench.keys("a", 0);
    bench.wake(250);
    bench.found(&[collection(4, "Atlas"), collection(5, "Arc"), collection(3, "ALCF Eagle")]);
    assert_eq!(words(&bench), "5 matches.");
    bench.keys("\u{8}", 300);
    assert_eq!(bench.names(), recent, "before the service answers again");
    bench.wake(550);
    bench.found(&[
        collection(1, "JASMIN Default Collection"),
        collection(2, "GCP laptop"),
        collection(3, "ALCF Eagle"),
    ]);
    assert_eq!(bench.names(), recent);
    assert_eq!(words(&bench), RECENT);
    bench.keys("\t\t\t", 600);
    bench.wake(600);
    bench.found(&[collection(1, "JASMIN Default Collection")]);
    assert_eq!(words(&bench), "1 collection of yours.");
}

#[test]
fn letters_narrow_at_once_and_ask_when_they_pause() {
    let mut bench = known();
    bench.keys("gla", 1_000);
    assert_eq!(bench.names(), ["GCP laptop"]);
    assert_eq!(bench.sample.overlay.next_wake(), Some(at(1_250)));
    assert!(bench.wake(1_249).is_empty());
    bench.keys("p", 1_200);
    assert!(bench.wake(1_250).is_empty(), "the letters had not paused");
    let effects = bench.wake(1_450);
    assert_eq!(question(&effects), Some(("glap".into(), SearchScope::All)));
    assert_eq!(bench.sample.overlay.next_wake(), None);
}

#[test]
fn a_newer_question_gives_up_the_older_whose_answer_is_then_dropped() {
    let mut bench = bench();
    bench.keys("a", 0);
    let effects = bench.wake(250);
    let (second, cancelled) = asked(&effects);
    assert_eq!(cancelled, [bench.first]);
    assert!(!bench.found_for(bench.first, &[collection(1, "abc")]));
    assert!(bench.names().is_empty() && bench.is_busy());
    assert!(bench.found_for(second.unwrap(), &[collection(2, "xyz a")]));
    assert_eq!(bench.names(), ["xyz a"]);
    assert!(!bench.is_busy());
}

#[test]
fn what_the_service_found_by_other_words_comes_after_names_that_match() {
    let mut bench = known();
    bench.keys("eagle", 0);
    assert!(find(&bench.wake(250)).is_some());
    bench.found(&[collection(9, "Found by keyword"), collection(3, "ALCF Eagle")]);
    assert_eq!(bench.names(), ["ALCF Eagle", "Found by keyword"]);
    bench.keys("x", 300);
    assert!(bench.names().is_empty(), "it answered another text");
}

#[test]
fn all_words_must_match_and_their_letters_are_known_by_raw_position() {
    let mut bench = bench();
    bench.found(&[collection(1, "\u{202e}ab cd"), collection(2, "ab")]);
    bench.keys("cd ab", 0);
    assert_eq!(bench.sample.overlay.rows, [Row::Collection(0)]);
    assert_eq!(rank::letters("\u{202e}ab cd", "cd ab"), [1, 2, 4, 5]);
    let line = bench.sample.overlay.row(0, 30, "~");
    let lit: Vec<_> = line
        .0
        .iter()
        .filter(|(role, _)| *role == crate::app::theme::Role::Match)
        .map(|(_, s)| s.as_str())
        .collect();
    assert_eq!(lit, ["a", "b", "c", "d"]);
    assert_eq!(line.text().as_str(), "\\u{202e}ab cd");
}

#[test]
fn tab_changes_where_it_looks_and_asks_there() {
    let mut bench = known();
    for (scope, tabs) in [(SearchScope::Recent, 1), (SearchScope::Mine, 2), (SearchScope::SharedWithMe, 1)] {
        bench.keys(&"\t".repeat(tabs), 10);
        let asked = question(&bench.wake(10));
        // Those used lately were asked for when it opened.
        let expected = (scope != SearchScope::Recent).then(|| (String::new(), scope));
        assert_eq!(asked, expected);
    }
    assert!(bench.names().is_empty(), "nothing is known to be shared");
    bench.keys("\t", 20);
    assert_eq!(bench.names().len(), 3);
}

#[test]
fn enter_opens_what_is_under_the_bar() {
    let mut bench = known();
    let response = bench.keys("↓\n", 0);
    assert!(matches!(response, Some(CloseAction::Open(open)) if open.name == Untrusted::new("GCP laptop")));
}

#[test]
fn what_cannot_be_opened_says_why_and_stays() {
    let mut broken = samples::collection(1, &Untrusted::new("Broken"), EntityType::Guest);
    broken.non_functional = true;
    let server = samples::collection(2, &Untrusted::new("Server"), EntityType::Endpoint);
    let mut bench = bench();
    bench.found(&[Arc::new(broken), Arc::new(server)]);
    for (key, words) in [("\n", "neither listed"), ("↓\n", "cannot be browsed")] {
        let response = bench.keys(key, 0);
        assert!(response.is_none());
        assert!(bench.sample.overlay.refusal.as_ref().unwrap().as_str().contains(words));
    }
}

#[test]
fn a_pasted_place_is_gone_to_and_not_searched_for() {
    let id = uuid::Uuid::from_u128(5);
    for pasted in [
        format!("{id}:/a/b\n"),
        format!("https://app.globus.org/file-manager?origin_id={id}&origin_path=%2Fa%2Fb"),
    ] {
        let mut bench = known();
        bench.paste(&pasted);
        assert_eq!(bench.sample.overlay.next_wake(), None);
        let response = bench.keys("\n", 0);
        let expected = PlaceSpec::parse(&format!("{id}:/a/b"));
        assert!(matches!(response, Some(CloseAction::OpenSpec(spec)) if spec == expected));
    }
}

#[test]
fn a_failure_keeps_the_text_and_enter_asks_again() {
    let mut bench = bench();
    bench.keys("eag", 0);
    assert!(find(&bench.wake(250)).is_some());
    let problem = Problem::new(ProblemKind::Offline, "it is down", "wait");
    bench.sample.reply::<FindCollections>(Purpose::read::<FindCollections>(), Part::Done(Err(problem)));
    assert_eq!(bench.sample.overlay.field.raw(), "eag");
    assert!(bench.sample.overlay.problem.is_some() && !bench.is_busy());
    for again in ["\n", "\u{12}"] {
        assert!(bench.keys(again, 300).is_none());
        assert_eq!(question(&bench.wake(300)), Some(("eag".into(), SearchScope::All)));
        let problem = Problem::new(ProblemKind::Offline, "it is down", "wait");
        bench.sample.reply::<FindCollections>(Purpose::read::<FindCollections>(), Part::Done(Err(problem)));
    }
    bench.keys("\n", 300);
    bench.wake(300);
    assert!(bench.sample.overlay.problem.is_none());
}

#[test]
fn the_bar_stays_on_its_collection_when_more_come() {
    let mut bench = known();
    bench.keys("↓↓", 0);
    let entry_at_cursor = bench.sample.overlay.chosen().unwrap().key();
    bench.sample.with(|search, cx| search.ask(cx));
    assert!(find(&bench.sample.take_effects()).is_some());
    bench.found(&[collection(9, "New"), collection(3, "ALCF Eagle"), collection(1, "J"), collection(2, "G")]);
    assert_eq!(bench.sample.overlay.chosen().unwrap().key(), entry_at_cursor);
}

#[test]
fn a_huge_text_and_name_cost_no_time() {
    let mut bench = bench();
    bench.found(&[collection(1, &"ab ".repeat(50_000))]);
    bench.paste(&"ab".repeat(2_000));
    assert!(bench.names().len() <= 1);
}
