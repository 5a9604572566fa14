//! The beginning of a file, and what it says of itself: text or not, and the headers of scientific formats, by their
//! first bytes, never by the name. Nothing here trusts a length that the file gives.
//!
//! Start with [`FileHead`] and [`describe`]. A format is a file of this folder and a line of [`FORMATS`].

mod fits;
mod grib;
mod hdf5;
mod netcdf;
mod reader;
#[cfg(test)]
mod tests;
pub mod zarr;

use std::sync::Arc;

use super::text::SafeText;

/// The most bytes that are read of a file.
pub const MOST: usize = 64 * 1024;

/// The most lines that are told of a header.
const MOST_LINES: usize = 2_000;

/// The first bytes of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileHead {
    /// At most [`MOST`] bytes.
    pub bytes: Arc<[u8]>,
    /// Bytes of the whole file, where the store reports it.
    pub size: Option<u64>,
}

impl FileHead {
    /// Whether the file has more than these bytes.
    pub fn is_part(&self) -> bool {
        match self.size {
            Some(size) => size > self.bytes.len() as u64,
            None => self.bytes.len() >= MOST,
        }
    }

    /// Whether it reads as text: no NUL, and almost all of it UTF-8 without control characters.
    pub fn is_text(&self) -> bool {
        let odd: usize = self
            .bytes
            .utf8_chunks()
            .map(|chunk| {
                let controls = chunk.valid().bytes().filter(|byte| is_control(*byte)).count();
                controls + chunk.invalid().len()
            })
            .sum();
        !self.bytes.contains(&0) && odd.saturating_mul(20) <= self.bytes.len()
    }
}

/// Whether no text has this byte; a form feed and the escapes of coloured logs are found in text.
fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b | 0x08)
}

/// What a header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// What the format is called.
    pub format: SafeText,
    /// What the header says, a fact a line; a line of a blank begins a group.
    pub lines: Vec<SafeText>,
}

/// What reads a header; `None` where the bytes are of another format.
type Format = fn(&FileHead) -> Option<Description>;

/// All that are known.
const FORMATS: [Format; 5] =
    [netcdf::describe, hdf5::describe, fits::describe, grib::describe, zarr::describe];

/// What the header says, if it is of a format that is known.
pub fn describe(head: &FileHead) -> Option<Description> {
    let mut description = FORMATS.iter().find_map(|format| format(head))?;
    if description.lines.len() > MOST_LINES {
        description.lines.truncate(MOST_LINES);
        description.lines.push("There is more than is shown here.".into());
    }
    Some(description)
}
