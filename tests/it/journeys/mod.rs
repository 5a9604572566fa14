//! Whole journeys through the driver: one scenario a file.

mod bad_input;
mod bookmarks;
mod changes;
mod consents;
mod deletes;
mod device;
mod known_names;
mod limit;
mod main_job;
mod pauses;
mod search;
mod server_guests;
mod sharing;
mod sign_in;
mod trees;
mod waiting;
mod window;

pub use main_job::submit;

use std::collections::BTreeMap;
use std::path::Path;

use ring::digest::{SHA256, digest};

/// sha256 of every file below `dir`, by name; links are left out, as Transfer leaves them.
pub fn tree(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut dirs = vec![dir.to_owned()];
    while let Some(next) = dirs.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(dir).unwrap().to_string_lossy().into_owned();
            if path.is_symlink() {
                continue;
            }
            if path.is_dir() {
                found.insert(name + "/", Vec::new());
                dirs.push(path);
            } else {
                found.insert(name, digest(&SHA256, &std::fs::read(&path).unwrap()).as_ref().to_vec());
            }
        }
    }
    found
}
