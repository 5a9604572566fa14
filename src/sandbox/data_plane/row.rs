//! One row of a listing.

use std::os::fd::OwnedFd;

use rustix::io::Result;

use crate::sandbox::data_plane::path::CleanPath;
use crate::sandbox::data_plane::root::{FileKind, Metadata, Root};

/// A directory entry. A link has the type, size and time of its target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub name: Vec<u8>,
    /// The wire type: `file`, `dir`, `invalid_symlink`, ...
    pub kind: &'static str,
    pub meta: Metadata,
    pub link: Option<Link>,
}

/// The link's own target and metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub target: Vec<u8>,
    pub meta: Metadata,
}

fn wire_type(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Dir => "dir",
        FileKind::File => "file",
        FileKind::Link => "invalid_symlink",
        FileKind::CharDevice => "chr",
        FileKind::BlockDevice => "blk",
        FileKind::Pipe => "pipe",
        FileKind::Other => "other",
    }
}

impl Row {
    /// Reads the entry of a name in the open directory `dir`, whose path is `at`.
    pub fn read(root: &Root, dir: &OwnedFd, at: &CleanPath, name: Vec<u8>) -> Result<Self> {
        let meta = Metadata::of_name(dir, &name)?;
        if meta.kind != FileKind::Link {
            return Ok(Self { name, kind: wire_type(meta.kind), meta, link: None });
        }
        let target = rustix::fs::readlinkat(dir, &*name, Vec::new())?.into_bytes();
        let link = Some(Link { target, meta });
        let there = root.locate(&at.join(&name), true).ok().and_then(|resolved| resolved.meta);
        let meta = there.unwrap_or(meta);
        Ok(Self { name, kind: wire_type(meta.kind), meta, link })
    }
}
