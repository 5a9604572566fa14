//! The copying items of a transfer: one file or one symbolic link.
//!
//! A destination has the old or the new content: bytes are written to a temporary file beside it, which replaces it
//! at the end.

use std::cell::Cell;
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::time::{Duration, Instant};

use rustix::fs::{Mode, Timespec, Timestamps, fchmod, futimens};
use rustix::io::Errno;

use crate::sandbox::data_plane::digest::{Hasher, errno};
use crate::sandbox::data_plane::fault::{Fault, Side, StepError};
use crate::sandbox::data_plane::queue::Pair;
use crate::sandbox::data_plane::root::{FileKind, Metadata, ResolvedPath};
use crate::sandbox::data_plane::scan::{Volumes, locate};
use crate::sandbox::data_plane::task::{TransferSpec, TransferredFile};
use crate::sandbox::data_plane::task_context::TaskContext;
use crate::sandbox::data_plane::tree::PartialFile;
use crate::sandbox::data_plane::{bucket, digest, tree};

/// Interval between checks for offline collections and injected errors during a copy.
const FAULT_CHECK_INTERVAL: Duration = Duration::from_millis(50);

impl TaskContext<'_> {
    /// Copies one file. The byte counter grows during the copy and is reset when the copy fails.
    pub(super) fn copy(
        &self,
        transfer: &TransferSpec,
        volumes: &Volumes,
        pair: &Pair,
    ) -> Result<(), StepError> {
        let before = self.update(|task| task.counters.bytes_transferred);
        match self.try_copy(transfer, volumes, pair) {
            Ok(moved) => {
                self.update(|task| {
                    task.counters.files_transferred += 1;
                    task.transferred.push(moved);
                });
                Ok(())
            }
            Err(error) => {
                if matches!(error, StepError::Fault(_)) {
                    self.update(|task| task.counters.bytes_transferred = before);
                }
                Err(error)
            }
        }
    }

    fn try_copy(
        &self,
        transfer: &TransferSpec,
        volumes: &Volumes,
        pair: &Pair,
    ) -> Result<TransferredFile, StepError> {
        let at_source = |errno| Fault::from_errno(errno, Side::Source, &pair.source);
        let at_target = |errno| Fault::from_errno(errno, Side::Destination, &pair.destination);

        let (input, meta) = locate(&volumes.source, &pair.source, true)?.open_file().map_err(at_source)?;
        let resolved = tree::locate_for_change(&volumes.destination, &pair.destination, true)?;
        if let Some(existing) = resolved.meta {
            if existing.kind == FileKind::Dir {
                return Err(at_target(Errno::ISDIR).into());
            }
            existing.check_owner_bits(0o2).map_err(at_target)?;
        }
        let id = self.update(|task| task.id);
        let (part, output) = PartialFile::file(&resolved, &id, 0o666).map_err(at_target)?;
        if let Some(existing) = resolved.meta.filter(|existing| existing.kind == FileKind::File) {
            fchmod(&output, Mode::from_raw_mode(existing.mode)).map_err(at_target)?;
        }

        let requested = transfer.items.get(pair.item).and_then(|item| item.checksum.as_ref());
        let name = requested.map_or(digest::DEFAULT_ALGORITHM, |(name, _)| name);
        let algorithm = digest::algorithm(name);
        let external = requested.and_then(|(_, sum)| sum.as_ref());
        let mut input = File::from(input);
        let mut output = File::from(output);
        let mut sum = Hasher::new(algorithm);
        let size = self.copy_bytes(&mut input, &mut output, &mut sum, pair)?;
        let sum = sum.finish();

        let now = Metadata::of_fd(&input.into()).map_err(at_source)?;
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
                self.update(|task| task.counters.bytes_checksummed += bytes);
                self.check_cancelled()
            };
            let existing = digest::file_digest(copy.into(), algorithm, checked)
                .map_err(|error| error.into_error(|errno| at_target(errno).into()))?;
            if existing != sum {
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
        part.commit().map_err(at_target)?;
        Ok(TransferredFile {
            source: pair.source.wire(),
            destination: pair.destination.wire(),
            size,
            checksum: transfer.verify_checksum.then(|| digest::hex(&sum)),
            algorithm: transfer.verify_checksum.then(|| name.to_ascii_uppercase()),
        })
    }

    /// Copies all bytes at the shared rate. Returns their number.
    fn copy_bytes(
        &self,
        input: &mut File,
        output: &mut File,
        sum: &mut Hasher,
        pair: &Pair,
    ) -> Result<u64, StepError> {
        let checked_at = Cell::new(Instant::now());
        let check = || {
            if checked_at.get().elapsed() >= FAULT_CHECK_INTERVAL {
                checked_at.set(Instant::now());
                self.check_faults()?;
            }
            self.check_cancelled()
        };
        let mut buffer = Vec::new();
        let mut size = 0;
        loop {
            let piece = bucket::chunk_size(self.environment.rate());
            if buffer.len() != piece {
                // `vec!` with zeros is allocated lazily by the system, so that a small file touches little of it.
                buffer = vec![0; piece];
            }
            let read = input
                .read(&mut buffer)
                .map_err(|e| Fault::from_errno(errno(&e), Side::Source, &pair.source))?;
            let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else { return Ok(size) };
            self.bucket.take(read, || self.environment.rate(), check)?;
            check()?;
            let written = if self.environment.disk_full() {
                Err(Errno::NOSPC)
            } else {
                output.write_all(piece).map_err(|e| errno(&e))
            };
            written.map_err(|errno| Fault::from_errno(errno, Side::Destination, &pair.destination))?;
            sum.update(piece);
            let bytes = u64::try_from(read).unwrap_or(0);
            size += bytes;
            self.update(|task| task.counters.bytes_transferred += bytes);
        }
    }

    /// Copies a symbolic link, replacing a file or link at the destination.
    pub(super) fn copy_link(&self, volumes: &Volumes, pair: &Pair) -> Result<(), StepError> {
        let at_target = |errno| Fault::from_errno(errno, Side::Destination, &pair.destination);
        let from = locate(&volumes.source, &pair.source, false)?;
        let target =
            from.read_link().map_err(|errno| Fault::from_errno(errno, Side::Source, &pair.source))?;
        let resolved: ResolvedPath = tree::locate_for_change(&volumes.destination, &pair.destination, false)?;
        if resolved.meta.is_some_and(|existing| existing.kind == FileKind::Dir) {
            return Err(at_target(Errno::ISDIR).into());
        }
        let id = self.update(|task| task.id);
        PartialFile::link(&resolved, &id, &target).map_err(at_target)?.commit().map_err(at_target)?;
        Ok(())
    }
}
