//! The code for another device.

use super::*;

fn code() -> DeviceCode {
    let page = Link::new("https://auth.example.org/device").unwrap();
    let whole = Link::new("https://auth.example.org/device?user_code=WDJB-MJHT");
    DeviceCode { user_code: Untrusted::new("WDJB-MJHT"), page, whole, minutes: 15 }
}

/// At another device, with the code.
fn away() -> (Bench, RequestId) {
    let mut bench = Bench::new(LoginMethod::Paste);
    let sign_in = &mut bench.sample.overlay;
    assert!(sign_in.offer_device(true) && !sign_in.offer_device(true));
    let effects = bench.keys("d");
    let Some((id, LoginMethod::Device)) = begins(&effects) else { panic!("{effects:?}") };
    assert!(bench.sample.overlay.is_busy());
    assert!(bench.step(LoginStep::DeviceCode(code())).is_empty(), "nothing is opened");
    assert!(!bench.sample.overlay.is_busy());
    (bench, id)
}

#[test]
fn another_device_is_a_way_only_where_the_service_says_so() {
    let mut bench = Bench::new(LoginMethod::Paste);
    assert!(bench.keys("d").is_empty());
    bench.keys("\t\t");
    assert_eq!(bench.sample.overlay.way, LoginMethod::Paste, "two ways: there and back");
    bench.sample.overlay.offer_device(true);
    bench.keys("\t");
    assert_eq!(bench.sample.overlay.way, LoginMethod::Device);
    bench.keys("k");
    assert_eq!(bench.sample.overlay.way, LoginMethod::Paste);
    assert!(matches!(begins(&bench.keys("d")), Some((_, LoginMethod::Device))));
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
        let effects = bench.keys(pressed);
        assert!(
            matches!(&effects[..], [Effect::Terminal(wished)] if *wished == wish),
            "{pressed:?}: {effects:?}"
        );
    }
    assert!(bench.keys("\t\nsz").is_empty());
}

#[test]
fn leaving_another_device_stops_the_asking() {
    for key in ["\u{1b}", "q"] {
        let (mut bench, id) = away();
        let response = bench.sample.input(&keys(key).remove(0));
        assert!(matches!(response, Some(CloseAction::Closed)), "{key:?}: {response:?}");
        // The app closes what a closed overlay waits for.
        assert_eq!(bench.sample.requests_mut().close(Owner::Overlay), [id], "{key:?}");
    }
    for (key, way) in [("p", LoginMethod::Paste), ("b", LoginMethod::Browser), ("\x14", LoginMethod::Browser)]
    {
        let (mut bench, id) = away();
        let effects = bench.keys(key);
        let Some((gone, _, begin)) = begins_anew(&effects) else { panic!("{effects:?}") };
        assert_eq!((gone, begin.method), (id, way));
    }
}

#[test]
fn a_code_that_expired_or_was_denied_leads_back_to_the_choice() {
    let (mut bench, id) = away();
    bench.fails();
    let sign_in = &bench.sample.overlay;
    assert_eq!((&sign_in.state, sign_in.way), (&State::Choosing, LoginMethod::Device));
    assert!(sign_in.problem.is_some());
    assert!(matches!(begins(&bench.keys("\n")), Some((_, LoginMethod::Device))));
    assert!(!bench.takes(id, Part::Partial(LoginStep::DeviceCode(code()))), "it is stale");
    assert_eq!(bench.sample.overlay.state, State::Starting);
}

pub(super) fn need(wanted: Requirement) -> Need {
    Need { wanted, titles: Vec::new(), again: Vec::new(), done: None }
}

#[test]
fn what_another_device_cannot_be_told_is_not_tried_there() {
    let (mut bench, id) = away();
    let consent = Requirement { scopes: vec![Untrusted::new("urn:x:all[*y]")], ..Default::default() };
    let person = Requirement { identities: vec![Untrusted::new("ada@x")], ..Default::default() };
    bench.sample.with(|sign_in, cx| sign_in.also(&need(consent), cx));
    let effects = bench.sample.take_effects();
    let Some((gone, next, begin)) = begins_anew(&effects) else { panic!("{effects:?}") };
    assert_eq!((gone, begin.method), (id, LoginMethod::Device));
    assert!(bench.takes(next, Part::Partial(LoginStep::DeviceCode(code()))));
    bench.sample.with(|sign_in, cx| sign_in.also(&need(person), cx));
    let effects = bench.sample.take_effects();
    assert!(
        begins_anew(&effects).is_some_and(|(_, _, begin)| begin.method == LoginMethod::Paste),
        "{effects:?}"
    );
    assert!(bench.keys("d").is_empty());
    assert_eq!(bench.sample.overlay.ways().count(), 2);
}
