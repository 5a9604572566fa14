//! The beginning of a file, and of what is none.

use super::*;
use crate::storage::Storage as _;

#[tokio::test]
async fn what_is_no_file_is_refused_and_waits_for_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let pipe = path(dir.path()).join(&name(b"pipe"));
    rustix::fs::mknodat(
        rustix::fs::CWD,
        pipe.raw(),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::from_raw_mode(0o600),
        0,
    )
    .unwrap();
    for at in [pipe, StorePath::parse("/dev/zero").unwrap(), path(dir.path())] {
        let refused = here().head(&at).await.unwrap_err();
        assert_eq!(refused.kind, StorageErrorKind::Refused, "{at:?}");
    }
}
