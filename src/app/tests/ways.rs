//! Which ways of signing in are offered is asked once, when somebody wants to sign in.

use super::kit::*;
use crate::app::effect::Effect;
use crate::app::event::Event;

fn asks(rig: &mut Rig) -> usize {
    rig.take().iter().filter(|effect| matches!(effect, Effect::ProbeDeviceFlow)).count()
}

#[test]
fn it_is_asked_when_a_sign_in_opens_and_until_it_is_known() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("P Esc");
    assert_eq!(asks(&mut rig), 0, "nobody wants to sign in");
    rig.event(sign_in_needed());
    assert_eq!(asks(&mut rig), 1);
    assert!(!rig.text().contains("With a short code"), "{}", rig.text());
    rig.app.take_dirty();
    rig.event(Event::DeviceFlowSupport { device: true });
    assert!(rig.app.take_dirty());
    assert!(rig.text().contains("With a short code"), "{}", rig.text());
    rig.event(Event::DeviceFlowSupport { device: true });
    assert!(!rig.app.take_dirty(), "it is known");
    rig.keys("Esc P");
    assert_eq!(asks(&mut rig), 0);
    assert!(rig.text().contains("With a short code"), "{}", rig.text());
}

#[test]
fn without_an_answer_it_is_asked_again_and_a_service_without_it_is_believed() {
    let mut rig = Rig::browsing(&["a"]);
    rig.event(sign_in_needed());
    rig.keys("Esc P");
    assert_eq!(asks(&mut rig), 2);
    rig.event(Event::DeviceFlowSupport { device: false });
    rig.keys("Esc P");
    assert_eq!(asks(&mut rig), 0);
    assert!(!rig.text().contains("With a short code"), "{}", rig.text());
}
