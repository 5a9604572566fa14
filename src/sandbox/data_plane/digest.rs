//! File checksums, with algorithms by the service's names.

use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;

use md5::{Digest as _, Md5};
use ring::digest::{self, Context};
use rustix::io::Errno;

/// A checksum algorithm.
#[derive(Debug, Clone, Copy)]
pub enum Algorithm {
    /// The algorithm of an external checksum whose algorithm is not given.
    Md5,
    Sha(&'static digest::Algorithm),
}

/// The algorithm that verifies copies by default.
pub const DEFAULT_ALGORITHM: &str = "SHA256";

/// The supported algorithms.
const ALGORITHMS: &[(&str, Algorithm)] = &[
    (DEFAULT_ALGORITHM, Algorithm::Sha(&digest::SHA256)),
    ("MD5", Algorithm::Md5),
    ("SHA1", Algorithm::Sha(&digest::SHA1_FOR_LEGACY_USE_ONLY)),
    ("SHA384", Algorithm::Sha(&digest::SHA384)),
    ("SHA512", Algorithm::Sha(&digest::SHA512)),
];

/// Finds a supported algorithm by name (`SHA256`, `sha-256`).
pub fn by_name(name: &str) -> Option<Algorithm> {
    let plain = name.replace('-', "").to_ascii_uppercase();
    ALGORITHMS.iter().find(|(known, _)| *known == plain).map(|(_, algorithm)| *algorithm)
}

/// The algorithm of this name, or SHA-256 for an unsupported name.
pub fn algorithm(name: &str) -> Algorithm {
    by_name(name).unwrap_or(Algorithm::Sha(&digest::SHA256))
}

/// A checksum being computed.
pub enum Hasher {
    Md5(Box<Md5>),
    Sha(Box<Context>),
}

impl Hasher {
    /// Starts a checksum.
    pub fn new(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Md5 => Self::Md5(Box::default()),
            Algorithm::Sha(algorithm) => Self::Sha(Box::new(Context::new(algorithm))),
        }
    }

    /// Adds bytes.
    pub fn update(&mut self, piece: &[u8]) {
        match self {
            Self::Md5(sum) => sum.update(piece),
            Self::Sha(sum) => sum.update(piece),
        }
    }

    /// The checksum of the bytes added.
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

/// Computes the checksum of a file, calling `checked` with the size of every chunk. An error of `checked` stops it.
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

/// Why a checksum was not computed.
#[derive(Debug)]
pub enum ChecksumError<E> {
    File(Errno),
    Callback(E),
}

impl<E> ChecksumError<E> {
    /// The callback's error, or the file's error converted by `file`.
    pub fn into_error(self, file: impl FnOnce(Errno) -> E) -> E {
        match self {
            Self::File(errno) => file(errno),
            Self::Callback(error) => error,
        }
    }
}

/// The errno of a standard I/O error; EIO when it has none.
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
