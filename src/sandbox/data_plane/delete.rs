//! The work items of a delete task.

use rustix::io::Errno;

use crate::sandbox::data_plane::fault::{Fault, FaultScope, Side, StepError};
use crate::sandbox::data_plane::path::CleanPath;
use crate::sandbox::data_plane::queue::WorkItem;
use crate::sandbox::data_plane::root::{FileKind, read_names};
use crate::sandbox::data_plane::scan::locate;
use crate::sandbox::data_plane::task::DeleteSpec;
use crate::sandbox::data_plane::task_context::TaskContext;
use crate::sandbox::data_plane::tree::RemovalEvent;
use crate::sandbox::data_plane::{glob, tree};

impl TaskContext<'_> {
    /// Runs one item of a delete. Returns the items that follow from it.
    pub(super) fn run_delete_item(
        &self,
        delete: &DeleteSpec,
        item: &WorkItem,
    ) -> Result<Vec<WorkItem>, StepError> {
        match item {
            WorkItem::Begin(index) => self.expand(delete, *index),
            WorkItem::Remove(path) => self.remove(delete, path).map(|()| Vec::new()),
            _ => Ok(Vec::new()),
        }
    }

    /// The paths of a delete item: the path itself, or the matches of its pattern.
    fn expand(&self, delete: &DeleteSpec, index: usize) -> Result<Vec<WorkItem>, StepError> {
        let Some(text) = delete.paths.get(index) else { return Ok(Vec::new()) };
        let volume = self.volume(delete.endpoint, Side::Source)?;
        let fatal = |fault: Fault| StepError::Fault(fault.with_scope(FaultScope::Fatal));
        let path = CleanPath::parse(text, &volume.home).map_err(|bad| {
            fatal(Fault::new("INVALID_PATH_NAME", Side::Source, &CleanPath::default(), bad.0))
        })?;
        let pattern = path.name().filter(|name| delete.interpret_globs && glob::is_pattern(name));
        let (Some(pattern), Some(parent)) = (pattern, path.parent()) else {
            return Ok(vec![WorkItem::Remove(path)]);
        };
        let at = |errno| Fault::from_errno(errno, Side::Source, &parent);
        let dir = match locate(&volume, &parent, true)?.open_dir() {
            Err(Errno::NOENT) if delete.ignore_missing => return Ok(Vec::new()),
            opened => opened.map_err(at)?,
        };
        let hidden = pattern.starts_with(b".");
        let mut fitting = read_names(&dir).map_err(at)?;
        fitting.retain(|name| (hidden || !name.starts_with(b".")) && glob::matches(pattern, name));
        if fitting.is_empty() && !delete.ignore_missing && !self.update(|task| task.resumed) {
            return Err(fatal(Fault::new("FILE_NOT_FOUND", Side::Source, &path, "nothing fits the pattern")));
        }
        Ok(fitting.iter().map(|name| WorkItem::Remove(parent.join(name))).collect())
    }

    fn remove(&self, delete: &DeleteSpec, path: &CleanPath) -> Result<(), StepError> {
        let volume = self.volume(delete.endpoint, Side::Source)?;
        let fatal = |code: &str, why: &str| {
            StepError::Fault(Fault::new(code, Side::Source, path, why).with_scope(FaultScope::Fatal))
        };
        let missing_is_fine = delete.ignore_missing || self.update(|task| task.resumed);
        let meta = match volume.root.locate(path, false).map(|resolved| resolved.meta) {
            Ok(Some(meta)) => meta,
            Ok(None) | Err(Errno::NOENT) if missing_is_fine => return Ok(()),
            Ok(None) | Err(Errno::NOENT) => {
                return Err(fatal("FILE_NOT_FOUND", "there is nothing at this path"));
            }
            Err(errno) => return Err(Fault::from_errno(errno, Side::Source, path).into()),
        };
        if meta.kind == FileKind::Dir && !delete.recursive {
            return Err(fatal("IS_A_DIRECTORY", "the path is a directory and the task is not recursive"));
        }
        let resolved = tree::locate_for_change(&volume, path, false)?;
        if resolved.path.is_root() {
            return Err(fatal("PERMISSION_DENIED", "the root of a collection cannot be deleted"));
        }
        let (total, succeeded) = self.update(|task| (task.counters.total, task.counters.succeeded));
        let mut on_event = |removing| {
            self.update(|task| match removing {
                RemovalEvent::Found(names) => task.counters.total += u64::try_from(names).unwrap_or(0),
                RemovalEvent::Removed(kind) => {
                    match kind {
                        FileKind::Dir => task.counters.directories += 1,
                        FileKind::Link => task.counters.symlinks += 1,
                        _ => task.counters.files += 1,
                    }
                    task.counters.succeeded += 1;
                }
            });
            self.check_faults()?;
            self.check_cancelled()
        };
        let removed = on_event(RemovalEvent::Found(1))
            .and_then(|()| tree::remove_tree(&volume, &resolved, &mut on_event));
        if removed.is_err() {
            // Entries that were counted but not removed are counted again by the retry.
            self.update(|task| {
                task.counters.total = total + task.counters.succeeded.saturating_sub(succeeded)
            });
        }
        removed
    }
}
