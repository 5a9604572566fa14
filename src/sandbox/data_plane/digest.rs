//! Checksums of files, and the algorithms by the service's names.

use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;

use aws_lc_rs::digest::{self, Context};
use md5::{Digest as _, Md5};
use rustix::io::Errno;

/// How a checksum is computed.
#[derive(Debug, Clone, Copy)]
pub enum Algorithm {
    /// What the service takes a given checksum for when nothing else is said.
    Md5,
    Sha(&'static digest::Algorithm),
}

/// The one that copies are verified with when nothing else is asked.
pub const DEFAULT_ALGORITHM: &str = "SHA256";

/// The algorithms the collections of the sandbox compute.
const ALGORITHMS: &[(&str, Algorithm)] = &[
    (DEFAULT_ALGORITHM, Algorithm::Sha(&digest::SHA256)),
    ("MD5", Algorithm::Md5),
    ("SHA1", Algorithm::Sha(&digest::SHA1_FOR_LEGACY_USE_ONLY)),
    ("SHA384", Algorithm::Sha(&digest::SHA384)),
    ("SHA512", Algorithm::Sha(&digest::SHA512)),
];

/// The algorithm of this name (`SHA256`, `sha-256`), if the collections have it.
pub fn by_name(name: &str) -> Option<Algorithm> {
    let plain = name.replace('-', "").to_ascii_uppercase();
    ALGORITHMS.iter().find(|(known, _)| *known == plain).map(|(_, algorithm)| *algorithm)
}

/// The algorithm of this name; SHA-256 for one that was never offered.
pub fn algorithm(name: &str) -> Algorithm {
    by_name(name).unwrap_or(Algorithm::Sha(&digest::SHA256))
}

/// A checksum on the way.
pub enum Hasher {
    Md5(Box<Md5>),
    Sha(Box<Context>),
}

impl Hasher {
    /// Of nothing yet.
    pub fn new(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Md5 => Self::Md5(Box::default()),
            Algorithm::Sha(algorithm) => Self::Sha(Box::new(Context::new(algorithm))),
        }
    }

    /// Adds what comes next.
    pub fn update(&mut self, piece: &[u8]) {
        match self {
            Self::Md5(sum) => sum.update(piece),
            Self::Sha(sum) => sum.update(piece),
        }
    }

    /// The checksum of all of it.
    pub fn finish(self) -> Vec<u8> {
        match self {
            Self::Md5(sum) => sum.finalize().to_vec(),
            Self::Sha(sum) => sum.finish().as_ref().to_vec(),
        }
    }
}

/// Lower-case hex.
pub fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads a file to its end, telling `checked` of every piece. The error is `checked`'s, or the file's.
pub fn file_digest<E>(
    file: OwnedFd,
    algorithm: Algorithm,
    checked: impl Fn(u64) -> Result<(), E>,
) -> Result<Vec<u8>, ChecksumError<E>> {
    let mut file = File::from(file);
    let mut sum = Hasher::new(algorithm);
    let mut buffer = vec![0; 1 << 18];
    loop {
        let read = file.read(&mut buffer).map_err(|e| ChecksumError::File(errno(&e)))?;
        let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else {
            return Ok(sum.finish());
        };
        sum.update(piece);
        checked(u64::try_from(read).unwrap_or(0)).map_err(ChecksumError::Callback)?;
    }
}

/// Why a checksum was not finished.
#[derive(Debug)]
pub enum ChecksumError<E> {
    File(Errno),
    Callback(E),
}

impl<E> ChecksumError<E> {
    /// The one error there is, a file's made into it.
    pub fn into_error(self, file: impl FnOnce(Errno) -> E) -> E {
        match self {
            Self::File(errno) => file(errno),
            Self::Callback(error) => error,
        }
    }
}

/// The number behind an error of std.
pub fn errno(error: &std::io::Error) -> Errno {
    Errno::from_io_error(error).unwrap_or(Errno::IO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_algorithm_by_its_names() {
        // Of the three bytes `abc`: RFC 1321 and FIPS 180-2.
        for (name, wanted) in [
            ("MD5", "900150983cd24fb0d6963f7d28e17f72"),
            ("md5", "900150983cd24fb0d6963f7d28e17f72"),
            ("SHA1", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            ("sha-256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ] {
            let mut sum = Hasher::new(by_name(name).unwrap());
            sum.update(b"a");
            sum.update(b"bc");
            assert_eq!(hex(&sum.finish()), wanted, "{name}");
        }
        assert!(by_name("CRC32").is_none());
    }
}
