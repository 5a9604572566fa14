//! 10,000 names that would steer a terminal, pass for others or lead out of their directory (`ARCHITECTURE.md` P0-1, P0-5),
//! as a collection lists them and as a disk has them: in a soak all of them, else a part.

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use futures_util::StreamExt as _;
use hemi::domain::entry::{Entry, EntryKind};
use hemi::domain::listing::Listing;
use hemi::domain::path::{EntryName, StorePath};
use hemi::domain::place::PlaceSpec;
use hemi::domain::sanitise;
use hemi::domain::text::{Untrusted, UntrustedRef};
use hemi::storage::local::LocalStore;
use hemi::storage::{Removal, RemovalItem, Removed, Storage};
use hemi::terminal::Frame;
use hemi::terminal::output::Painter;
use ratatui::buffer::Buffer;

use crate::conformance::{collection, promises};
use crate::drive::{Drive, Sandbox, Start};
use crate::soak::rounds;

const COLLECTION: &str = "Very large directories";

/// Every 50th of the names the sandbox lists cannot be an entry of any directory.
const IMPOSSIBLE: u64 = 10_000 / 50;

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

fn path(text: impl AsRef<[u8]>) -> StorePath {
    StorePath::parse(text).unwrap()
}

/// What the sandbox's collection of hostile names lists, and how many of its entries could not be read.
fn listed(sandbox: &Sandbox) -> (Listing, u64) {
    let store = collection(sandbox, COLLECTION);
    let read = promises::read(store.list(Some(path("/hostile")), Default::default()));
    let (mut listing, end) = block_on(read).unwrap();
    while listing.is_working() {
        listing.advance(10_000);
    }
    (listing, end.unreadable)
}

/// Names that a disk can have, as many as this run looks at.
fn names(listing: &Listing) -> Vec<Vec<u8>> {
    let every = 10_000 / rounds(10_000) as usize;
    let raw = listing.iter().map(|entry| entry.name.raw().to_vec());
    raw.filter(|name| name.len() <= 255 && is_possible(name)).step_by(every.max(1)).collect()
}

/// Whether a directory can have an entry of that name.
fn is_possible(name: &[u8]) -> bool {
    EntryName::new(UntrustedRef(name)).is_ok()
}

/// Whether a character can steer a terminal, or is not seen.
fn steers(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(sign, '\u{feff}' | '\u{ad}' | '\u{3164}' | '\u{115f}' | '\u{e0000}'..='\u{e01ef}')
}

fn check(frame: &Buffer, what: &str) {
    for cell in &frame.content {
        assert!(!cell.symbol().chars().any(steers), "{what}: {:?} is drawn", cell.symbol());
        assert!(sanitise::width(cell.symbol()) > 0, "{what}: {:?} takes no cell", cell.symbol());
    }
    let mut bytes = Vec::new();
    let frame = Frame { number: 1, buffer: frame.clone(), cursor: None, links: Vec::new(), whole: true };
    Painter::new(true).paint(frame, &mut bytes);
    let foreign = foreign_sequences(&bytes);
    assert!(foreign.is_empty(), "{what}: {foreign:?} would be written");
}

/// Sequences and control characters in bytes for a terminal that hemi does not draw with: it sets colours, moves the
/// cursor, erases, repeats a sign and marks whole frames.
fn foreign_sequences(bytes: &[u8]) -> Vec<String> {
    let mut foreign = Vec::new();
    let mut rest = String::from_utf8_lossy(bytes).into_owned();
    while let Some(at) = rest.find(|sign: char| sign.is_control()) {
        let tail = rest.split_off(at);
        let end = tail.strip_prefix("\u{1b}[").and_then(|sequence| {
            let end = sequence.find(|sign: char| ('@'..='~').contains(&sign))?;
            let (parameters, last) = (&sequence[..end], sequence[end..].chars().next()?);
            let plain = parameters.chars().all(|sign| sign.is_ascii_digit() || matches!(sign, ';' | ':'));
            let own = match last {
                'm' | 'H' | 'A' | 'B' | 'C' | 'D' | 'G' | 'J' | 'K' | 'X' | 'b' | 'd' => plain,
                'h' | 'l' => parameters == "?2026" || parameters == "?25",
                _ => false,
            };
            own.then_some(2 + end + 1)
        });
        let new_line = tail.starts_with(['\r', '\n']).then_some(1);
        match end.or(new_line) {
            Some(end) => rest = tail[end..].to_owned(),
            None => {
                foreign.push(tail.chars().take(12).collect());
                rest = tail.chars().skip(1).collect();
            }
        }
    }
    foreign
}

#[test]
fn a_collection_of_hostile_names_is_listed_as_what_it_is() {
    let sandbox = Sandbox::with(|options| options.big = true);
    let (listing, unreadable) = listed(&sandbox);
    // Of eight impossible names two are never entries, and one is no name at all.
    assert_eq!(unreadable, IMPOSSIBLE / 8);
    assert_eq!(listing.len() as u64 + unreadable, 10_000 - IMPOSSIBLE / 4, "each is a row or counted");
    let impossible = listing.iter().filter(|entry| !is_possible(entry.name.raw())).count() as u64;
    assert_eq!(impossible, IMPOSSIBLE * 5 / 8, "they can be seen and not used");
    let mut shown: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for entry in listing.iter() {
        let name = entry.name;
        let words = Entry::shown_name(&entry).to_string();
        assert!(!words.chars().any(steers), "{words:?}");
        let other = shown.insert(words.clone(), name.raw().to_vec());
        // A name that no directory has may come more than once.
        if let Some(other) = other.filter(|other| other != name.raw()) {
            panic!("{:?} and {other:?} are both shown as {words}", name.raw());
        }
    }
}

#[test]
fn without_the_sanitiser_the_same_names_are_found_out() {
    let sandbox = Sandbox::with(|options| options.big = true);
    let (listing, _) = listed(&sandbox);
    // What the checks see of a name that is written as it came.
    let leaks = |name: &[u8]| {
        let text = String::from_utf8_lossy(name);
        text.chars().any(steers) || text.contains('\u{fffd}') || !foreign_sequences(name).is_empty()
    };
    let needs = |name: &[u8]| Untrusted::new(name).sanitized().as_str().as_bytes() != name;
    let all: Vec<Vec<u8>> = listing.iter().map(|entry| entry.name.raw().to_vec()).collect();
    let changed = all.iter().filter(|name| needs(name)).count();
    let found = all.iter().filter(|name| leaks(name)).count();
    assert!(changed > 4_000 && found * 10 >= changed * 7, "{found} of {changed} are found out");
}

/// Pages through a directory and looks at every frame; how many names were on the screen.
fn page_through(drive: &Drive, pages: usize, what: &str) {
    drive.idle();
    check(&drive.frame(), what);
    for page in 0..pages {
        drive.keys("<C-f>").idle();
        check(&drive.frame(), &format!("{what}, page {page}"));
    }
    // A dialog, an error and a mark about one of them.
    for keys in ["r", "i", "d", ";", "z", "b", "c"] {
        drive.keys(" ").keys(keys).idle();
        check(&drive.frame(), &format!("{what}, behind {keys}"));
        drive.keys("<Esc><Esc>").idle();
    }
}

#[test]
fn nothing_of_a_hostile_name_reaches_the_terminal() {
    let sandbox = Sandbox::with(|options| options.big = true);
    let names = names(&listed(&sandbox).0);
    let dir = tempfile::tempdir().unwrap();
    create(dir.path(), &names);
    let left = Some(PlaceSpec::parse(&format!("{}:/hostile", sandbox.id(COLLECTION))));
    let right = Some(PlaceSpec::Local(path(dir.path().as_os_str().as_bytes())));
    for size in [(200, 60), (80, 24)] {
        let (left, right) = (left.clone(), right.clone());
        let drive = Drive::start(&sandbox, Start { left, right, size, ..Start::demo(&sandbox) });
        let pages = rounds(10_000) as usize / usize::from(size.1 - 10);
        page_through(&drive, pages, &format!("collection at {size:?}"));
        drive.keys("<Tab>");
        page_through(&drive, pages, &format!("disk at {size:?}"));
    }
}

fn create(dir: &Path, names: &[Vec<u8>]) {
    for name in names {
        std::fs::write(dir.join(std::ffi::OsStr::from_bytes(name)), name).unwrap();
    }
}

#[test]
fn hostile_names_of_a_disk_are_renamed_and_deleted_as_exactly_the_bytes_they_are() {
    let sandbox = Sandbox::with(|options| options.big = true);
    let names = names(&listed(&sandbox).0);
    let dir = tempfile::tempdir().unwrap();
    create(dir.path(), &names);
    let (at, store) = (path(dir.path().as_os_str().as_bytes()), LocalStore::new(StorePath::root()));
    let there = || {
        let entries = std::fs::read_dir(dir.path()).unwrap();
        entries.map(|entry| entry.unwrap().file_name().as_bytes().to_vec()).collect::<BTreeSet<_>>()
    };
    let read = promises::read(store.list(Some(at.clone()), Default::default()));
    let (mut listing, _) = block_on(read).unwrap();
    while listing.is_working() {
        listing.advance(10_000);
    }
    let seen: BTreeSet<Vec<u8>> = listing.iter().map(|entry| entry.name.raw().to_vec()).collect();
    assert_eq!(seen, names.iter().cloned().collect());
    assert!(listing.iter().all(|entry| entry.kind == EntryKind::File));
    // Each gets the name of its neighbour with one byte more; none is lost or taken for another.
    let name = |raw: &[u8]| EntryName::new(UntrustedRef(raw)).unwrap();
    let longer = |raw: &[u8]| [&raw[..raw.len().min(250)], b"~", &raw[raw.len().min(250)..]].concat();
    let short: Vec<&Vec<u8>> = names.iter().filter(|raw| raw.len() < 255).collect();
    for raw in &short {
        block_on(store.rename(&at.join(&name(raw)), &at.join(&name(&longer(raw))))).unwrap();
    }
    let expected = names.iter().map(|raw| if raw.len() < 255 { longer(raw) } else { raw.clone() });
    assert_eq!(there(), expected.clone().collect());
    for renamed in there() {
        let content = std::fs::read(dir.path().join(std::ffi::OsStr::from_bytes(&renamed))).unwrap();
        assert!(renamed == content || renamed == longer(&content), "{renamed:?} has what was {content:?}");
    }
    // Every second one goes, and no other.
    let all: Vec<Vec<u8>> = expected.collect();
    let (go, stay): (Vec<_>, Vec<_>) = all.iter().enumerate().partition(|(at, _)| at % 2 == 0);
    let items = go.iter().map(|(_, raw)| RemovalItem { name: name(raw), directory: false }).collect();
    let removal = Removal { directory: at, items, kept: Vec::new(), stop: Default::default() };
    let ended = block_on(async {
        let mut removed = store.remove(removal);
        let mut last = None;
        while let Some(step) = removed.next().await {
            assert!(!matches!(step, Ok(Removed::Failed(..)) | Err(_)), "{step:?}");
            last = Some(step);
        }
        last
    });
    assert!(matches!(ended, Some(Ok(Removed::End(count))) if count == go.len() as u64), "{ended:?}");
    assert_eq!(there(), stay.into_iter().map(|(_, raw)| raw.clone()).collect());
}
