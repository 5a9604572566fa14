//! The available sign-in methods are requested once, when a user starts a sign-in.

use super::kit::*;

fn asks(rig: &mut Rig) -> usize {
    rig.take().iter().filter(|effect| call::<ProbeDeviceFlow>(effect).is_some()).count()
}

#[test]
fn it_is_asked_when_a_sign_in_opens_and_until_it_is_known() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("P Esc");
    assert_eq!(asks(&mut rig), 0, "nobody wants to sign in");
    rig.event(sign_in_needed());
    let id = calls::<ProbeDeviceFlow>(&rig.take())[0].0;
    assert!(!rig.text().contains("With a short code"), "{}", rig.text());
    rig.take_dirty();
    rig.event(Event::done::<ProbeDeviceFlow>(id, Ok(true)));
    assert!(rig.take_dirty());
    assert!(rig.text().contains("With a short code"), "{}", rig.text());
    rig.keys("Esc P");
    assert_eq!(asks(&mut rig), 0);
    assert!(rig.text().contains("With a short code"), "{}", rig.text());
}

#[test]
fn without_an_answer_it_is_asked_again_and_a_service_without_it_is_believed() {
    let mut rig = Rig::browsing(&["a"]);
    rig.event(sign_in_needed());
    rig.keys("Esc P");
    let ids = calls::<ProbeDeviceFlow>(&rig.take());
    assert_eq!(ids.len(), 2);
    rig.event(Event::done::<ProbeDeviceFlow>(ids[1].0, Ok(false)));
    rig.keys("Esc P");
    assert_eq!(asks(&mut rig), 0);
    assert!(!rig.text().contains("With a short code"), "{}", rig.text());
}
