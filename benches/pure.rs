//! Code of one process under criterion: what a listing costs from bytes or from a disk to rows, and what a name costs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a bench may stop at the first odd thing"
)]

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use futures_util::StreamExt as _;
use hemi::app::overlay::search::known::{Known, KnownCollection};
use hemi::app::overlay::search::{Tab, rank};
use hemi::app::requests::search::SearchScope;
use hemi::domain::collection::{Collection, EntityType};
use hemi::domain::entry::{EntryKind, RawEntry};
use hemi::domain::ids::CollectionId;
use hemi::domain::listing::{Chunk, ChunkBuilder, Listing};
use hemi::domain::name_pattern::NamePattern;
use hemi::domain::path::StorePath;
use hemi::domain::sanitise::sanitise;
use hemi::domain::sort::{Sort, SortKey};
use hemi::domain::text::Untrusted;
use hemi::storage::local::LocalStore;
use hemi::storage::{Part, RowDetail, Storage as _};

const ROWS: usize = 100_000;

/// Rows in an order of their own, in chunks that double, as an `ls` gives them.
fn chunks() -> Vec<Arc<Chunk>> {
    let mut builder = ChunkBuilder::default();
    let mut chunks = Vec::new();
    let mut most = 128;
    for k in 0..ROWS {
        let i = (k * 7_919) % ROWS;
        let name = format!("f{i:07}_tas_Amon_HadGEM3_r{}i1p1.nc", i % 37);
        builder.push(&RawEntry {
            name: name.as_bytes(),
            kind: Some(if i.is_multiple_of(50) { EntryKind::Dir } else { EntryKind::File }),
            size: Some((i as u64 * 2_654_435_761) % 1_000_003),
            modified: Some(1_700_000_000 - i as i64),
            user: b"demo",
            group: b"users",
            ..RawEntry::default()
        });
        if builder.len() == most {
            most *= 2;
            chunks.push(builder.finish());
        }
    }
    chunks.push(builder.finish());
    chunks
}

fn listing(c: &mut Criterion) {
    let chunks = chunks();
    let fill = || {
        let mut listing = Listing::new(Sort::default(), false);
        for chunk in &chunks {
            listing.push(Arc::clone(chunk));
        }
        while listing.is_arranging() {
            listing.advance(40_000);
        }
        listing
    };
    c.bench_function("listing: 100,000 rows merged into order", |b| b.iter(|| black_box(fill()).len()));
    let mut full = fill();
    let mut flip = false;
    c.bench_function("listing: 100,000 rows sorted by size", |b| {
        b.iter(|| {
            flip = !flip;
            full.arrange(Sort { key: SortKey::Size, reversed: flip, ..Sort::default() }, false);
            full.advance(usize::MAX);
        });
    });
}

fn disk(c: &mut Criterion) {
    let dir = tempfile::tempdir().unwrap();
    for number in 0..ROWS {
        std::fs::File::create(dir.path().join(format!("f{number:07}.nc"))).unwrap();
    }
    let path = StorePath::parse(dir.path().as_os_str().as_encoded_bytes()).unwrap();
    let store = LocalStore::new(path);
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let rows = async |detail| {
        let parts = store.list(None, detail);
        parts
            .fold(0, async |rows, part| match part.unwrap() {
                Part::Rows(chunk) => rows + chunk.len(),
                Part::End(_) => rows,
            })
            .await
    };
    for (name, detail) in [
        ("disk: 100,000 names listed", RowDetail::Names),
        ("disk: 100,000 entries listed in full", RowDetail::Full),
    ] {
        c.bench_function(name, |b| b.iter(|| assert_eq!(tokio.block_on(rows(detail)), ROWS)));
    }
}

fn names(c: &mut Criterion) {
    c.bench_function("sanitise: a plain name", |b| {
        b.iter(|| sanitise(black_box(b"tas_Amon_HadGEM3-GC31-LL_historical_r1i1p1f3_gn_185001-194912.nc")));
    });
    c.bench_function("sanitise: a hostile name", |b| {
        b.iter(|| sanitise(black_box("\u{1b}]0;x\u{7}\u{202e}日本👩‍🔬\\ ".as_bytes())));
    });
}

/// A filter over 100,000 names (goal: 50 ms), and a key in the picker over as many known collections (goal: 16 ms).
fn search(c: &mut Criterion) {
    let mut listing = Listing::new(Sort::default(), false);
    chunks().into_iter().for_each(|chunk| listing.push(chunk));
    while listing.is_arranging() {
        listing.advance(usize::MAX);
    }
    let patterns = ["r7i", "tas*r12*.nc"].map(|typed| NamePattern::parse(typed).map(Arc::new));
    let mut turn = 0;
    c.bench_function("filter: 100,000 names (goal: 50 ms)", |b| {
        b.iter(|| {
            turn += 1;
            listing.set_filter(patterns[turn % 2].clone());
            while listing.is_filtering() {
                listing.advance(usize::MAX);
            }
            black_box(listing.len())
        });
    });
    let sites = ["JASMIN", "DKRZ", "NCAR", "NERSC", "ALCF", "CEDA", "TACC", "OLCF"];
    let collection = |number: usize| {
        let site = sites[number % sites.len()];
        let name = format!("{site} Archive of project {:05} ({})", (number * 7_919) % ROWS, number % 37);
        let id = CollectionId::new(uuid::Uuid::from_u128(number as u128));
        let collection = Arc::new(Collection::known_by(id, Untrusted::new(name), EntityType::Mapped));
        KnownCollection { collection, scopes: vec![SearchScope::All] }
    };
    let known = Known { collections: (0..ROWS).map(collection).collect(), ..Known::default() };
    // As it is typed: each key looks at all of them.
    for text in ["j", "jas", "jas arch", "jas arch 77"] {
        c.bench_function(&format!("picker: 100,000 collections, `{text}` (goal: 16 ms)"), |b| {
            b.iter(|| black_box(rank::rows(&known, Tab::All, SearchScope::All, text, None)).len());
        });
    }
}

criterion_group!(benches, listing, disk, names, search);
criterion_main!(benches);
