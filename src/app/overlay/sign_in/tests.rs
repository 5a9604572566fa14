use super::*;
use crate::app::input::Input;
use crate::app::widgets::field::tests::keys;
use crate::domain::account::Account;
use crate::domain::ids::IdentityId;
use crate::domain::problem::ProblemKind;
use crate::domain::requirement::Requirement;
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
    fn keys(&mut self, text: &str) -> Response {
        let mut all = Response::none();
        for key in keys(text) {
            let outcome = self.sign_in.input(&key, &mut self.ids);
            all.effects.extend(outcome.effects);
            all.done = outcome.done;
        }
        all
    }
}

fn begun(way: LoginMethod) -> (Bench, RequestId) {
    let mut bench = Bench { sign_in: SignIn::new(way, None), ids: RequestIds::default() };
    let outcome = bench.keys("\n");
    let [Effect::SignIn { id, way: began, .. }] = outcome.effects[..] else { panic!("{outcome:?}") };
    assert_eq!(began, way);
    (bench, id)
}

fn waiting(way: LoginMethod) -> (Bench, RequestId, Response) {
    let (mut bench, id) = begun(way);
    assert!(bench.sign_in.is_busy());
    let outcome = bench.sign_in.apply(&Event::SignInReady { id, way, link: link() });
    assert!(!bench.sign_in.is_busy());
    (bench, id, outcome)
}

#[test]
fn the_suitable_way_is_offered_and_the_other_is_a_key_away() {
    for (start, pressed, way) in [
        (LoginMethod::Browser, "\n", LoginMethod::Browser),
        (LoginMethod::Paste, "\n", LoginMethod::Paste),
        (LoginMethod::Browser, "↓\n", LoginMethod::Paste),
        (LoginMethod::Browser, "p", LoginMethod::Paste),
        (LoginMethod::Paste, "b", LoginMethod::Browser),
    ] {
        let mut bench = Bench { sign_in: SignIn::new(start, None), ids: RequestIds::default() };
        let outcome = bench.keys(pressed);
        assert!(matches!(outcome.effects[..], [Effect::SignIn { way: began, .. }] if began == way));
    }
}

#[test]
fn the_browser_is_opened_once_the_link_is_there() {
    let (mut bench, id, outcome) = waiting(LoginMethod::Browser);
    let opened = |effects: &Effects| matches!(&effects[..], [Effect::Terminal(TerminalCommand::OpenBrowser(to))] if *to == link());
    assert!(opened(&outcome.effects));
    // A link that comes twice, or for another request, opens nothing.
    let again = Event::SignInReady { id, way: LoginMethod::Browser, link: link() };
    assert!(bench.sign_in.apply(&again).effects.is_empty());
    assert!(opened(&bench.keys("o").effects));
}

#[test]
fn the_other_way_gives_up_the_first() {
    let (mut bench, first, _) = waiting(LoginMethod::Browser);
    let outcome = bench.keys("p");
    let [Effect::Cancel(gone), Effect::SignIn { id, way: LoginMethod::Paste, .. }] = outcome.effects[..]
    else {
        panic!("{outcome:?}")
    };
    assert_eq!(gone, first);
    let stale = Event::SignInFailed { id: first, problem: problem(), again: false };
    bench.sign_in.apply(&stale);
    assert_eq!(bench.sign_in.state, State::Starting(id));
}

#[test]
fn a_pasted_code_is_used_only_by_enter() {
    let (mut bench, id, outcome) = waiting(LoginMethod::Paste);
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
    let (mut bench, id, _) = waiting(LoginMethod::Paste);
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
    let (mut bench, id, _) = waiting(LoginMethod::Paste);
    bench.keys("code\n");
    bench.sign_in.apply(&Event::SignInFailed { id, problem: problem(), again: false });
    assert_eq!(bench.sign_in.state, State::Choosing);
    assert_eq!(bench.sign_in.field.raw(), "code");
    let outcome = bench.keys("\n");
    let [Effect::SignIn { id, way: LoginMethod::Paste, .. }] = outcome.effects[..] else {
        panic!("{outcome:?}")
    };
    // A code that was refused is no part of the next one.
    bench.sign_in.apply(&Event::SignInReady { id, way: LoginMethod::Paste, link: link() });
    bench.sign_in.input(&Input::Paste("another".into()), &mut bench.ids);
    assert_eq!(bench.sign_in.field.raw(), "another");
}

#[test]
fn letters_go_to_the_code_and_keys_to_the_link_when_it_has_them() {
    let (mut bench, ..) = waiting(LoginMethod::Paste);
    assert!(bench.keys("ybqos").effects.is_empty());
    assert_eq!(bench.sign_in.field.raw(), "ybqos");
    let copied = |outcome: Response| matches!(&outcome.effects[..], [Effect::Terminal(TerminalCommand::Copy(words))] if words.as_str() == link().as_str());
    assert!(copied(bench.keys("\x19")));
    assert!(copied(bench.keys("\ty")));
    assert_eq!(bench.sign_in.field.raw(), "ybqos");
}

#[test]
fn a_browser_that_does_not_open_is_told_where_it_is_missed() {
    let (mut bench, ..) = waiting(LoginMethod::Browser);
    bench.sign_in.apply(&Event::TerminalFailed { problem: problem() });
    assert!(bench.sign_in.problem.is_some());
    let (mut bench, ..) = waiting(LoginMethod::Paste);
    bench.sign_in.apply(&Event::TerminalFailed { problem: problem() });
    assert!(bench.sign_in.problem.is_none());
}

#[test]
fn it_goes_away_when_somebody_is_signed_in() {
    let identity = IdentityId::new(uuid::Uuid::nil());
    let username = Untrusted::new("demo@example.org");
    let account = Account { identity, username, name: None, service_user: false };
    let (mut bench, ..) = waiting(LoginMethod::Browser);
    assert!(matches!(bench.sign_in.apply(&Event::SignedIn { account }).done, Some(CloseAction::Closed)));
}

fn code() -> DeviceCode {
    let page = Link::new("https://auth.example.org/device").unwrap();
    let whole = Link::new("https://auth.example.org/device?user_code=WDJB-MJHT");
    DeviceCode { user_code: Untrusted::new("WDJB-MJHT"), page, whole, minutes: 15 }
}

/// At another device, with the code.
fn away() -> (Bench, RequestId) {
    let mut bench = Bench { sign_in: SignIn::new(LoginMethod::Paste, None), ids: RequestIds::default() };
    assert!(bench.sign_in.offer_device(true) && !bench.sign_in.offer_device(true));
    let [Effect::SignIn { id, way: LoginMethod::Device, .. }] = bench.keys("d").effects[..] else { panic!() };
    assert!(bench.sign_in.is_busy());
    assert!(
        bench.sign_in.apply(&Event::DeviceReady { id, code: code() }).effects.is_empty(),
        "nothing is opened"
    );
    assert!(!bench.sign_in.is_busy());
    (bench, id)
}

#[test]
fn another_device_is_a_way_only_where_the_service_says_so() {
    let mut bench = Bench { sign_in: SignIn::new(LoginMethod::Paste, None), ids: RequestIds::default() };
    assert!(bench.keys("d").effects.is_empty());
    bench.keys("\t\t");
    assert_eq!(bench.sign_in.way, LoginMethod::Paste, "two ways: there and back");
    bench.sign_in.offer_device(true);
    bench.keys("\t");
    assert_eq!(bench.sign_in.way, LoginMethod::Device);
    bench.keys("k");
    assert_eq!(bench.sign_in.way, LoginMethod::Paste);
    assert!(matches!(bench.keys("d").effects[..], [Effect::SignIn { way: LoginMethod::Device, .. }]));
}

#[test]
fn at_another_device_link_and_code_can_be_had() {
    let (mut bench, _) = away();
    let whole = code().whole.unwrap();
    for (pressed, wish) in [
        ("y", TerminalCommand::Copy(crate::safe!("{}", whole))),
        ("\x19", TerminalCommand::Copy(crate::safe!("{}", whole))),
        ("c", TerminalCommand::Copy("WDJB-MJHT".into())),
        ("o", TerminalCommand::OpenBrowser(whole.clone())),
        ("r", TerminalCommand::Print(whole.clone())),
    ] {
        let effects = bench.keys(pressed).effects;
        assert!(
            matches!(&effects[..], [Effect::Terminal(wished)] if *wished == wish),
            "{pressed:?}: {effects:?}"
        );
    }
    assert!(bench.keys("\t\nsz").effects.is_empty());
}

#[test]
fn leaving_another_device_stops_the_asking() {
    for key in ["\u{1b}", "q"] {
        let (mut bench, id) = away();
        let outcome = bench.keys(key);
        assert!(matches!(outcome.effects[..], [Effect::Cancel(gone)] if gone == id), "{key:?}");
        assert!(matches!(outcome.done, Some(CloseAction::Closed)));
    }
    for (key, way) in [("p", LoginMethod::Paste), ("b", LoginMethod::Browser), ("\x14", LoginMethod::Browser)]
    {
        let (mut bench, id) = away();
        let effects = bench.keys(key).effects;
        let [Effect::Cancel(gone), Effect::SignIn { way: began, .. }] = effects[..] else {
            panic!("{effects:?}")
        };
        assert_eq!((gone, began), (id, way));
    }
}

#[test]
fn a_code_that_expired_or_was_denied_leads_back_to_the_choice() {
    let (mut bench, id) = away();
    bench.sign_in.apply(&Event::SignInFailed { id, problem: problem(), again: false });
    assert_eq!((&bench.sign_in.state, bench.sign_in.way), (&State::Choosing, LoginMethod::Device));
    assert!(bench.sign_in.problem.is_some());
    assert!(matches!(bench.keys("\n").effects[..], [Effect::SignIn { way: LoginMethod::Device, .. }]));
    let stale = Event::DeviceReady { id, code: code() };
    bench.sign_in.apply(&stale);
    assert!(matches!(bench.sign_in.state, State::Starting(_)));
}

#[test]
fn what_another_device_cannot_be_told_is_not_tried_there() {
    let (mut bench, id) = away();
    let consent = Requirement { scopes: vec![Untrusted::new("urn:x:all[*y]")], ..Default::default() };
    let person = Requirement { identities: vec![Untrusted::new("ada@x")], ..Default::default() };
    let need = |wanted| Need { wanted, titles: Vec::new() };
    let effects = bench.sign_in.also(&need(consent), &mut bench.ids);
    let [Effect::Cancel(gone), Effect::SignIn { id: next, way: LoginMethod::Device, .. }] = effects[..]
    else {
        panic!("{effects:?}")
    };
    assert_eq!(gone, id);
    bench.sign_in.apply(&Event::DeviceReady { id: next, code: code() });
    let effects = bench.sign_in.also(&need(person), &mut bench.ids);
    assert!(
        matches!(effects[..], [Effect::Cancel(_), Effect::SignIn { way: LoginMethod::Paste, .. }]),
        "{effects:?}"
    );
    assert!(bench.keys("d").effects.is_empty());
    assert_eq!(bench.sign_in.ways().count(), 2);
}

#[test]
fn one_key_takes_another_way_from_anywhere_and_keeps_what_was_typed_and_wanted() {
    let wanted = Requirement { mfa: true, ..Default::default() };
    let need = Need { wanted, titles: Vec::new() };
    let (mut bench, ..) = waiting(LoginMethod::Paste);
    bench.sign_in.also(&need, &mut bench.ids);
    let id = bench.sign_in.id().unwrap();
    bench.sign_in.apply(&Event::SignInReady { id, way: LoginMethod::Paste, link: link() });
    bench.keys("half a co");
    for (way, ready) in
        [(LoginMethod::Browser, false), (LoginMethod::Paste, false), (LoginMethod::Browser, true)]
    {
        let effects = bench.keys("\x14").effects;
        let [Effect::Cancel(_), Effect::SignIn { id, way: began, need: Some(asked) }] = &effects[..] else {
            panic!("{effects:?}")
        };
        assert_eq!((*began, &**asked), (way, &need.wanted));
        if ready {
            bench.sign_in.apply(&Event::SignInReady { id: *id, way, link: link() });
        }
    }
    bench.keys("p");
    assert_eq!(bench.sign_in.field.raw(), "half a co");
}

#[test]
fn with_ctrl_the_keys_of_the_link_work_while_a_code_is_typed() {
    let (mut bench, ..) = waiting(LoginMethod::Paste);
    for (pressed, wish) in [
        ("\x19", TerminalCommand::Copy(crate::safe!("{}", link()))),
        ("\x0f", TerminalCommand::OpenBrowser(link())),
        ("\x12", TerminalCommand::Print(link())),
    ] {
        let effects = bench.keys(pressed).effects;
        assert!(
            matches!(&effects[..], [Effect::Terminal(wished)] if *wished == wish),
            "{pressed:?}: {effects:?}"
        );
    }
    assert_eq!(bench.sign_in.field.raw(), "");
}

#[test]
fn a_paste_is_the_code_wherever_the_keys_go_and_replaces_a_refused_one() {
    let (mut bench, id, _) = waiting(LoginMethod::Paste);
    let paste = |bench: &mut Bench, text: &str| {
        assert!(bench.sign_in.input(&Input::Paste(text.into()), &mut bench.ids).effects.is_empty());
    };
    bench.keys("\t");
    paste(&mut bench, "\r\n first-\n code \n");
    assert_eq!((bench.sign_in.field.raw(), bench.sign_in.focus), ("first-code", Focus::Code));
    bench.keys("\n");
    bench.sign_in.apply(&Event::SignInFailed { id, problem: problem(), again: true });
    paste(&mut bench, "second");
    assert_eq!(bench.sign_in.field.raw(), "second");
    paste(&mut bench, "-half");
    assert_eq!(bench.sign_in.field.raw(), "second-half", "it was not refused yet");
    // What was typed for another link stays to be seen, and is no part of the next code.
    bench.keys("\x14");
    let effects = bench.keys("\x14").effects;
    let [_, Effect::SignIn { id, way, .. }] = effects[..] else { panic!("{effects:?}") };
    bench.sign_in.apply(&Event::SignInReady { id, way, link: link() });
    assert_eq!(bench.sign_in.field.raw(), "second-half");
    paste(&mut bench, "third");
    assert_eq!(bench.sign_in.field.raw(), "third");
    // A way without a field has no use for it.
    let (mut bench, ..) = waiting(LoginMethod::Browser);
    paste(&mut bench, "p");
    assert_eq!(bench.sign_in.field.raw(), "");
}
