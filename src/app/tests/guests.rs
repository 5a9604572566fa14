//! A guest collection is created from the directory at the cursor, and shown in the other pane.

use std::sync::Arc;

use super::kit::*;
use crate::app::overlay::Overlay;
use crate::app::requests::sharing::CreateGuest;
use crate::domain::collection::{Collection, EntityType};
use crate::domain::ids::CollectionId;
use crate::domain::place::Side;
use crate::domain::store::StoreInfo;
use crate::domain::text::Untrusted;

fn guest() -> Arc<StoreInfo> {
    let id = CollectionId::new(uuid::Uuid::from_u128(77));
    Arc::new((&Collection::known_by(id, Untrusted::new("shared run"), EntityType::Guest)).into())
}

#[test]
fn three_keys_share_a_directory_and_the_other_pane_shows_it() {
    let mut rig = Rig::browsing(&["run/", "notes.md"]);
    rig.keys("g g j S").take();
    rig.keys("Enter");
    assert!(matches!(rig.app.overlay(), Some(Overlay::NameDialog(_))), "{}", rig.text());
    assert!(rig.text().contains("account"), "{}", rig.text());
    rig.keys("Enter");
    let [(id, call)] = &calls::<CreateGuest>(&rig.take())[..] else { panic!("it was to be created") };
    assert_eq!(call.directory.as_utf8().unwrap(), "/home/demo/run");
    assert!(call.name.raw_str().unwrap().starts_with("run on "), "{:?}", call.name);
    rig.event(Event::done::<CreateGuest>(*id, Ok(guest())));
    assert!(rig.app.overlay().is_none(), "{}", rig.text());
    assert_eq!(rig.app.panes.active(), Side::Right);
    let listing = rig.asked();
    rig.list(listing, "/", &["a"]);
    assert_eq!(rig.app.pane(Side::Right).here().unwrap().store().title().as_str(), "shared run");
    assert!(rig.notice().contains("S adds them"), "{}", rig.notice());
}

#[test]
fn a_refusal_stays_with_what_was_typed_and_nothing_is_opened_where_the_dialog_was_left() {
    let mut rig = Rig::browsing(&["run/"]);
    rig.keys("g g j g s x Enter");
    let (id, call) = calls::<CreateGuest>(&rig.take()).pop().unwrap();
    rig.event(Event::done::<CreateGuest>(id, Err(problem("It is refused."))));
    let typed = call.name.raw_str().unwrap().to_owned();
    assert!(rig.text().contains("It is refused.") && rig.text().contains(&typed), "{}", rig.text());
    rig.keys("Enter");
    let (id, _) = calls::<CreateGuest>(&rig.take()).pop().unwrap();
    rig.keys("Esc");
    rig.event(Event::done::<CreateGuest>(id, Ok(guest())));
    assert_eq!(rig.app.panes.active(), Side::Left);
    assert!(rig.notice().contains("Created shared run"), "{}", rig.notice());
}
