//! Headers as the reference programs write them (netCDF 4.9, HDF5 1.14, astropy 7, ecCodes 2.4x; Zarr by its specification),
//! and what anybody may have written into a file.

use proptest::prelude::*;

use super::*;

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../../tests/fixtures/heads/", $name))
    };
}

fn head(bytes: &[u8]) -> FileHead {
    FileHead { bytes: bytes.into(), size: Some(bytes.len() as u64) }
}

fn told(bytes: &[u8]) -> (String, String) {
    let Description { format, lines } = describe(&head(bytes)).expect("the format is known");
    let lines: Vec<&str> = lines.iter().map(SafeText::as_str).collect();
    (format.as_str().to_owned(), lines.join("\n"))
}

#[test]
fn every_classic_netcdf_names_its_dimensions_variables_and_attributes() {
    for (bytes, format) in [
        (&fixture!("classic.nc")[..], "NetCDF, classic format"),
        (fixture!("offset64.nc"), "NetCDF, classic format with 64-bit offsets"),
        (fixture!("data64.nc"), "NetCDF, classic format with 64-bit data"),
    ] {
        let (found, text) = told(bytes);
        assert_eq!(found, format);
        for line in [
            "  time = 2 (unlimited)",
            "  lon = 3",
            "  float tas(time, lat, lon)  K  Near-Surface Air Temperature",
            "  double time(time)  days since 1850-01-01",
            "  title: a small file",
            "  flags: 0, 1, 2, 3, 4, 5, 6, 7, … (12 values)",
        ] {
            assert!(text.lines().any(|told| told == line), "{line:?} is not in\n{text}");
        }
    }
}

#[test]
fn hdf5_says_when_its_end_is_missing() {
    let (format, text) = told(fixture!("netcdf4.nc"));
    assert!(format.starts_with("NetCDF-4"), "{format}");
    assert!(!text.contains("cut off"), "{text}");
    let (format, text) = told(fixture!("latest.h5"));
    assert_eq!(format, "HDF5");
    assert!(text.contains("superblock: 3") && text.contains("2.0 KiB"), "{text}");
    let (_, text) = told(fixture!("old.h5"));
    assert!(text.contains("superblock: 0") && text.contains("after 512 B"), "{text}");
    assert!(!text.contains("cut off"), "{text}");
    let whole = fixture!("netcdf4.nc");
    let (_, text) = told(&whole[..whole.len() - 100]);
    assert!(text.contains("100 B are missing"), "{text}");
}

#[test]
fn fits_says_its_image_and_all_its_cards() {
    let (format, text) = told(fixture!("image.fits"));
    assert_eq!(format, "FITS");
    for line in [
        "Image of 5 x 4, 32-bit floating point",
        "OBJECT: M31",
        "DATE-OBS: 2020-01-02T03:04:05",
        "EXPTIME: 30.5",
    ] {
        assert!(text.lines().any(|told| told == line), "{line:?} is not in\n{text}");
    }
    assert!(text.contains("  EXPTIME =                 30.5 / seconds"), "{text}");
    assert!(!text.contains("longer than"), "{text}");
}

#[test]
fn grib_says_each_message() {
    let (format, text) = told(fixture!("two.grib2"));
    assert_eq!(format, "GRIB, edition 2");
    assert!(
        text.contains("1. 2021-02-03 06:00  UK Met Office, meteorology, 12 points, parameter 0."),
        "{text}"
    );
    assert!(text.contains("\n2. 2021-02-03"), "{text}");
    let (format, text) = told(fixture!("one.grib"));
    assert_eq!(format, "GRIB, edition 1");
    assert!(text.contains("1. 2021-02-03 06:00  UK Met Office, parameter"), "{text}");
}

#[test]
fn zarr_says_shape_type_chunks_and_compression() {
    let (format, text) = told(fixture!("array2.zarray"));
    assert_eq!(format, "Zarr 2, array");
    for line in [
        "Shape: 365 x 180 x 360",
        "Chunks: 30 x 180 x 360, 13 in all",
        "Type: 32-bit floating point, little-endian (<f4)",
        "Compressor: blosc (lz4, level 5)",
        "Fill value: NaN",
    ] {
        assert!(text.lines().any(|told| told == line), "{line:?} is not in\n{text}");
    }
    let (format, text) = told(fixture!("array3.zarr.json"));
    assert_eq!(format, "Zarr 3, array");
    for line in [
        "Dimensions: time, lat, lon",
        "Shape: 365 x 180 x 360",
        "Type: float32",
        "Codecs: bytes (little-endian), zstd (level 0)",
        "Fill value: 0.0",
        "  units: K",
    ] {
        assert!(text.lines().any(|told| told == line), "{line:?} is not in\n{text}");
    }
    assert_eq!(told(fixture!("group2.zgroup")).0, "Zarr 2, group");
    let (format, text) = told(fixture!("group3.zarr.json"));
    assert_eq!(format, "Zarr 3, group");
    for line in ["  title: a small store", "  tas  float32 of 365 x 180 x 360", "  bounds  group"] {
        assert!(text.lines().any(|told| told == line), "{line:?} is not in\n{text}");
    }
    // What is cut off, or is another document, says nothing.
    let whole = fixture!("array3.zarr.json");
    assert!(describe(&head(&whole[..whole.len() - 5])).is_none());
    assert!(describe(&head(br#"{"zarr_format": 9}"#)).is_none() && describe(&head(b"{}")).is_none());
    let (_, text) = told(br#"{"zarr_format": 2, "shape": [4, -1], "chunks": [0], "dtype": "\u001b[2J"}"#);
    assert!(!text.contains("Shape") && text.contains("\\x1b"), "{text}");
}

#[test]
fn text_is_told_from_bytes() {
    for (bytes, text) in [
        (&b""[..], true),
        ("t\u{e9}xt\n\tand more\n".as_bytes(), true),
        (b"\x1b[31mred\x1b[0m\n", true),
        (b"caf\xe9 and a long enough rest of the line in Latin-1", true),
        (b"a\0b", false),
        (b"\xff\xfe\xfd\xfc", false),
        (b"\x01\x02\x03\x04", false),
    ] {
        assert_eq!(head(bytes).is_text(), text, "{bytes:?}");
    }
    assert!(describe(&head(b"just text")).is_none());
}

proptest! {
    /// A header says what it likes: nothing it says is trusted.
    #[test]
    fn no_header_makes_it_stumble(
        which in 0..11_usize,
        at in any::<prop::sample::Index>(),
        bytes in prop::collection::vec(any::<u8>(), 1..12),
        end in any::<prop::sample::Index>(),
    ) {
        let files = [
            &fixture!("classic.nc")[..], fixture!("offset64.nc"), fixture!("data64.nc"), fixture!("netcdf4.nc"),
            fixture!("latest.h5"), fixture!("old.h5"), fixture!("image.fits"), fixture!("two.grib2"),
            fixture!("one.grib"), fixture!("array2.zarray"), fixture!("group3.zarr.json"),
        ];
        let mut file = files[which].to_vec();
        let at = at.index(file.len());
        for (to, byte) in file[at..].iter_mut().zip(bytes) {
            *to = byte;
        }
        file.truncate(end.index(file.len()) + 1);
        if let Some(description) = describe(&FileHead { bytes: file.into(), size: None }) {
            prop_assert!(description.lines.len() <= MOST_LINES + 1);
        }
    }
}
