//! The second half of a transfer: the bytes of one file, or one symbolic link, into place.
//!
//! A destination is the old file or the new one, never a part: bytes go to a file beside it, which replaces it at the end.

use std::cell::Cell;
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::time::{Duration, Instant};

use rustix::fs::{Mode, Timespec, Timestamps, fchmod, futimens};
use rustix::io::Errno;

use crate::sandbox::data_plane::digest::{Sum, errno};
use crate::sandbox::data_plane::fault::{Fault, Halt, Side};
use crate::sandbox::data_plane::queue::Pair;
use crate::sandbox::data_plane::root::{Kind, Meta, Spot};
use crate::sandbox::data_plane::scan::{Sides, locate};
use crate::sandbox::data_plane::task::{Moved, Transfer};
use crate::sandbox::data_plane::task_context::Run;
use crate::sandbox::data_plane::tree::Part;
use crate::sandbox::data_plane::{bucket, digest, tree};

/// How often a long copy looks whether a collection went away or a test interferes.
const POKE: Duration = Duration::from_millis(50);

impl Run<'_> {
    /// Copies one file. Bytes count as they move; those of a copy that fails are taken back.
    pub(super) fn copy(&self, transfer: &Transfer, sides: &Sides, pair: &Pair) -> Result<(), Halt> {
        let before = self.update(|task| task.tally.bytes_transferred);
        match self.try_copy(transfer, sides, pair) {
            Ok(moved) => {
                self.update(|task| {
                    task.tally.files_transferred += 1;
                    task.moved.push(moved);
                });
                Ok(())
            }
            Err(halt) => {
                if matches!(halt, Halt::Fault(_)) {
                    self.update(|task| task.tally.bytes_transferred = before);
                }
                Err(halt)
            }
        }
    }

    fn try_copy(&self, transfer: &Transfer, sides: &Sides, pair: &Pair) -> Result<Moved, Halt> {
        let at_source = |errno| Fault::from_errno(errno, Side::Source, &pair.source);
        let at_target = |errno| Fault::from_errno(errno, Side::Destination, &pair.destination);

        let (input, meta) = locate(&sides.source, &pair.source, true)?.open_file().map_err(at_source)?;
        let spot = tree::place(&sides.destination, &pair.destination, true)?;
        if let Some(there) = spot.meta {
            if there.kind == Kind::Dir {
                return Err(at_target(Errno::ISDIR).into());
            }
            there.allows(0o2).map_err(at_target)?;
        }
        let id = self.update(|task| task.id);
        let (part, output) = Part::file(&spot, &id, 0o666).map_err(at_target)?;
        if let Some(there) = spot.meta.filter(|there| there.kind == Kind::File) {
            fchmod(&output, Mode::from_raw_mode(there.mode)).map_err(at_target)?;
        }

        let wish = transfer.items.get(pair.item).and_then(|item| item.checksum.as_ref());
        let name = wish.map_or(digest::USUAL, |(name, _)| name);
        let algorithm = digest::algorithm(name);
        let external = wish.and_then(|(_, sum)| sum.as_ref());
        let (mut input, mut output) = (File::from(input), File::from(output));
        let mut sum = Sum::new(algorithm);
        let size = self.pour(&mut input, &mut output, &mut sum, pair)?;
        let sum = sum.finish();

        let now = Meta::of_fd(&input.into()).map_err(at_source)?;
        if size != meta.size || now != meta {
            let why = "the source changed while it was read";
            return Err(Fault::new("FILE_SIZE_CHANGED", Side::Source, &pair.source, why).into());
        }
        if external.is_some_and(|wanted| !wanted.eq_ignore_ascii_case(&digest::hex(&sum))) {
            let why = "the source does not have the checksum that was given with it";
            return Err(Fault::new("EXTERNAL_CHECKSUM_MISMATCH", Side::Source, &pair.source, why).into());
        }
        if transfer.verify_checksum {
            output.rewind().map_err(|e| at_target(errno(&e)))?;
            let copy = output.try_clone().map_err(|e| at_target(errno(&e)))?;
            let checked = |bytes| {
                self.update(|task| task.tally.bytes_checksummed += bytes);
                self.go_on()
            };
            let there = digest::of_file(copy.into(), algorithm, checked)
                .map_err(|trouble| trouble.unwrap_or_else(|errno| at_target(errno).into()))?;
            if there != sum {
                let why = "what was written does not have the checksum of what was read";
                return Err(Fault::new("VERIFY_CHECKSUM", Side::Destination, &pair.destination, why).into());
            }
        }
        if transfer.preserve_timestamp {
            let (tv_sec, nanos) = meta.modified;
            let time = Timespec { tv_sec, tv_nsec: nanos.into() };
            futimens(&output, &Timestamps { last_access: time, last_modification: time })
                .map_err(at_target)?;
        }
        part.put().map_err(at_target)?;
        Ok(Moved {
            source: pair.source.wire(),
            destination: pair.destination.wire(),
            size,
            checksum: transfer.verify_checksum.then(|| digest::hex(&sum)),
            algorithm: transfer.verify_checksum.then(|| name.to_ascii_uppercase()),
        })
    }

    /// Moves all bytes at the common rate; how many there were.
    fn pour(&self, input: &mut File, output: &mut File, sum: &mut Sum, pair: &Pair) -> Result<u64, Halt> {
        let poked = Cell::new(Instant::now());
        let go_on = || {
            if poked.get().elapsed() >= POKE {
                poked.set(Instant::now());
                self.poke()?;
            }
            self.go_on()
        };
        let mut buffer = Vec::new();
        let mut size = 0;
        loop {
            let piece = bucket::piece(self.site.rate());
            if buffer.len() != piece {
                // Zeroed by the system, which costs nothing for a small file.
                buffer = vec![0; piece];
            }
            let read = input
                .read(&mut buffer)
                .map_err(|e| Fault::from_errno(errno(&e), Side::Source, &pair.source))?;
            let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else { return Ok(size) };
            self.bucket.take(read, || self.site.rate(), go_on)?;
            go_on()?;
            let written = if self.site.disk_full() {
                Err(Errno::NOSPC)
            } else {
                output.write_all(piece).map_err(|e| errno(&e))
            };
            written.map_err(|errno| Fault::from_errno(errno, Side::Destination, &pair.destination))?;
            sum.update(piece);
            let bytes = u64::try_from(read).unwrap_or(0);
            size += bytes;
            self.update(|task| task.tally.bytes_transferred += bytes);
        }
    }

    /// Makes a symbolic link like the source's, in place of any file or link that is there.
    pub(super) fn copy_link(&self, sides: &Sides, pair: &Pair) -> Result<(), Halt> {
        let at_target = |errno| Fault::from_errno(errno, Side::Destination, &pair.destination);
        let from = locate(&sides.source, &pair.source, false)?;
        let target =
            from.read_link().map_err(|errno| Fault::from_errno(errno, Side::Source, &pair.source))?;
        let spot: Spot = tree::place(&sides.destination, &pair.destination, false)?;
        if spot.meta.is_some_and(|there| there.kind == Kind::Dir) {
            return Err(at_target(Errno::ISDIR).into());
        }
        let id = self.update(|task| task.id);
        Part::link(&spot, &id, &target).map_err(at_target)?.put().map_err(at_target)?;
        Ok(())
    }
}
