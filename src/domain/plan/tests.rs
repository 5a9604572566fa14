use super::*;
use crate::domain::collection::{Collection, EntityType};
use crate::domain::store::StoreInfo;
use crate::domain::text::UntrustedRef;

fn end(store: u128, path: &str) -> EndInfo {
    let id = crate::domain::ids::CollectionId::new(uuid::Uuid::from_u128(store));
    let collection = Collection::known_by(id, Untrusted::new("x"), EntityType::Mapped);
    EndInfo::new(std::sync::Arc::new(StoreInfo::from(&collection)), StorePath::parse(path).unwrap())
}

fn item(name: &str, kind: EntryKind) -> PlanItem {
    PlanItem { dir: None, name: EntryName::new(UntrustedRef(name.as_bytes())).unwrap(), kind, size: None }
}

fn plan() -> Plan {
    let items = vec![item("a", EntryKind::File)];
    Plan::new(end(1, "/x"), end(2, "/y"), items, TransferOptions::default()).unwrap()
}

fn at(mono: u64) -> Timestamp {
    Timestamp { mono, wall: 0 }
}

#[test]
fn a_plan_not_seen_long_enough_has_no_ticket() {
    assert_eq!(plan().ticket(None, at(9_999)), None);
    assert_eq!(plan().ticket(Some(at(1_000)), at(1_299)), None);
    assert!(plan().ticket(Some(at(1_000)), at(1_300)).is_some());
}

#[test]
fn what_cannot_be_sent_is_named_and_left_out_only_when_the_user_agrees() {
    let items = (0..1_999).map(|n| item(&format!("f{n}"), EntryKind::File)).collect();
    let bad = Unsendable { name: Untrusted::new("a/b"), reason: "it has a slash".into() };
    let mut plan = Plan::new(end(1, "/x"), end(2, "/y"), items, TransferOptions::default())
        .unwrap()
        .with_unsendable(vec![bad.clone()]);
    let said = |plan: &Plan| plan.unsendable_summary().unwrap().as_str().to_owned();
    assert_eq!(said(&plan), "1 of 2,000 cannot be sent (a/b: it has a slash)");
    assert_eq!(plan.ticket(Some(at(0)), at(9_999)), None, "it was not agreed to");
    let before = plan.clone();
    plan.leave_out();
    assert_eq!(said(&plan), "1 of 2,000 is left out (a/b: it has a slash)");
    let seen = plan.ticket(Some(at(0)), at(300)).unwrap();
    assert!(before.confirm(seen.clone()).is_err());
    assert_eq!(plan.confirm(seen).unwrap().plan().items().len(), 1_999);
    assert_eq!(self::plan().unsendable_summary(), None);
}

#[test]
fn a_ticket_confirms_only_the_plan_it_was_made_for() {
    let seen = plan().ticket(Some(at(0)), at(300)).unwrap();
    assert!(plan().confirm(seen.clone()).is_ok());
    let mut other = plan();
    other.set_options(TransferOptions { verify_checksum: false, ..TransferOptions::default() });
    assert!(other.confirm(seen).is_err());
}

#[test]
fn nothing_is_copied_into_itself() {
    let make = |to: &str, kind| {
        Plan::new(end(1, "/x"), end(1, to), vec![item("d", kind)], TransferOptions::default()).err()
    };
    assert_eq!(make("/x", EntryKind::File), Some(PlanError::SamePlace));
    assert_eq!(make("/x/d", EntryKind::Dir), Some(PlanError::IntoItself));
    assert_eq!(make("/x/d/e", EntryKind::Dir), Some(PlanError::IntoItself));
    assert_eq!(make("/x/dd", EntryKind::Dir), None);
}

#[test]
fn a_suggested_label_says_what_goes_and_is_one_the_service_takes() {
    let said = |items: &[PlanItem]| suggested_label(items).raw_str().unwrap().to_owned();
    assert_eq!(said(&[item("runs", EntryKind::Dir)]), "runs/");
    let three = ["a.nc", "b.nc", "c.nc"].map(|name| item(name, EntryKind::File));
    assert_eq!(said(&three), "a.nc and 2 more");
    assert_eq!(said(&[]), "");
    // It is escaped where it is shown, and only there.
    assert_eq!(said(&[item(" outer\u{1b}\\ ", EntryKind::File)]), "outer?\\");
    assert_eq!(said(&[item("Zoe\u{308}.nc", EntryKind::File)]), "Zoe\u{308}.nc");
    assert_eq!(suggested_label(&[item(" x", EntryKind::File)]).sanitized().as_str(), "x");
    for name in [&"x".repeat(255), "line\nbreak\u{202e}", &"e\u{301}".repeat(100), " outer "] {
        let items = [item(name, EntryKind::File), item("b", EntryKind::File)];
        assert!(checked_label(&suggested_label(&items)).is_ok(), "{name:?}");
    }
    assert!(said(&[item(&"x".repeat(255), EntryKind::File)]).contains("..."));
}

#[test]
fn labels_are_checked_before_they_are_sent() {
    assert_eq!(checked_label(&Untrusted::new("  a b ")), Ok(Some("a b")));
    assert_eq!(checked_label(&Untrusted::new("  ")), Ok(None));
    assert_eq!(checked_label(&Untrusted::new("a\nb")), Err(LabelError::Control));
    assert_eq!(checked_label(&Untrusted::new("x".repeat(129))), Err(LabelError::TooLong));
}
