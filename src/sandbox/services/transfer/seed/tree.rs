//! Writes realistic files quickly: contents from one block of pseudo-random bytes, with past modification times.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Length of the block that contents are cut from.
const BLOCK: usize = 1 << 20;

/// Pseudo-random bytes. Each file uses its own offset, so that no two files of the same size are equal.
pub struct Noise {
    block: Vec<u8>,
    seed: u64,
}

impl Noise {
    /// The noise of this seed.
    pub fn new(seed: u64) -> Self {
        let mut state = mix(seed ^ 0x9e37_79b9_7f4a_7c15) | 1;
        let mut block = Vec::with_capacity(BLOCK);
        while block.len() < BLOCK {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            block.extend_from_slice(&state.wrapping_mul(0x2545_f491_4f6c_dd1d).to_le_bytes());
        }
        Self { block, seed }
    }

    /// A number determined by the path.
    fn key(&self, path: &Path) -> u64 {
        let fold = |sum: u64, byte: &u8| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        mix(path.as_os_str().as_bytes().iter().fold(0xcbf2_9ce4_8422_2325 ^ self.seed, fold))
    }

    fn write(&self, file: &mut File, key: u64, size: usize) -> io::Result<()> {
        let mut left = size;
        let mut from = usize::try_from(key % (BLOCK as u64)).unwrap_or(0);
        while left > 0 {
            let piece = self.block.get(from..).unwrap_or_default();
            let piece = piece.get(..left).unwrap_or(piece);
            file.write_all(piece)?;
            left -= piece.len();
            from = 0;
        }
        Ok(())
    }
}

fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// A tree being written. Paths are relative to its root; missing parents are created.
pub struct Tree<'a> {
    root: PathBuf,
    noise: &'a Noise,
    /// The directory created last, to create each directory once.
    inside: PathBuf,
}

impl<'a> Tree<'a> {
    /// A tree below `root`, which is created.
    pub fn new(root: &Path, noise: &'a Noise) -> io::Result<Self> {
        make_dirs(root)?;
        Ok(Self { root: root.to_owned(), noise, inside: PathBuf::new() })
    }

    /// An empty directory.
    pub fn dir(&mut self, path: &str) -> io::Result<()> {
        make_dirs(&self.root.join(path))
    }

    /// A data file of `size` bytes: the file type's magic bytes, then pseudo-random bytes.
    pub fn data(&mut self, path: impl AsRef<Path>, size: usize) -> io::Result<()> {
        let path = path.as_ref();
        let key = self.noise.key(path);
        let magic: &[u8] = match path.extension().and_then(|end| end.to_str()) {
            Some("nc") => b"\x89HDF\r\n\x1a\n",
            Some("png") => b"\x89PNG\r\n\x1a\n",
            Some("pdf") => b"%PDF-1.7\n",
            Some("gz") => b"\x1f\x8b\x08\x00",
            _ => b"",
        };
        let mut file = self.create(path)?;
        file.write_all(magic)?;
        self.noise.write(&mut file, key, size.saturating_sub(magic.len()))?;
        file.set_modified(modified_time(key))
    }

    /// A hard link to an existing data file. On some disks, creating a file takes a hundred times longer. The
    /// sandbox changes no file in place, so the links stay independent.
    pub fn hard_link(&mut self, path: impl AsRef<Path>, first: &str) -> io::Result<()> {
        let path = path.as_ref();
        let first = self.root.join(first);
        let at = self.root.join(path);
        self.ensure_parent(&at)?;
        match fs::hard_link(&first, &at) {
            Ok(()) => Ok(()),
            // A file system without hard links.
            Err(_) => self.data(path, usize::try_from(fs::metadata(&first)?.len()).unwrap_or(0)),
        }
    }

    /// A text file.
    pub fn text(&mut self, path: &str, text: &str) -> io::Result<()> {
        let key = self.noise.key(Path::new(path));
        let mut file = self.create(Path::new(path))?;
        file.write_all(text.as_bytes())?;
        file.set_modified(modified_time(key))
    }

    /// A CSV table with `rows` rows.
    pub fn csv(&mut self, path: &str, head: &str, rows: usize) -> io::Result<()> {
        use std::fmt::Write as _;
        let mut key = self.noise.key(Path::new(path));
        let mut text = format!("{head}\n");
        for row in 0..rows {
            key = mix(key.wrapping_add(1));
            let _ =
                writeln!(text, "{},{}.{:03},{}", 1850 + row / 12, key % 30, (key >> 8) % 1000, row % 12 + 1);
        }
        self.text(path, &text)
    }

    /// A symbolic link with a relative target.
    pub fn link(&mut self, path: &str, target: &str) -> io::Result<()> {
        let at = self.root.join(path);
        self.ensure_parent(&at)?;
        symlink(target, at)
    }

    fn create(&mut self, path: &Path) -> io::Result<File> {
        let at = self.root.join(path);
        self.ensure_parent(&at)?;
        OpenOptions::new().write(true).create_new(true).mode(0o644).open(at)
    }

    fn ensure_parent(&mut self, at: &Path) -> io::Result<()> {
        let parent = at.parent().unwrap_or(&self.root);
        if parent != self.inside {
            make_dirs(parent)?;
            self.inside = parent.to_owned();
        }
        Ok(())
    }

    /// Makes a directory and everything below it read-only.
    pub fn protect(&mut self, path: &str) -> io::Result<()> {
        protect(&self.root.join(path))
    }
}

/// Creates a directory and its parents.
pub fn make_dirs(directory: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o755).create(directory)
}

fn protect(directory: &Path) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            protect(&entry.path())?;
        } else if kind.is_file() {
            fs::set_permissions(entry.path(), Permissions::from_mode(0o444))?;
        }
    }
    fs::set_permissions(directory, Permissions::from_mode(0o555))
}

/// Sets a past modification time on `root` and every directory below it. Called after all files are written.
pub fn age_directories(root: &Path) -> io::Result<()> {
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            age_directories(&entry.path())?;
        }
    }
    let name = root.file_name().unwrap_or_default();
    let key = name.as_bytes().iter().fold(7u64, |sum, byte| mix(sum ^ u64::from(*byte)));
    File::open(root)?.set_modified(modified_time(key))
}

/// A time between 2019-01-01 and 2025-06-30, in whole seconds.
fn modified_time(key: u64) -> SystemTime {
    const FROM: u64 = 1_546_300_800;
    const TO: u64 = 1_751_241_600;
    SystemTime::UNIX_EPOCH + Duration::from_secs(FROM + key % (TO - FROM))
}
