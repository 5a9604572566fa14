//! What a file holds, judging by the end of its name: for colours and icons. Never decides what is done with it.

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// Scientific data.
    Data,
    /// A file that holds other files, or a compressed one.
    Archive,
    /// A picture, a film or a sound.
    Image,
    /// Program text and settings.
    Code,
    /// Anything else.
    Other,
}

const DATA: &[&str] = &[
    "nc", "nc4", "cdf", "grib", "grib1", "grib2", "grb", "grb2", "h5", "hdf", "hdf4", "hdf5", "he5", "zarr",
    "fits", "fit", "fts", "pp", "ff", "csv", "tsv", "parquet", "npy", "npz", "mat", "root", "bufr", "asdf",
    "vtk", "bp", "feather", "arrow",
];
const ARCHIVE: &[&str] = &[
    "tar", "gz", "tgz", "bz2", "tbz", "xz", "txz", "zst", "zip", "7z", "rar", "lz4", "lzma", "br", "jar",
    "deb", "rpm", "iso",
];
const IMAGE: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "tif", "tiff", "svg", "webp", "bmp", "ico", "eps", "ps", "pdf", "mp4",
    "mov", "avi", "mkv", "webm", "wav", "mp3", "flac", "ogg",
];
const CODE: &[&str] = &[
    "py", "ipynb", "r", "jl", "c", "h", "cc", "cpp", "cxx", "hpp", "f", "f77", "f90", "f95", "f03", "f08",
    "rs", "go", "java", "js", "ts", "m", "pl", "rb", "sh", "bash", "zsh", "csh", "sbatch", "slurm", "pbs",
    "sql", "html", "css", "xml", "json", "yaml", "yml", "toml", "ini", "cfg", "conf", "nml", "cmake", "mk",
    "lua", "ncl", "pro",
];

impl FileKind {
    /// By the last part of the name after a dot, whatever its case.
    pub fn of(name: &[u8]) -> Self {
        let end = name.iter().rposition(|byte| *byte == b'.').filter(|at| *at > 0);
        let Some(end) = end.and_then(|at| name.get(at + 1..)) else { return Self::Other };
        let is_in = |ends: &[&str]| ends.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(end));
        let kinds = [(DATA, Self::Data), (ARCHIVE, Self::Archive), (IMAGE, Self::Image), (CODE, Self::Code)];
        kinds.into_iter().find(|(ends, _)| is_in(ends)).map_or(Self::Other, |(_, kind)| kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_part_after_a_dot_decides() {
        for (name, kind) in [
            ("tas_Amon_2019.nc", FileKind::Data),
            ("X.GRIB", FileKind::Data),
            ("store.zarr", FileKind::Data),
            ("a.tar.gz", FileKind::Archive),
            ("plot.png", FileKind::Image),
            ("run.F90", FileKind::Code),
            ("README.txt", FileKind::Other),
            ("README", FileKind::Other),
            (".nc", FileKind::Other),
            ("nc.", FileKind::Other),
            ("", FileKind::Other),
        ] {
            assert_eq!(FileKind::of(name.as_bytes()), kind, "{name}");
        }
        assert_eq!(FileKind::of(b"\xff.h5"), FileKind::Data);
    }
}
