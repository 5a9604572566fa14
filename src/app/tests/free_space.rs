//! How much more a disk can hold, in the frame of its pane.

use super::kit::*;
use crate::app::requests::fs::Listed;

fn listed(rig: &mut Rig, names: &[&str], writable: bool, free: Option<u64>) {
    let id = rig.asked();
    rig.event(Event::partial::<List>(id, chunk(names)));
    let end =
        Listed { path: path("/home/ada"), writable: Some(writable), free, truncated: false, unreadable: 0 };
    rig.event(Event::done::<List>(id, Ok(end)));
    rig.settle();
}

#[test]
fn it_stands_beside_the_items_also_while_they_are_listed_again() {
    let mut rig = super::notices::local((80, 24));
    listed(&mut rig, &["a", ".b"], true, Some(12 << 30));
    assert!(rig.footer().contains("1 item · 1 hidden · 12 GiB free "), "{}", rig.footer());
    rig.keys("R");
    assert!(rig.footer().contains("12 GiB free"), "{}", rig.footer());
    listed(&mut rig, &["a"], true, Some(11 << 30));
    assert!(rig.footer().contains("1 item · 11 GiB free "), "{}", rig.footer());
}

#[test]
fn it_is_left_out_where_there_is_no_room_or_nobody_knows_it() {
    let mut rig = super::notices::local((80, 24));
    listed(&mut rig, &["a", ".b"], false, Some(12 << 30));
    rig.keys("A");
    rig.settle();
    let footer = rig.footer();
    assert!(footer.contains("1 marked") && footer.contains("item") && !footer.contains("free"), "{footer}");
    let mut rig = super::notices::local((80, 24));
    listed(&mut rig, &["a"], true, None);
    assert!(!rig.footer().contains("free"), "{}", rig.footer());
}
