//! HDF5, which NetCDF-4 is made of (HDF5 File Format Specification, II.A): its version, and whether the file is as long
//! as it says.

use super::reader::Reader;
use super::{Description, FileHead};
use crate::domain::format;
use crate::safe;

const SIGNATURE: &[u8] = b"\x89HDF\r\n\x1a\n";

/// What NetCDF-4 writes into the root group of its files.
const NETCDF: &[u8] = b"_NCProperties";

pub(super) fn describe(head: &FileHead) -> Option<Description> {
    // A user block may come before it, of 512 bytes or twice, four times, ... as many.
    let starts = std::iter::once(0).chain((9..17).map(|power| 1_usize << power));
    let (start, mut bytes) = starts
        .filter_map(|start| Some((start, head.bytes.get(start..)?)))
        .find(|(_, bytes)| bytes.starts_with(SIGNATURE))
        .map(|(start, bytes)| (start, Reader::new(bytes)))?;
    let is_netcdf = head.bytes.windows(NETCDF.len()).any(|window| window == NETCDF);
    bytes.take(SIGNATURE.len())?;
    let version = bytes.u8()?;
    let mut lines = vec![safe!("Version of the superblock: {}", version)];
    if start > 0 {
        lines.push(safe!("It begins after {} B of other data.", format::grouped(start as u64)));
    }
    if let Some(end) = end_of_file(version, bytes) {
        lines.push(safe!("Length by its own account: {}", format::bytes(end)));
        if let Some(size) = head.size.filter(|size| *size < end) {
            lines.push(safe!(
                "The file is cut off: {} B are missing at its end.",
                format::grouped(end.saturating_sub(size))
            ));
        }
    }
    let format = if is_netcdf { "NetCDF-4, which is HDF5" } else { "HDF5" };
    Some(Description { format: format.into(), lines })
}

/// The address after the last byte, in a superblock whose version was read.
fn end_of_file(version: u8, mut bytes: Reader<'_>) -> Option<u64> {
    let width = match version {
        0 | 1 => {
            bytes.take(4)?;
            let width = usize::from(bytes.u8()?);
            // Width of lengths, then what group nodes and indexes are like, and flags.
            bytes.take(if version == 0 { 10 } else { 14 })?;
            width
        }
        2 | 3 => {
            let width = usize::from(bytes.u8()?);
            bytes.take(2)?;
            width
        }
        _ => return None,
    };
    let base = bytes.little_endian(width)?;
    bytes.little_endian(width)?;
    let end = bytes.little_endian(width)?;
    // An address of all ones means none.
    (end < u64::MAX >> 8).then_some(end.saturating_sub(0)).filter(|end| *end >= base)
}
