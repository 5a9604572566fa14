use super::*;
use crate::app::effect::Effect;
use crate::app::overlay::sample::Sample;
use crate::app::overlay::samples;
use crate::app::requests::Purpose;
use crate::app::requests::{Call, Slot};
use crate::app::widgets::field::tests::keys;
use crate::domain::ids::CollectionId;
use crate::domain::problem::ProblemKind;

struct Bench {
    sample: Sample<AccountCard>,
}

impl Bench {
    fn new() -> Self {
        let mut sample = samples::account(&Untrusted::new("ada@x.org"));
        sample.take_effects();
        Self { sample }
    }

    fn keys(&mut self, text: &str) -> Response {
        let mut last = None;
        for key in keys(text) {
            last = self.sample.input(&key);
        }
        last
    }

    fn text(&self) -> String {
        let card = &self.sample.overlay;
        let asking = self.sample.waits_for(Purpose::read::<ReadAccount>()).then(|| "Asking...".into());
        let items = card.items(74, asking, "~");
        let lines = items.into_iter().map(|(_, line)| line).chain(card.foot());
        lines.fold(String::new(), |all, line| all + line.text().as_str() + "\n")
    }
}

fn wanted(response: Response) -> Requirement {
    match response {
        Some(CloseAction::SignInFor(need)) => need.wanted,
        other => panic!("{other:?}"),
    }
}

fn id(number: u128) -> CollectionId {
    CollectionId::new(uuid::Uuid::from_u128(number))
}

#[test]
fn ages_terms_and_consents_are_said() {
    let text = Bench::new().text();
    for said in [
        "Signed in as ada@x.org (ada@x.org), at sandbox",
        "signed in 27 days ago, in use",
        "signed in 300 days ago",
        "consent given\n    ! signed in 27 days ago, expires in 3 days",
        "! no consent yet",
        "not known how long a sign-in counts here",
        "use Globus Transfer",
        "reach your files on ada@x.org",
    ] {
        assert!(text.contains(said), "{said:?} is not in\n{text}");
    }
}

#[test]
fn what_is_under_the_bar_is_renewed_as_it_needs() {
    let person = wanted(Bench::new().keys("\n"));
    assert_eq!(person, Requirement::fresh_as([Untrusted::new("ada@x.org")]));
    let session = wanted(Bench::new().keys("jj\n"));
    assert!(session.fresh && session.scopes.is_empty(), "{session:?}");
    assert_eq!(wanted(Bench::new().keys("jjj\n")), Requirement::to_reach(id(2)));
    let mut bench = Bench::new();
    assert!(bench.keys("jjjj\n").is_none());
    assert!(bench.text().contains("no sign-in to renew"));
    bench.keys("k");
    assert!(!bench.text().contains("no sign-in to renew"), "what a key said goes with the next one");
}

#[test]
fn consents_are_given_ahead_only_where_they_exist_and_lack() {
    assert_eq!(wanted(Bench::new().keys("c")), Requirement::to_reach(id(2)));
    let mut bench = Bench::new();
    bench.sample.overlay.near.retain(|one| one.collection() != Some(id(2)));
    assert!(bench.keys("c").is_none());
    assert_eq!(wanted(Bench::new().keys("a")).identities.len(), 2);
}

#[test]
fn signing_out_takes_two_presses_in_a_row() {
    let mut bench = Bench::new();
    assert!(bench.keys("xjx").is_none());
    assert!(bench.text().contains("x again signs out"));
    assert!(matches!(bench.keys("x"), Some(CloseAction::SignOut)));
}

#[test]
fn a_service_user_has_nothing_to_renew() {
    let mut bench = Bench::new();
    bench.sample.overlay.who.service_user = true;
    assert!(bench.keys("axxc").is_none());
    assert!(bench.text().contains("Service user ada@x.org"));
}

#[test]
fn what_was_known_stays_when_it_cannot_be_read_anew() {
    let mut bench = Bench::new();
    assert!(bench.keys("r").is_none());
    let effects = bench.sample.take_effects();
    let [Effect::Send { id, request }] = &effects[..] else { panic!("{effects:?}") };
    assert!(ReadAccount::of(request).is_some(), "{request:?}");
    assert_eq!(bench.sample.requests().id(Slot::overlay(Purpose::read::<ReadAccount>())), Some(*id));
    let problem = Problem::new(ProblemKind::Offline, "no answer", "try again");
    bench.sample.reply::<ReadAccount>(Purpose::read::<ReadAccount>(), Part::Done(Err(problem)));
    assert!(bench.text().contains("No answer.") && bench.text().contains("27 days"));
}

#[test]
fn another_profile_is_named_in_a_field_that_keeps_wrong_names() {
    let mut bench = Bench::new();
    bench.sample.overlay.profile = "default".into();
    assert!(bench.keys("sx/\n").is_none());
    assert!(bench.text().contains("1 to 64 letters"));
    let mut bench = Bench::new();
    bench.sample.overlay.profile = "work".into();
    assert!(bench.keys("swork\n").is_none());
    assert!(bench.text().contains("already in use"));
    match bench.keys("2\n") {
        Some(CloseAction::SwitchProfile(name)) => assert_eq!(name.as_str(), "work2"),
        other => panic!("{other:?}"),
    }
}
