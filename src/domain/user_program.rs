//! The programs of the user that get the terminal for a while: shell, editor and pager.

use super::path::StorePath;

/// A program of the user, and the directory or file of this computer that it gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserProgram {
    /// The shell, in a directory.
    Shell(StorePath),
    /// The editor, with a file.
    Editor(StorePath),
    /// The pager, with a file.
    Pager(StorePath),
}

impl UserProgram {
    /// What it is called in sentences.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Shell(_) => "shell",
            Self::Editor(_) => "editor",
            Self::Pager(_) => "pager",
        }
    }

    /// Its directory or file.
    pub fn path(&self) -> &StorePath {
        match self {
            Self::Shell(path) | Self::Editor(path) | Self::Pager(path) => path,
        }
    }
}
