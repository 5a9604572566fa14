//! A confirmed plan in the terms of Globus Transfer.

use crate::domain::deletion::ConfirmedDelete;
use crate::domain::entry::EntryKind;
use crate::domain::path::StorePath;
use crate::domain::plan::{ConfirmedPlan, PlanItem, checked_label};
use crate::domain::route::EndInfo;
use crate::globus::transfer::path::GlobusPath;
use crate::globus::transfer::submit::{Delete, DeleteItem, Transfer, TransferItem};
use crate::transfer::error::DocumentError;

/// The transfer request of a plan.
///
/// # Errors
/// A [`DocumentError`] for a label the service would refuse, or a path that is not text.
pub(super) fn transfer(confirmed: &ConfirmedPlan) -> Result<Transfer<'_>, DocumentError> {
    let plan = confirmed.plan();
    let collection = |end: &EndInfo| end.store().collection().ok_or(DocumentError::NotCollection);
    let options = plan.options();
    let wire = |path: StorePath| GlobusPath::new(&path).map_err(|_| DocumentError::NotUtf8(path));
    let item = |(item, from, to): (&PlanItem, StorePath, StorePath)| {
        Ok(TransferItem {
            source_path: wire(from)?,
            destination_path: wire(to)?,
            recursive: match item.kind {
                EntryKind::Dir => Some(true),
                EntryKind::File => Some(false),
                EntryKind::Link | EntryKind::BrokenLink | EntryKind::Other => None,
            },
        })
    };
    Ok(Transfer {
        source_endpoint: collection(plan.source())?,
        destination_endpoint: collection(plan.destination())?,
        label: checked_label(&options.label)?,
        sync_level: options.sync.wire(),
        verify_checksum: options.verify_checksum,
        preserve_timestamp: options.preserve_timestamp,
        items: plan.paths().map(item).collect::<Result<_, DocumentError>>()?,
    })
}

/// The delete request of a plan. A directory is deleted with all it holds only where the plan has one: what became a
/// directory since is not deleted. No name is a pattern.
///
/// # Errors
/// A [`DocumentError`] for a path that is not text.
pub(super) fn delete<'a>(confirmed: &ConfirmedDelete, label: &'a str) -> Result<Delete<'a>, DocumentError> {
    let plan = confirmed.plan();
    let wire = |path: StorePath| {
        let path = GlobusPath::new(&path).map_err(|_| DocumentError::NotUtf8(path))?;
        Ok(DeleteItem { path })
    };
    Ok(Delete {
        endpoint: plan.directory().store().collection().ok_or(DocumentError::NotCollection)?,
        label: (!label.is_empty()).then_some(label),
        recursive: plan.is_recursive(),
        ignore_missing: false,
        interpret_globs: false,
        items: plan.paths().map(wire).collect::<Result<_, DocumentError>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::path::EntryName;
    use crate::domain::plan::{LabelError, Plan, SyncLevel, TransferOptions};
    use crate::domain::text::{Untrusted, UntrustedRef};
    use crate::domain::time::Timestamp;
    use crate::transfer::testing::end;

    fn plan(options: TransferOptions) -> ConfirmedPlan {
        let names: [(&[u8], _); 3] =
            [(b"d", EntryKind::Dir), (b"f", EntryKind::File), (b"gone", EntryKind::BrokenLink)];
        plan_of(&names, options)
    }

    fn plan_of(names: &[(&[u8], EntryKind)], options: TransferOptions) -> ConfirmedPlan {
        let item = |(name, kind): &(&[u8], EntryKind)| PlanItem {
            dir: None,
            name: EntryName::new(UntrustedRef(name)).unwrap(),
            kind: *kind,
            size: None,
        };
        let items = names.iter().map(item).collect();
        let plan = Plan::new(end(1, "/~/in"), end(2, "/"), items, options).unwrap();
        let ticket = plan.ticket(Some(Timestamp::default()), Timestamp { mono: 300, wall: 0 }).unwrap();
        plan.confirm(ticket).unwrap()
    }

    #[test]
    fn a_confirmed_plan_is_put_in_the_terms_of_the_service() {
        let options = TransferOptions {
            sync: SyncLevel::Checksum,
            label: Untrusted::new(" week 1 "),
            verify_checksum: true,
            preserve_timestamp: true,
        };
        let plan = plan(options);
        let asked = transfer(&plan).unwrap();
        assert_eq!((asked.label, asked.sync_level), (Some("week 1"), Some(3)));
        assert!(asked.verify_checksum && asked.preserve_timestamp);
        let item = |name: &str, recursive| TransferItem {
            source_path: GlobusPath::new(&StorePath::parse(format!("/~/in/{name}")).unwrap()).unwrap(),
            destination_path: GlobusPath::new(&StorePath::parse(format!("/{name}")).unwrap()).unwrap(),
            recursive,
        };
        let expected = [item("d", Some(true)), item("f", Some(false)), item("gone", None)];
        assert_eq!(asked.items, expected);
    }

    #[test]
    fn entries_of_several_directories_all_go_to_the_destination() {
        let item = |dir: &str, name: &str| PlanItem {
            dir: Some(StorePath::parse(dir).unwrap()),
            name: EntryName::new(UntrustedRef(name.as_bytes())).unwrap(),
            kind: EntryKind::File,
            size: None,
        };
        let items = vec![item("/~/in/a", "x"), item("/~/in/b/c", "y")];
        let plan = Plan::new(end(1, "/~/in"), end(2, "/out"), items, TransferOptions::default()).unwrap();
        assert_eq!(plan.items()[1].between(&plan.source().place().path).as_str(), "b/c/");
        let ticket = plan.ticket(Some(Timestamp::default()), Timestamp { mono: 300, wall: 0 }).unwrap();
        let confirmed = plan.confirm(ticket).unwrap();
        let asked = transfer(&confirmed).unwrap();
        let wire = |path: &str| GlobusPath::new(&StorePath::parse(path).unwrap()).unwrap();
        let pairs: Vec<_> =
            asked.items.iter().map(|item| (&item.source_path, &item.destination_path)).collect();
        assert_eq!(pairs, [(&wire("/~/in/a/x"), &wire("/out/x")), (&wire("/~/in/b/c/y"), &wire("/out/y"))]);
        // One of them would overwrite the other.
        let items = vec![item("/~/in/a", "x"), item("/~/in/b", "x")];
        let refused = Plan::new(end(1, "/~/in"), end(2, "/out"), items, TransferOptions::default());
        assert_eq!(refused.err(), Some(crate::domain::plan::PlanError::SameName));
    }

    #[test]
    fn a_label_the_service_would_refuse_is_refused_here() {
        let bad = plan(TransferOptions { label: Untrusted::new("a\nb"), ..TransferOptions::default() });
        assert_eq!(transfer(&bad).err(), Some(LabelError::Control.into()));
    }

    #[test]
    fn a_name_that_is_no_text_has_no_document() {
        let confirmed = plan_of(&[(b"caf\xe9", EntryKind::File)], TransferOptions::default());
        let expected = DocumentError::NotUtf8(StorePath::parse(b"/~/in/caf\xe9").unwrap());
        assert_eq!(transfer(&confirmed).err(), Some(expected));
    }
}
