use super::*;
use crate::app::widgets::field::tests::keys;
use crate::domain::account::Account;
use crate::domain::ids::IdentityId;
use crate::domain::problem::ProblemKind;
use crate::domain::text::Untrusted;

fn link() -> Link {
    Link::new("https://auth.example.org/authorize?state=abc").unwrap()
}

fn problem() -> Problem {
    Problem::new(ProblemKind::SignIn, "the code was not taken", "paste another one")
}

struct Bench {
    sign_in: SignIn,
    ids: RequestIds,
}

impl Bench {
    fn keys(&mut self, text: &str) -> Outcome {
        let mut all = Outcome::none();
        for key in keys(text) {
            let outcome = self.sign_in.input(&key, &mut self.ids);
            all.effects.extend(outcome.effects);
            all.done = outcome.done;
        }
        all
    }
}

fn begun(way: SignInWay) -> (Bench, RequestId) {
    let mut bench = Bench { sign_in: SignIn::new(way, None), ids: RequestIds::default() };
    let outcome = bench.keys("\n");
    let [Effect::SignIn { id, way: began, .. }] = outcome.effects[..] else { panic!("{outcome:?}") };
    assert_eq!(began, way);
    (bench, id)
}

fn waiting(way: SignInWay) -> (Bench, RequestId, Outcome) {
    let (mut bench, id) = begun(way);
    assert!(bench.sign_in.is_busy());
    let outcome = bench.sign_in.apply(&Event::SignInReady { id, way, link: link() });
    assert!(!bench.sign_in.is_busy());
    (bench, id, outcome)
}

#[test]
fn the_suitable_way_is_offered_and_the_other_is_a_key_away() {
    for (start, pressed, way) in [
        (SignInWay::Browser, "\n", SignInWay::Browser),
        (SignInWay::Paste, "\n", SignInWay::Paste),
        (SignInWay::Browser, "↓\n", SignInWay::Paste),
        (SignInWay::Browser, "p", SignInWay::Paste),
        (SignInWay::Paste, "b", SignInWay::Browser),
    ] {
        let mut bench = Bench { sign_in: SignIn::new(start, None), ids: RequestIds::default() };
        let outcome = bench.keys(pressed);
        assert!(matches!(outcome.effects[..], [Effect::SignIn { way: began, .. }] if began == way));
    }
}

#[test]
fn the_browser_is_opened_once_the_link_is_there() {
    let (mut bench, id, outcome) = waiting(SignInWay::Browser);
    let opened = |effects: &Effects| matches!(&effects[..], [Effect::Terminal(TerminalWish::OpenBrowser(to))] if *to == link());
    assert!(opened(&outcome.effects));
    // A link that comes twice, or for another request, opens nothing.
    let again = Event::SignInReady { id, way: SignInWay::Browser, link: link() };
    assert!(bench.sign_in.apply(&again).effects.is_empty());
    assert!(opened(&bench.keys("o").effects));
}

#[test]
fn the_other_way_gives_up_the_first() {
    let (mut bench, first, _) = waiting(SignInWay::Browser);
    let outcome = bench.keys("p");
    let [Effect::Cancel(gone), Effect::SignIn { id, way: SignInWay::Paste, .. }] = outcome.effects[..] else {
        panic!("{outcome:?}")
    };
    assert_eq!(gone, first);
    let stale = Event::SignInFailed { id: first, problem: problem(), again: false };
    bench.sign_in.apply(&stale);
    assert_eq!(bench.sign_in.state, State::Starting(id));
}

#[test]
fn a_pasted_code_is_used_only_by_enter() {
    let (mut bench, id, outcome) = waiting(SignInWay::Paste);
    assert!(outcome.effects.is_empty(), "no browser is opened");
    let pasted = bench.sign_in.input(&Input::Paste(" the-code\n".into()), &mut bench.ids);
    assert!(pasted.effects.is_empty());
    let outcome = bench.keys("\n");
    let [Effect::SignInCode { id: used, code }] = &outcome.effects[..] else { panic!("{outcome:?}") };
    assert_eq!((*used, code.expose()), (id, "the-code"));
    assert!(bench.sign_in.is_busy());
    assert!(bench.keys("\n").effects.is_empty(), "it is under way already");
    assert!(!format!("{:?}", bench.sign_in).contains("the-code"));
}

#[test]
fn a_wrong_code_keeps_the_text_and_the_link() {
    let (mut bench, id, _) = waiting(SignInWay::Paste);
    bench.keys("wrong\n");
    bench.sign_in.apply(&Event::SignInFailed { id, problem: problem(), again: true });
    assert_eq!(bench.sign_in.state, State::Waiting(id, link()));
    assert_eq!(bench.sign_in.field.raw(), "wrong");
    assert!(bench.sign_in.problem.is_some());
    let outcome = bench.keys("2\n");
    assert!(matches!(&outcome.effects[..], [Effect::SignInCode { code, .. }] if code.expose() == "wrong2"));
    assert!(bench.sign_in.problem.is_none());
}

#[test]
fn a_sign_in_that_is_over_can_be_begun_anew() {
    let (mut bench, id, _) = waiting(SignInWay::Paste);
    bench.keys("code\n");
    bench.sign_in.apply(&Event::SignInFailed { id, problem: problem(), again: false });
    assert_eq!(bench.sign_in.state, State::Choosing);
    assert_eq!(bench.sign_in.field.raw(), "code");
    assert!(matches!(bench.keys("\n").effects[..], [Effect::SignIn { way: SignInWay::Paste, .. }]));
}

#[test]
fn letters_go_to_the_code_and_keys_to_the_link_when_it_has_them() {
    let (mut bench, ..) = waiting(SignInWay::Paste);
    assert!(bench.keys("ybqos").effects.is_empty());
    assert_eq!(bench.sign_in.field.raw(), "ybqos");
    let copied = |outcome: Outcome| matches!(&outcome.effects[..], [Effect::Terminal(TerminalWish::Copy(words))] if words.as_str() == link().as_str());
    assert!(copied(bench.keys("\x19")));
    assert!(copied(bench.keys("\ty")));
    assert_eq!(bench.sign_in.field.raw(), "ybqos");
}

#[test]
fn a_browser_that_does_not_open_is_told_where_it_is_missed() {
    let (mut bench, ..) = waiting(SignInWay::Browser);
    bench.sign_in.apply(&Event::TerminalFailed { problem: problem() });
    assert!(bench.sign_in.problem.is_some());
    let (mut bench, ..) = waiting(SignInWay::Paste);
    bench.sign_in.apply(&Event::TerminalFailed { problem: problem() });
    assert!(bench.sign_in.problem.is_none());
}

#[test]
fn it_goes_away_when_somebody_is_signed_in() {
    let identity = IdentityId::new(uuid::Uuid::nil());
    let username = Untrusted::new("demo@example.org");
    let account = Account { identity, username, name: None, service_user: false };
    let (mut bench, ..) = waiting(SignInWay::Browser);
    assert!(matches!(bench.sign_in.apply(&Event::SignedIn { account }).done, Some(Done::Closed)));
}
