//! The first half of a transfer: what a source is, whether it is wanted, and what follows from that.

use rustix::io::Errno;

use crate::sandbox::data_plane::fault::{Fault, Halt, Reach, Side};
use crate::sandbox::data_plane::path::CleanPath;
use crate::sandbox::data_plane::queue::{Pair, What};
use crate::sandbox::data_plane::root::{Kind, Meta, Spot, names};
use crate::sandbox::data_plane::site::Volume;
use crate::sandbox::data_plane::task::{Item, Rule, Symlinks, Transfer};
use crate::sandbox::data_plane::task_context::Run;
use crate::sandbox::data_plane::{digest, glob, tree};

/// Both sides of a transfer, as of now.
pub(super) struct Sides {
    pub source: Volume,
    pub destination: Volume,
}

impl Run<'_> {
    /// Does one step of a transfer; the steps that follow from it.
    pub(super) fn transfer_step(&self, transfer: &Transfer, what: &What) -> Result<Vec<What>, Halt> {
        let sides = Sides {
            source: self.volume(transfer.source, Side::Source)?,
            destination: self.volume(transfer.destination, Side::Destination)?,
        };
        match what {
            What::Item(index) => self.begin_item(transfer, &sides, *index),
            What::Look(pair) => self.look_below(transfer, &sides, pair),
            What::Scan(pair) => self.scan(transfer, &sides, pair),
            What::Copy(pair) => self.copy(transfer, &sides, pair).map(|()| Vec::new()),
            What::Link(pair) => self.copy_link(&sides, pair).map(|()| Vec::new()),
            What::Remove(_) => Ok(Vec::new()),
        }
    }

    fn begin_item(&self, transfer: &Transfer, sides: &Sides, index: usize) -> Result<Vec<What>, Halt> {
        let Some(item) = transfer.items.get(index) else { return Ok(Vec::new()) };
        let pair = Pair {
            source: parse(&item.source, &sides.source, Side::Source)?,
            destination: parse(&item.destination, &sides.destination, Side::Destination)?,
            item: index,
        };
        let at = |code: &str, why: &str| Fault::new(code, Side::Source, &pair.source, why);
        let spot = locate(&sides.source, &pair.source, !item.symlink)?;
        let meta = found(&spot, &pair.source)?;
        if let Some(parent) = pair.destination.parent() {
            tree::make_dirs(&sides.destination, &parent)?;
        }
        match (meta.kind, item) {
            (Kind::Link, Item { symlink: true, .. }) => {
                self.update(|task| task.tally.symlinks += 1);
                Ok(vec![What::Link(pair)])
            }
            (_, Item { symlink: true, .. }) => {
                Err(at("NOT_A_SYMLINK", "the source is not a symbolic link").into())
            }
            (Kind::Dir, Item { recursive: Some(false), .. }) => {
                Err(at("IS_A_DIRECTORY", "the source is a directory and the item is not recursive").into())
            }
            (Kind::Dir, _) => self.enter(transfer, sides, pair, &spot),
            (_, Item { recursive: Some(true), .. }) => {
                Err(at("NOT_A_DIRECTORY", "the source is not a directory and the item is recursive").into())
            }
            (Kind::File, _) => self.want(transfer, sides, pair, meta),
            _ => Err(at("NOT_A_FILE", "the source is neither a file nor a directory").into()),
        }
    }

    fn look_below(&self, transfer: &Transfer, sides: &Sides, pair: &Pair) -> Result<Vec<What>, Halt> {
        let mut spot = locate(&sides.source, &pair.source, false)?;
        let mut meta = found(&spot, &pair.source)?;
        if meta.kind == Kind::Link {
            match transfer.symlinks {
                Symlinks::Ignore => return Ok(Vec::new()),
                Symlinks::Keep => {
                    self.update(|task| task.tally.symlinks += 1);
                    return Ok(vec![What::Link(pair.clone())]);
                }
                Symlinks::Copy => {
                    let dangling = || {
                        Fault::new("INVALID_SYMLINK", Side::Source, &pair.source, "the link leads to nothing")
                    };
                    let from = spot.path.parent().unwrap_or_default();
                    spot = sides.source.root.locate(&pair.source, true).map_err(|_| dangling())?;
                    meta = spot.meta.ok_or_else(dangling)?;
                    if meta.kind == Kind::Dir && from.starts_with(&spot.path) {
                        let why = "the link leads to a directory that holds it";
                        return Err(Fault::new("INVALID_SYMLINK", Side::Source, &pair.source, why)
                            .reaching(Reach::Fatal)
                            .into());
                    }
                }
            }
        }
        match meta.kind {
            Kind::Dir => self.enter(transfer, sides, pair.clone(), &spot),
            Kind::File => self.want(transfer, sides, pair.clone(), meta),
            // Devices and pipes below a directory are passed over, as the service does.
            _ => Ok(Vec::new()),
        }
    }

    /// A directory: it exists at the destination from now on, and is read next.
    fn enter(&self, transfer: &Transfer, sides: &Sides, pair: Pair, spot: &Spot) -> Result<Vec<What>, Halt> {
        tree::make_dirs(&sides.destination, &pair.destination)?;
        if transfer.source == transfer.destination {
            let target = locate(&sides.destination, &pair.destination, true)?;
            if target.path != spot.path && target.path.starts_with(&spot.path) {
                let why = "the destination lies within the source";
                let fault = Fault::new("AMBIGUOUS_PATH", Side::Destination, &pair.destination, why);
                return Err(fault.reaching(Reach::Fatal).into());
            }
        }
        self.update(|task| task.tally.directories += 1);
        Ok(vec![What::Scan(pair)])
    }

    /// A file: copied unless the sync level finds it already there.
    fn want(&self, transfer: &Transfer, sides: &Sides, pair: Pair, meta: Meta) -> Result<Vec<What>, Halt> {
        let moved_before = self.update(|task| {
            let destination = pair.destination.wire();
            task.resumed && task.moved.iter().any(|moved| moved.destination == destination)
        });
        let skipped = !moved_before && self.is_in_sync(transfer, sides, &pair, meta)?;
        self.update(|task| {
            task.tally.files += 1;
            task.tally.files_skipped += u64::from(skipped);
            task.tally.files_transferred += u64::from(moved_before);
            if skipped || moved_before {
                // Its second half is done by not being needed.
                task.tally.total += 1;
                task.tally.succeeded += 1;
            }
        });
        Ok(if skipped || moved_before { Vec::new() } else { vec![What::Copy(pair)] })
    }

    fn is_in_sync(&self, transfer: &Transfer, sides: &Sides, pair: &Pair, meta: Meta) -> Result<bool, Halt> {
        let Some(level) = transfer.sync_level else { return Ok(false) };
        let there = match sides.destination.root.locate(&pair.destination, true) {
            Err(Errno::NOENT) => return Ok(false),
            other => other.map_err(|errno| Fault::from_errno(errno, Side::Destination, &pair.destination))?,
        };
        let Some(other) = there.meta.filter(|other| other.kind == Kind::File) else { return Ok(false) };
        Ok(match level {
            0 => true,
            1 => other.size == meta.size,
            2 => other.size == meta.size && meta.modified <= other.modified,
            _ if other.size != meta.size => false,
            _ => {
                let here = locate(&sides.source, &pair.source, true)?;
                let first = self.digest(&here, Side::Source, &pair.source)?;
                first == self.digest(&there, Side::Destination, &pair.destination)?
            }
        })
    }

    fn digest(&self, spot: &Spot, side: Side, path: &CleanPath) -> Result<Vec<u8>, Halt> {
        let at = |errno| Halt::Fault(Fault::from_errno(errno, side, path));
        let (file, _) = spot.open_file().map_err(at)?;
        let checked = |bytes| {
            self.update(|task| task.tally.bytes_checksummed += bytes);
            self.go_on()
        };
        digest::of_file(file, digest::algorithm("SHA256"), checked).map_err(|halt| halt.unwrap_or_else(at))
    }

    /// A directory's names become looks, once what is not in the source is gone from the destination, where asked.
    fn scan(&self, transfer: &Transfer, sides: &Sides, pair: &Pair) -> Result<Vec<What>, Halt> {
        let at = |errno| Halt::Fault(Fault::from_errno(errno, Side::Source, &pair.source));
        let spot = locate(&sides.source, &pair.source, true)?;
        let dir = spot.open_dir().map_err(at)?;
        let inside = names(&dir).map_err(at)?;
        if transfer.delete_destination_extra {
            self.remove_extra(sides, pair, &inside)?;
        }
        let mut next = Vec::new();
        for name in inside {
            let is_dir = match Meta::of_name(&dir, &name) {
                Err(Errno::NOENT) => continue,
                found => found.map_err(at)?.kind == Kind::Dir,
            };
            if is_wanted(&transfer.rules, &name, is_dir) {
                next.push(What::Look(Pair {
                    source: pair.source.join(&name),
                    destination: pair.destination.join(&name),
                    item: pair.item,
                }));
            }
        }
        Ok(next)
    }

    fn remove_extra(&self, sides: &Sides, pair: &Pair, wanted: &[Vec<u8>]) -> Result<(), Halt> {
        let at = |errno| Halt::Fault(Fault::from_errno(errno, Side::Destination, &pair.destination));
        let there = locate(&sides.destination, &pair.destination, true)?;
        let dir = there.open_dir().map_err(at)?;
        for name in names(&dir).map_err(at)? {
            if wanted.binary_search(&name).is_err() {
                let path = pair.destination.join(&name);
                let extra = tree::place(&sides.destination, &path, false)?;
                tree::remove_tree(&sides.destination, &extra, &mut |_| self.go_on())?;
            }
        }
        Ok(())
    }
}

/// The first rule that fits decides; with none, the name is wanted.
pub(super) fn is_wanted(rules: &[Rule], name: &[u8], is_dir: bool) -> bool {
    let fits = |rule: &&Rule| {
        rule.dirs.is_none_or(|dirs| dirs == is_dir) && glob::matches(rule.name.as_bytes(), name)
    };
    rules.iter().find(fits).is_none_or(|rule| rule.include)
}

fn parse(text: &str, volume: &Volume, side: Side) -> Result<CleanPath, Fault> {
    CleanPath::parse(text, &volume.home).map_err(|bad| {
        Fault::new("INVALID_PATH_NAME", side, &CleanPath::default(), bad.0).reaching(Reach::Fatal)
    })
}

/// Walks to a source.
pub(super) fn locate(volume: &Volume, path: &CleanPath, follow: bool) -> Result<Spot, Fault> {
    if !volume.generated.is_empty() {
        let why = "the files of this collection exist only in listings";
        return Err(Fault::new("PERMISSION_DENIED", Side::Source, path, why));
    }
    volume.root.locate(path, follow).map_err(|errno| Fault::from_errno(errno, Side::Source, path))
}

fn found(spot: &Spot, path: &CleanPath) -> Result<Meta, Fault> {
    spot.found().map_err(|errno| Fault::from_errno(errno, Side::Source, path))
}
