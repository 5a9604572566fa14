//! Checksums of files, and the algorithms by the service's names.

use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;

use aws_lc_rs::digest::{self, Algorithm, Context};
use rustix::io::Errno;

/// The algorithms the collections of the sandbox compute.
const ALGORITHMS: &[(&str, &Algorithm)] = &[
    ("SHA256", &digest::SHA256),
    ("SHA1", &digest::SHA1_FOR_LEGACY_USE_ONLY),
    ("SHA384", &digest::SHA384),
    ("SHA512", &digest::SHA512),
];

/// The algorithm of this name (`SHA256`, `sha-256`), if the collections have it.
pub fn by_name(name: &str) -> Option<&'static Algorithm> {
    let plain = name.replace('-', "").to_ascii_uppercase();
    ALGORITHMS.iter().find(|(known, _)| *known == plain).map(|(_, algorithm)| *algorithm)
}

/// The algorithm of this name; SHA-256 for one that was never offered.
pub fn algorithm(name: &str) -> &'static Algorithm {
    by_name(name).unwrap_or(&digest::SHA256)
}

/// Lower-case hex.
pub fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads a file to its end, telling `checked` of every piece. The error is `checked`'s, or the file's.
pub fn of_file<E>(
    file: OwnedFd,
    algorithm: &'static Algorithm,
    checked: impl Fn(u64) -> Result<(), E>,
) -> Result<Vec<u8>, Trouble<E>> {
    let mut file = File::from(file);
    let mut context = Context::new(algorithm);
    let mut buffer = vec![0; 1 << 18];
    loop {
        let read = file.read(&mut buffer).map_err(|e| Trouble::File(errno(&e)))?;
        let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else {
            return Ok(context.finish().as_ref().to_vec());
        };
        context.update(piece);
        checked(u64::try_from(read).unwrap_or(0)).map_err(Trouble::Told)?;
    }
}

/// Why a checksum was not finished.
#[derive(Debug)]
pub enum Trouble<E> {
    File(Errno),
    Told(E),
}

impl<E> Trouble<E> {
    /// The one error there is, a file's made into it.
    pub fn unwrap_or_else(self, file: impl FnOnce(Errno) -> E) -> E {
        match self {
            Self::File(errno) => file(errno),
            Self::Told(error) => error,
        }
    }
}

/// The number behind an error of std.
pub fn errno(error: &std::io::Error) -> Errno {
    Errno::from_io_error(error).unwrap_or(Errno::IO)
}
