mod device;

use super::*;
use crate::app::effect::{Effect, Effects};
use crate::app::overlay::CloseAction;
use crate::app::overlay::sample::Sample;
use crate::app::requests::login::UseLoginCode;
use crate::app::requests::{Call, Owner, Slot};
use crate::app::widgets::field::tests::keys;
use crate::domain::ids::RequestId;
use crate::domain::requirement::Requirement;
use crate::domain::text::Untrusted;
use crate::domain::time::Timestamp;
use device::need;

fn link() -> Link {
    Link::new("https://auth.example.org/authorize?state=abc").unwrap()
}

fn problem() -> Problem {
    Problem::new(ProblemKind::SignIn, "the code was not taken", "paste another one")
}

/// The call of an effect with its id, if it is this one.
fn call<C: Call>(effect: &Effect) -> Option<(RequestId, &C)> {
    let Effect::Send { id, request } = effect else { return None };
    C::of(request).map(|call| (*id, call))
}

/// The method of the sign-in that was begun, if that is all there is.
fn begins(effects: &Effects) -> Option<(RequestId, LoginMethod)> {
    let [effect] = &effects[..] else { return None };
    call::<BeginLogin>(effect).map(|(id, begin)| (id, begin.method))
}

/// What was given up, and the sign-in that was begun for it, if that is all there is.
fn begins_anew(effects: &Effects) -> Option<(RequestId, RequestId, &BeginLogin)> {
    let [Effect::Cancel(gone), effect] = &effects[..] else { return None };
    call::<BeginLogin>(effect).map(|(id, begin)| (*gone, id, begin))
}

/// The code that was used, if that is all there is.
fn uses(effects: &Effects) -> Option<(RequestId, &str)> {
    let [effect] = &effects[..] else { return None };
    call::<UseLoginCode>(effect).map(|(id, used)| (id, used.code.expose()))
}

struct Bench {
    sample: Sample<SignIn>,
}

impl Bench {
    fn new(method: LoginMethod) -> Self {
        Self { sample: Sample::open(Timestamp::default(), |_| SignIn::new(method, None)) }
    }

    /// What the keys ask for. None of them closes the sign-in.
    fn keys(&mut self, text: &str) -> Effects {
        for key in keys(text) {
            let response = self.sample.input(&key);
            assert!(response.is_none(), "{text:?}: {response:?}");
        }
        self.sample.take_effects()
    }

    /// A step of the sign-in that is waited for, and what is asked for then.
    fn step(&mut self, step: LoginStep) -> Effects {
        assert!(self.sample.waits_for(Purpose::Login));
        self.sample.reply::<BeginLogin>(Purpose::Login, Part::Partial(step));
        self.sample.take_effects()
    }

    fn link(&mut self, method: LoginMethod) -> Effects {
        self.step(LoginStep::Link { method, link: link() })
    }

    /// The sign-in that is waited for fails.
    fn fails(&mut self) {
        assert!(self.sample.waits_for(Purpose::Login));
        self.sample.reply::<BeginLogin>(Purpose::Login, Part::Done(Err(problem())));
    }

    /// The code that is waited for is refused.
    fn refuses_code(&mut self) {
        assert!(self.sample.waits_for(Purpose::LoginCode));
        self.sample.reply::<UseLoginCode>(Purpose::LoginCode, Part::Done(Err(problem())));
    }

    /// Whether this piece of an answer to a sign-in is taken.
    fn takes(&mut self, id: RequestId, part: Part<LoginStep, ()>) -> bool {
        let reply = BeginLogin::reply(part);
        let received = self.sample.requests_mut().receive(id, &reply, Timestamp::default());
        if received.is_some() {
            self.sample.with(|sign_in, cx| sign_in.reply(&reply, cx));
        }
        received.is_some()
    }

    fn waits_for(&self, purpose: Purpose) -> Option<RequestId> {
        self.sample.requests().id(Slot::overlay(purpose))
    }
}

fn begun(method: LoginMethod) -> (Bench, RequestId) {
    let mut bench = Bench::new(method);
    let (id, began) = begins(&bench.keys("\n")).unwrap();
    assert_eq!(began, method);
    (bench, id)
}

fn waiting(method: LoginMethod) -> (Bench, RequestId, Effects) {
    let (mut bench, id) = begun(method);
    assert!(bench.sample.overlay.is_busy());
    let effects = bench.link(method);
    assert!(!bench.sample.overlay.is_busy());
    (bench, id, effects)
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
        let effects = Bench::new(start).keys(pressed);
        assert!(begins(&effects).is_some_and(|(_, began)| began == way), "{effects:?}");
    }
}

#[test]
fn the_browser_is_opened_once_the_link_is_there() {
    let (mut bench, _, effects) = waiting(LoginMethod::Browser);
    let opened = |effects: &Effects| matches!(&effects[..], [Effect::Terminal(TerminalCommand::OpenBrowser(to))] if *to == link());
    assert!(opened(&effects));
    // A link that comes twice, or for another request, opens nothing.
    let again = LoginStep::Link { method: LoginMethod::Browser, link: link() };
    assert!(bench.step(again.clone()).is_empty());
    assert!(!bench.takes(RequestId(u64::MAX), Part::Partial(again)));
    assert!(opened(&bench.keys("o")));
}

#[test]
fn the_other_way_gives_up_the_first() {
    let (mut bench, first, _) = waiting(LoginMethod::Browser);
    let effects = bench.keys("p");
    let Some((gone, id, begin)) = begins_anew(&effects) else { panic!("{effects:?}") };
    assert_eq!((gone, begin.method), (first, LoginMethod::Paste));
    assert!(!bench.takes(first, Part::Done(Err(problem()))), "it is stale");
    assert_eq!(bench.sample.overlay.state, State::Starting);
    assert_eq!(bench.waits_for(Purpose::Login), Some(id));
}

#[test]
fn a_pasted_code_is_used_only_by_enter() {
    let (mut bench, id, effects) = waiting(LoginMethod::Paste);
    assert!(effects.is_empty(), "no browser is opened");
    assert!(bench.sample.input(&Input::Paste(" the-code\n".into())).is_none());
    assert!(bench.sample.take_effects().is_empty());
    let effects = bench.keys("\n");
    let Some((used, code)) = uses(&effects) else { panic!("{effects:?}") };
    assert_eq!(code, "the-code");
    assert_eq!(bench.waits_for(Purpose::LoginCode), Some(used));
    assert_eq!(bench.waits_for(Purpose::Login), Some(id), "the sign-in itself is still open");
    assert!(bench.sample.overlay.is_busy());
    assert!(bench.keys("\n").is_empty(), "it is under way already");
    assert!(!format!("{:?}", bench.sample).contains("the-code"));
    assert!(!format!("{effects:?}").contains("the-code"));
}

#[test]
fn a_wrong_code_keeps_the_text_and_the_link() {
    let (mut bench, id, _) = waiting(LoginMethod::Paste);
    bench.keys("wrong\n");
    bench.refuses_code();
    assert_eq!(bench.sample.overlay.state, State::Waiting(link()));
    assert_eq!(bench.waits_for(Purpose::Login), Some(id));
    assert_eq!(bench.sample.overlay.field.raw(), "wrong");
    assert!(bench.sample.overlay.problem.is_some());
    let effects = bench.keys("2\n");
    assert!(uses(&effects).is_some_and(|(_, code)| code == "2"), "typing begins anew: {effects:?}");
    assert!(bench.sample.overlay.problem.is_none());
}

#[test]
fn what_was_copied_is_not_spoken_of_when_its_link_is_dead() {
    let (mut bench, ..) = waiting(LoginMethod::Browser);
    bench.keys("y");
    bench.sample.overlay.copied(crate::app::event::Clipboard::Terminal);
    assert!(bench.sample.overlay.copied.is_some());
    bench.fails();
    assert_eq!(bench.sample.overlay.copied, None);
}

#[test]
fn a_sign_in_that_is_over_can_be_begun_anew() {
    let (mut bench, ..) = waiting(LoginMethod::Paste);
    bench.keys("code\n");
    bench.refuses_code();
    bench.fails();
    assert_eq!(bench.sample.overlay.state, State::Choosing);
    assert_eq!(bench.sample.overlay.field.raw(), "code");
    let effects = bench.keys("\n");
    let begun = begins(&effects);
    assert!(begun.is_some_and(|(_, method)| method == LoginMethod::Paste), "{effects:?}");
    // A code that was refused is no part of the next one.
    bench.link(LoginMethod::Paste);
    bench.sample.input(&Input::Paste("another".into()));
    assert_eq!(bench.sample.overlay.field.raw(), "another");
}

#[test]
fn a_code_under_way_is_given_up_with_its_sign_in() {
    let (mut bench, ..) = waiting(LoginMethod::Paste);
    bench.keys("code\n");
    let code = bench.waits_for(Purpose::LoginCode).unwrap();
    bench.fails();
    assert_eq!(bench.sample.overlay.state, State::Choosing);
    let effects = bench.keys("\n");
    let Some((gone, id, _)) = begins_anew(&effects) else { panic!("{effects:?}") };
    assert_eq!((gone, bench.waits_for(Purpose::Login)), (code, Some(id)));
    assert_eq!(bench.waits_for(Purpose::LoginCode), None);
}

#[test]
fn letters_go_to_the_code_and_keys_to_the_link_when_it_has_them() {
    let (mut bench, ..) = waiting(LoginMethod::Paste);
    assert!(bench.keys("ybqos").is_empty());
    assert_eq!(bench.sample.overlay.field.raw(), "ybqos");
    let copied = |effects: Effects| matches!(&effects[..], [Effect::Terminal(TerminalCommand::Copy(words))] if words.as_str() == link().as_str());
    assert!(copied(bench.keys("\x19")));
    assert!(copied(bench.keys("\ty")));
    assert_eq!(bench.sample.overlay.field.raw(), "ybqos");
}

#[test]
fn a_browser_that_does_not_open_is_told_where_it_is_missed() {
    for (way, in_words) in [(LoginMethod::Browser, true), (LoginMethod::Paste, false)] {
        let (mut bench, ..) = waiting(way);
        assert!(!bench.sample.overlay.terminal_failed(&problem()), "that was about something else");
        assert!(bench.sample.overlay.terminal_failed(&crate::terminal::browser::problem(&link())));
        assert_eq!(bench.sample.overlay.no_browser.is_some(), in_words);
        assert_eq!(bench.sample.overlay.problem.is_some(), !in_words);
        assert_eq!(bench.sample.overlay.to_begin_with(), Some(LoginMethod::Paste));
    }
}

#[test]
fn a_sign_in_that_worked_is_left_to_the_app() {
    let (mut bench, ..) = waiting(LoginMethod::Browser);
    let worked = BeginLogin::reply(Part::Done(Ok(())));
    let response = bench.sample.with(|sign_in, cx| sign_in.reply(&worked, cx));
    assert!(response.is_none(), "an event of its own closes it: {response:?}");
    assert!(bench.sample.take_effects().is_empty() && bench.sample.overlay.problem.is_none());
}

#[test]
fn one_key_takes_another_way_from_anywhere_and_keeps_what_was_typed_and_wanted() {
    let need = need(Requirement { mfa: true, ..Default::default() });
    let (mut bench, ..) = waiting(LoginMethod::Paste);
    bench.sample.with(|sign_in, cx| sign_in.also(&need, cx));
    bench.link(LoginMethod::Paste);
    bench.sample.take_effects();
    bench.keys("half a co");
    for (way, ready) in
        [(LoginMethod::Browser, false), (LoginMethod::Paste, false), (LoginMethod::Browser, true)]
    {
        let effects = bench.keys("\x14");
        let Some((_, _, begin)) = begins_anew(&effects) else { panic!("{effects:?}") };
        assert_eq!((begin.method, begin.requirement.as_deref()), (way, Some(&need.wanted)));
        if ready {
            bench.link(way);
        }
    }
    bench.keys("p");
    assert_eq!(bench.sample.overlay.field.raw(), "half a co");
}

#[test]
fn with_ctrl_the_keys_of_the_link_work_while_a_code_is_typed() {
    let (mut bench, ..) = waiting(LoginMethod::Paste);
    for (pressed, wish) in [
        ("\x19", TerminalCommand::Copy(crate::safe!("{}", link()))),
        ("\x0f", TerminalCommand::OpenBrowser(link())),
        ("\x12", TerminalCommand::Print(link())),
    ] {
        let effects = bench.keys(pressed);
        assert!(
            matches!(&effects[..], [Effect::Terminal(wished)] if *wished == wish),
            "{pressed:?}: {effects:?}"
        );
    }
    assert_eq!(bench.sample.overlay.field.raw(), "");
}

#[test]
fn a_paste_is_the_code_wherever_the_keys_go_and_replaces_a_refused_one() {
    let (mut bench, ..) = waiting(LoginMethod::Paste);
    let paste = |bench: &mut Bench, text: &str| {
        assert!(bench.sample.input(&Input::Paste(text.into())).is_none());
        assert!(bench.sample.take_effects().is_empty());
    };
    bench.keys("\t");
    paste(&mut bench, "\r\n first-\n code \n");
    assert_eq!((bench.sample.overlay.field.raw(), bench.sample.overlay.focus), ("first-code", Focus::Code));
    bench.keys("\n");
    bench.refuses_code();
    paste(&mut bench, "second");
    assert_eq!(bench.sample.overlay.field.raw(), "second");
    paste(&mut bench, "-half");
    assert_eq!(bench.sample.overlay.field.raw(), "second-half", "it was not refused yet");
    // What was typed for another link stays to be seen, and is no part of the next code.
    bench.keys("\x14");
    let effects = bench.keys("\x14");
    let Some((_, _, begin)) = begins_anew(&effects) else { panic!("{effects:?}") };
    bench.link(begin.method);
    assert_eq!(bench.sample.overlay.field.raw(), "second-half");
    paste(&mut bench, "third");
    assert_eq!(bench.sample.overlay.field.raw(), "third");
    // A way without a field has no use for it.
    let (mut bench, ..) = waiting(LoginMethod::Browser);
    paste(&mut bench, "p");
    assert_eq!(bench.sample.overlay.field.raw(), "");
}
