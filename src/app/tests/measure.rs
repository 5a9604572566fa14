//! Counting what is in directories.

use super::kit::*;
use crate::app::requests::tree::{Measure, Measured};
use crate::domain::entry::{EntryKind, RawEntry};
use crate::domain::ids::RequestId;
use crate::domain::listing::ChunkBuilder;
use crate::domain::tree::TreeSize;

fn asked(rig: &mut Rig) -> (RequestId, Measure) {
    let calls = calls::<Measure>(&rig.take());
    assert_eq!(calls.len(), 1, "one directory at a time");
    calls[0].clone()
}

fn counted(rig: &mut Rig, id: RequestId, size: TreeSize, rest: &[&str]) {
    let rest = rest.iter().map(|at| path(at)).collect();
    rig.event(Event::done::<Measure>(id, Ok(Measured { size, rest })));
}

const MIB: u64 = 1_048_576;

#[test]
fn the_size_of_a_directory_is_counted_and_stays_beside_its_name() {
    let mut rig = Rig::browsing(&["d/", "e/", "f"]);
    rig.keys("z");
    let (id, call) = asked(&mut rig);
    assert_eq!((call.directories, call.listings), (vec![path("/home/demo/d")], Some(200)));
    let size = TreeSize { files: 3, bytes: 2 * MIB, directories: 1, waiting: 4, ..TreeSize::default() };
    rig.event(Event::partial::<Measure>(id, size));
    assert!(rig.footer().contains("counting… 2.0 MiB, 4 left"), "{}", rig.footer());
    assert!(rig.pane_rows()[1].contains("2.0M+"), "what is not whole says so: {}", rig.pane_rows()[1]);
    counted(&mut rig, id, TreeSize { waiting: 0, ..size }, &[]);
    assert!(rig.notice().contains("/home/demo/d: 2.0 MiB in 3 files and 1 directory."), "{}", rig.notice());
    assert!(rig.pane_rows()[1].contains("2.0M "), "{}", rig.pane_rows()[1]);
    assert!(!rig.footer().contains("counting"));
    assert!(rig.text().contains("2,097,152 B"), "{}", rig.text());
    rig.keys("G z");
    assert!(rig.notice().contains("no directory at the cursor"), "{}", rig.notice());
}

#[test]
fn a_link_is_called_a_link_and_what_to_do_is_said() {
    let mut rig = Rig::browsing(&["x"]);
    rig.keys("R");
    let id = rig.asked();
    let mut builder = ChunkBuilder::default();
    let link = RawEntry { name: b"latest", link_target: Some(b"d"), ..RawEntry::default() };
    builder.push(&RawEntry { kind: Some(EntryKind::Dir), ..link });
    rig.event(Event::partial::<List>(id, builder.finish()));
    rig.listed(id, "/home/demo");
    rig.settle();
    rig.keys("g g j z");
    assert!(rig.notice().contains("latest is a link, and no link is followed: open it"), "{}", rig.notice());
    assert!(rig.text().contains("link"), "{}", rig.text());
    assert!(!rig.text().contains("  directory"), "{}", rig.text());
}

#[test]
fn a_service_is_asked_for_so_many_listings_and_the_key_goes_on() {
    let mut rig = Rig::browsing(&["d/"]);
    rig.keys("z");
    let (id, _) = asked(&mut rig);
    let part = TreeSize { files: 1, bytes: MIB, waiting: 2, ..TreeSize::default() };
    counted(&mut rig, id, part, &["/home/demo/d/x", "/home/demo/d/y"]);
    assert!(
        rig.notice().contains("at least 1.0 MiB") && rig.notice().contains("counts on"),
        "{}",
        rig.notice()
    );
    rig.keys("z");
    let (_, call) = asked(&mut rig);
    assert_eq!(call.directories, [path("/home/demo/d/x"), path("/home/demo/d/y")]);
    assert_eq!(call.so_far, part);
}

#[test]
fn marked_directories_are_counted_one_after_the_other_and_stop_ends_it() {
    let mut rig = Rig::browsing(&["a/", "b/", "c/", "f"]);
    rig.keys("Space Space G Space z");
    let (id, call) = asked(&mut rig);
    assert_eq!(call.directories, [path("/home/demo/a")]);
    counted(&mut rig, id, TreeSize::default(), &[]);
    let (id, call) = asked(&mut rig);
    assert_eq!(call.directories, [path("/home/demo/b")]);
    rig.keys("Ctrl-C");
    assert_eq!(cancelled(&rig.take()), [id]);
    assert!(rig.notice().contains("Stopped counting"), "{}", rig.notice());
    // At the parent's row, all directories shown.
    rig.keys("u g g z");
    let (id, call) = asked(&mut rig);
    assert_eq!(call.directories, [path("/home/demo/a")]);
    rig.event(Event::done::<Measure>(id, Err(problem("The disk is gone."))));
    assert!(rig.text().contains("The disk is gone."));
    assert!(calls::<Measure>(&rig.take()).is_empty(), "the others would fail too");
}
