//! The data directory of a sandbox: state and collection files.

use std::path::Path;
use std::{fs, io};

use crate::sandbox::model::clock::Clock;
use crate::sandbox::options::Options;
use crate::sandbox::persistence::{self, Saved};
use crate::sandbox::seed;
use crate::sandbox::services::auth::preset_consents;
use crate::sandbox::services::transfer::seed::{collections, files};

/// Loads the state, or creates the seeded one; creates the collection files when they are missing. Blocks.
pub fn load_or_seed(data: &Path, options: &Options) -> io::Result<Saved> {
    let mut saved = match persistence::load(&data.join("state.json"))? {
        Some(saved) => saved,
        None => {
            let mut accounts = seed::accounts(options.seed);
            if options.preset_consents {
                preset_consents::for_demo_user(&mut accounts, Clock::new(0).now());
            }
            Saved { version: persistence::VERSION, accounts, ..Saved::default() }
        }
    };
    if options.big {
        collections::add_big(&mut saved.accounts);
    }
    let root = data.join("collections");
    if !root.exists() {
        let unfinished = data.join("collections.unfinished");
        if unfinished.exists() {
            remove_data(&unfinished)?;
        }
        make_private(&unfinished)?;
        files(&unfinished, saved.accounts.seed)?;
        fs::rename(&unfinished, &root)?;
    }
    for collection in saved.accounts.collections.values_mut().filter(|collection| !collection.dir.is_empty())
    {
        collection.root = root.join(&collection.dir).canonicalize()?;
    }
    Ok(saved)
}

/// Creates a directory of mode 0700.
pub fn make_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Removes a data directory, including its read-only directories. Blocks.
pub fn remove_data(path: &Path) -> io::Result<()> {
    make_writable(path)?;
    fs::remove_dir_all(path)
}

fn make_writable(directory: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::symlink_metadata(directory)?.permissions().mode();
    if mode & 0o700 != 0o700 {
        fs::set_permissions(directory, fs::Permissions::from_mode(mode | 0o700))?;
    }
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            make_writable(&entry.path())?;
        }
    }
    Ok(())
}
