//! The steps of a delete task.

use rustix::io::Errno;

use crate::sandbox::data_plane::fault::{Fault, Halt, Reach, Side};
use crate::sandbox::data_plane::path::CleanPath;
use crate::sandbox::data_plane::queue::What;
use crate::sandbox::data_plane::root::{Kind, names};
use crate::sandbox::data_plane::scan::locate;
use crate::sandbox::data_plane::task::Delete;
use crate::sandbox::data_plane::task_context::Run;
use crate::sandbox::data_plane::tree::Removing;
use crate::sandbox::data_plane::{glob, tree};

impl Run<'_> {
    /// Does one step of a delete; the steps that follow from it.
    pub(super) fn delete_step(&self, delete: &Delete, what: &What) -> Result<Vec<What>, Halt> {
        match what {
            What::Item(index) => self.expand(delete, *index),
            What::Remove(path) => self.remove(delete, path).map(|()| Vec::new()),
            _ => Ok(Vec::new()),
        }
    }

    /// Which paths an item means: itself, or what its pattern fits.
    fn expand(&self, delete: &Delete, index: usize) -> Result<Vec<What>, Halt> {
        let Some(text) = delete.paths.get(index) else { return Ok(Vec::new()) };
        let volume = self.volume(delete.endpoint, Side::Source)?;
        let fatal = |fault: Fault| Halt::Fault(fault.reaching(Reach::Fatal));
        let path = CleanPath::parse(text, &volume.home).map_err(|bad| {
            fatal(Fault::new("INVALID_PATH_NAME", Side::Source, &CleanPath::default(), bad.0))
        })?;
        let pattern = path.name().filter(|name| delete.interpret_globs && glob::is_pattern(name));
        let (Some(pattern), Some(parent)) = (pattern, path.parent()) else {
            return Ok(vec![What::Remove(path)]);
        };
        let at = |errno| Fault::from_errno(errno, Side::Source, &parent);
        let dir = match locate(&volume, &parent, true)?.open_dir() {
            Err(Errno::NOENT) if delete.ignore_missing => return Ok(Vec::new()),
            opened => opened.map_err(at)?,
        };
        let hidden = pattern.starts_with(b".");
        let mut fitting = names(&dir).map_err(at)?;
        fitting.retain(|name| (hidden || !name.starts_with(b".")) && glob::matches(pattern, name));
        if fitting.is_empty() && !delete.ignore_missing && !self.update(|task| task.resumed) {
            return Err(fatal(Fault::new("FILE_NOT_FOUND", Side::Source, &path, "nothing fits the pattern")));
        }
        Ok(fitting.iter().map(|name| What::Remove(parent.join(name))).collect())
    }

    fn remove(&self, delete: &Delete, path: &CleanPath) -> Result<(), Halt> {
        let volume = self.volume(delete.endpoint, Side::Source)?;
        let fatal = |code: &str, why: &str| {
            Halt::Fault(Fault::new(code, Side::Source, path, why).reaching(Reach::Fatal))
        };
        let missing_is_fine = delete.ignore_missing || self.update(|task| task.resumed);
        let meta = match volume.root.locate(path, false).map(|spot| spot.meta) {
            Ok(Some(meta)) => meta,
            Ok(None) | Err(Errno::NOENT) if missing_is_fine => return Ok(()),
            Ok(None) | Err(Errno::NOENT) => {
                return Err(fatal("FILE_NOT_FOUND", "there is nothing at this path"));
            }
            Err(errno) => return Err(Fault::from_errno(errno, Side::Source, path).into()),
        };
        if meta.kind == Kind::Dir && !delete.recursive {
            return Err(fatal("IS_A_DIRECTORY", "the path is a directory and the task is not recursive"));
        }
        let spot = tree::place(&volume, path, false)?;
        if spot.path.is_root() {
            return Err(fatal("PERMISSION_DENIED", "the root of a collection cannot be deleted"));
        }
        let (total, succeeded) = self.update(|task| (task.tally.total, task.tally.succeeded));
        let mut tell = |removing| {
            self.update(|task| match removing {
                Removing::Found(names) => task.tally.total += u64::try_from(names).unwrap_or(0),
                Removing::Removed(kind) => {
                    match kind {
                        Kind::Dir => task.tally.directories += 1,
                        Kind::Link => task.tally.symlinks += 1,
                        _ => task.tally.files += 1,
                    }
                    task.tally.succeeded += 1;
                }
            });
            self.poke()?;
            self.go_on()
        };
        let removed = tell(Removing::Found(1)).and_then(|()| tree::remove_tree(&volume, &spot, &mut tell));
        if removed.is_err() {
            // What was found and not removed will be found again.
            self.update(|task| task.tally.total = total + task.tally.succeeded.saturating_sub(succeeded));
        }
        removed
    }
}
