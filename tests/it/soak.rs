//! How often a test repeats.

/// `full` in a soak (`tests/run --soak` sets `HEMI_SOAK`), about a twentieth of it in every other run.
pub fn rounds(full: u32) -> u32 {
    if std::env::var_os("HEMI_SOAK").is_some() { full } else { (full / 20).max(1) }
}
