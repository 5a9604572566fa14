use super::*;
use crate::domain::text::Untrusted;
use crate::globus::auth::test_server::{CLIENT, PERSON, Server};
use crate::globus::env::Environment;
use crate::globus::tokens::private_file::FileFault;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::sync::LazyLock;

#[cfg(test)]
#[path = "unsaved_tests.rs"]
mod unsaved;

/// Globus Transfer, as an audience: where it is plays no part here.
static TRANSFER: LazyLock<Audience> =
    LazyLock::new(|| Environment::local("http://127.0.0.1:1").unwrap().transfer().clone());

fn path(home: &tempfile::TempDir) -> PathBuf {
    home.path().join("default/tokens.json")
}

fn signed_in(server: &Server, person: &str, username: &str) -> Authorization {
    let grants = ["auth.globus.org", "transfer.api.globus.org"].map(|name| {
        let refresh = format!("CANARY-refresh-{name}");
        server.world().refresh.insert(name.into(), refresh.clone());
        Grant {
            resource_server: name.into(),
            access: Token::new(format!("CANARY-access-{name}")),
            refresh: Some(Token::new(refresh)),
            scope: Untrusted::new("s"),
            expires_at: 100_000,
        }
    });
    let account = Account {
        identity: person.parse().unwrap(),
        username: Untrusted::new(username),
        name: None,
        service_user: false,
    };
    Authorization { account, grants: grants.into() }
}

/// Tokens in a fresh file that end `left` seconds from now.
async fn kept(server: &Server, home: &tempfile::TempDir, left: i64) -> StoredTokens {
    let tokens = StoredTokens::new(path(home), server.native());
    tokens.keep(signed_in(server, PERSON, "ada@example.org")).await.unwrap();
    expire(home, left);
    StoredTokens::new(path(home), server.native())
}

/// Has the access tokens in the file end `left` seconds from now.
fn expire(home: &tempfile::TempDir, left: i64) -> Document {
    let mut document = Document::read(&fs::read(path(home)).unwrap()).unwrap();
    document.tokens.values_mut().for_each(|kept| kept.expires_at = now() + left);
    private_file::replace(&path(home), &document.write().unwrap()).unwrap();
    document
}

fn refreshes(server: &Server) -> usize {
    server.world().count("refresh_token")
}

/// The words of the refusal, which hold no secret and nothing unprintable.
fn message(error: &(impl std::fmt::Display + std::fmt::Debug)) -> String {
    let (shown, debug) = (error.to_string(), format!("{error:?}"));
    assert!(!shown.contains("CANARY") && !debug.contains("CANARY"), "{debug}");
    shown
}

/// Expired tokens in the file `path`, which cannot be replaced any longer.
pub async fn keep_expired_on_a_full_disk(server: &Server, path: &std::path::Path) {
    let tokens = StoredTokens::new(path, server.native());
    tokens.keep(signed_in(server, PERSON, "ada@example.org")).await.unwrap();
    let mut document = Document::read(&fs::read(path).unwrap()).unwrap();
    document.tokens.values_mut().for_each(|kept| kept.expires_at = now());
    private_file::replace(path, &document.write().unwrap()).unwrap();
    let full = Some(rustix::io::Errno::NOSPC);
    private_file::tests::set_fault(path.parent().unwrap(), private_file::fault::COMMIT, full);
}

#[tokio::test]
async fn what_was_kept_is_found_again_and_used_until_a_minute_before_its_end() {
    let (server, home) = (Server::start().await, tempfile::tempdir().unwrap());
    let tokens = kept(&server, &home, RENEW_EARLY + 30).await;
    let account = tokens.account().await.unwrap().unwrap();
    assert_eq!(
        (account.identity, account.username.raw()),
        (PERSON.parse().unwrap(), &b"ada@example.org"[..])
    );
    let token = tokens.access_token(&TRANSFER).await.unwrap();
    assert_eq!((token.expose(), refreshes(&server)), ("CANARY-access-transfer.api.globus.org", 0));
    expire(&home, RENEW_EARLY - 1);
    let late = StoredTokens::new(path(&home), server.native());
    let token = late.access_token(&TRANSFER).await.unwrap();
    assert_eq!((token.expose(), refreshes(&server)), ("CANARY-access-transfer.api.globus.org-1", 1));
    assert!(!format!("{late:?}").contains("CANARY"));
}

#[tokio::test]
async fn nobody_is_signed_in_without_a_file_or_with_anothers() {
    let (server, home) = (Server::start().await, tempfile::tempdir().unwrap());
    let empty = StoredTokens::new(path(&home), server.native());
    assert_eq!(empty.account().await, Ok(None));
    assert_eq!(empty.access_token(&TRANSFER).await.unwrap_err().kind, ErrorKind::Unauthenticated);
    kept(&server, &home, 0).await;
    let elsewhere = Server::start().await;
    let other = StoredTokens::new(path(&home), elsewhere.native());
    assert_eq!(other.account().await, Ok(None));
    assert_eq!(other.access_token(&TRANSFER).await.unwrap_err().kind, ErrorKind::Unauthenticated);
    assert_eq!(refreshes(&elsewhere), 0, "a refresh token of one Globus never goes to another");
    // Signing in there sets the old file aside.
    other.keep(signed_in(&elsewhere, PERSON, "ada@example.org")).await.unwrap();
    assert_eq!(aside(&home, ".other").len(), 1);
    assert!(other.account().await.unwrap().is_some());
}

fn aside(home: &tempfile::TempDir, ending: &str) -> Vec<PathBuf> {
    let all = fs::read_dir(path(home).parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    all.filter(|path| path.to_string_lossy().contains(ending)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_refresh_per_expiry_across_tasks_and_holders() {
    let (server, home) = (Server::start().await, tempfile::tempdir().unwrap());
    kept(&server, &home, 0).await;
    // Four holders stand for four processes: they share nothing but the file and its lock.
    let holders: Vec<_> = (0..4).map(|_| StoredTokens::new(path(&home), server.native())).collect();
    for expiry in 1..=8 {
        let document = expire(&home, 0);
        holders.iter().for_each(|holder| holder.0.hold(document.clone()));
        let asked = (0..8).flat_map(|_| holders.iter().cloned()).map(|holder| {
            tokio::spawn(async move { holder.access_token(&TRANSFER).await.unwrap().expose().to_owned() })
        });
        let got = futures_util::future::join_all(asked).await;
        let last = format!("CANARY-access-transfer.api.globus.org-{expiry}");
        assert!(got.into_iter().all(|token| token.unwrap() == last));
        assert_eq!(refreshes(&server), expiry);
    }
}

#[tokio::test]
async fn a_refused_token_is_replaced_once_however_many_complain() {
    let (server, home) = (Server::start().await, tempfile::tempdir().unwrap());
    let tokens = kept(&server, &home, 1000).await;
    let bad = tokens.access_token(&TRANSFER).await.unwrap();
    let got = futures_util::future::join_all((0..8).map(|_| tokens.rejected(&TRANSFER, &bad))).await;
    assert!(got.into_iter().all(|token| token.unwrap().expose().ends_with("org-1")));
    assert_eq!(refreshes(&server), 1);
}

#[tokio::test]
async fn a_refresh_token_that_is_not_repeated_stays() {
    let (server, home) = (Server::start().await, tempfile::tempdir().unwrap());
    server.world().rotates = false;
    let tokens = kept(&server, &home, 0).await;
    tokens.access_token(&TRANSFER).await.unwrap();
    expire(&home, 0);
    let again = StoredTokens::new(path(&home), server.native());
    assert!(again.access_token(&TRANSFER).await.unwrap().expose().ends_with("org-2"));
    assert_eq!(refreshes(&server), 2);
}

#[tokio::test]
async fn a_sign_in_that_is_over_removes_nothing() {
    let (server, home) = (Server::start().await, tempfile::tempdir().unwrap());
    let tokens = kept(&server, &home, 0).await;
    server.world().refresh.clear();
    let before = fs::read(path(&home)).unwrap();
    let error = tokens.access_token(&TRANSFER).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unauthenticated);
    assert!(message(&error).contains("The service ended the sign-in"), "{error}");
    assert_eq!((fs::read(path(&home)).unwrap(), refreshes(&server)), (before, 1));
    // Trouble is not the end.
    server.world().instead = Some((403, "access_denied"));
    assert_eq!(tokens.access_token(&TRANSFER).await.unwrap_err().kind, ErrorKind::Denied);
}

#[tokio::test]
async fn who_renewed_elsewhere_in_the_meantime_is_believed() {
    let (server, home) = (Server::start().await, tempfile::tempdir().unwrap());
    let tokens = kept(&server, &home, 0).await;
    // Where locks do not work another process may win between our reading and our asking: the token
    // we send is dead then, and the file holds the next one.
    let name = TRANSFER.resource_server();
    let new = "CANARY-next".to_owned();
    let old = server.world().refresh.insert(name.into(), new.clone()).unwrap();
    let file = path(&home);
    server.world().on_refusal = Some(Box::new(move || {
        let text = fs::read_to_string(&file).unwrap().replace(&format!("{old}\""), &format!("{new}\""));
        private_file::replace(&file, text.as_bytes()).unwrap();
    }));
    assert!(tokens.access_token(&TRANSFER).await.unwrap().expose().ends_with("org-1"));
    assert_eq!(refreshes(&server), 2);
}

#[tokio::test]
async fn a_renewal_nobody_waits_for_any_more_is_written() {
    let (server, home) = (Server::start().await, tempfile::tempdir().unwrap());
    let tokens = kept(&server, &home, 0).await;
    tokens.account().await.unwrap();
    // Polling the future once starts the renewal; then it is dropped.
    let mut asked = tokens.access_token(&TRANSFER);
    assert!(futures_util::poll!(&mut asked).is_pending());
    drop(asked);
    let begun = async {
        while refreshes(&server) == 0 {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(30), begun).await.unwrap();
    tokens.settled().await;
    assert!(fs::read_to_string(path(&home)).unwrap().contains("CANARY-refresh-transfer.api.globus.org-1"));
}

#[tokio::test]
async fn another_person_is_refused_by_name_and_their_tokens_ended() {
    let (server, home) = (Server::start().await, tempfile::tempdir().unwrap());
    let tokens = kept(&server, &home, 1000).await;
    let before = fs::read(path(&home)).unwrap();
    let error = tokens.keep(signed_in(&server, CLIENT, "eve@example.org\u{1b}[2J")).await.unwrap_err();
    let said = message(&error);
    assert!(said.contains("belongs to ada@example.org, but eve@example.org\\x1b[2J signed in"), "{said}");
    assert_eq!((fs::read(path(&home)).unwrap(), server.world().revoked.len()), (before, 4));
    tokens.keep(signed_in(&server, PERSON, "ada@example.org")).await.unwrap();
}

#[tokio::test]
async fn a_profile_has_one_owner_whichever_application_they_used_and_however_long_ago() {
    let (server, home) = (Server::start().await, tempfile::tempdir().unwrap());
    kept(&server, &home, -1_000_000).await;
    server.world().refresh.clear();
    let before = fs::read(path(&home)).unwrap();
    let environment = server.native().environment().clone();
    let http = server.native().http().clone();
    let other = StoredTokens::new(path(&home), OAuth::native(environment, http, PERSON.parse().unwrap()));
    let error = other.keep(signed_in(&server, CLIENT, "eve@example.org")).await.unwrap_err();
    assert!(matches!(error, TokenError::OtherPerson { .. }), "{error}");
    assert_eq!(fs::read(path(&home)).unwrap(), before);
    assert!(aside(&home, ".other").is_empty());
    other.keep(signed_in(&server, PERSON, "ada@example.org")).await.unwrap();
}

#[tokio::test]
async fn six_kinds_of_bad_file_are_refused_with_what_to_do() {
    let (server, home) = (Server::start().await, tempfile::tempdir().unwrap());
    kept(&server, &home, 1000).await;
    let (file, good) = (path(&home), fs::read(path(&home)).unwrap());
    let clear = || {
        if fs::remove_file(&file).is_err() {
            fs::remove_dir(&file).unwrap();
        }
    };
    let make = |text: &[u8], mode| {
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
    };
    let root = rustix::process::geteuid().is_root();
    let second = home.path().join("second name");
    let kinds: [(&dyn Fn(), &str, bool); 8] = [
        (&|| make(&good, 0o644), "(mode 644). If you are sure that no one else read it: chmod 600", false),
        (&|| std::os::unix::fs::symlink("/etc/hostname", &file).unwrap(), "is a symbolic link", false),
        (
            &|| {
                make(&good, 0o600);
                fs::hard_link(&file, &second).unwrap();
            },
            "has 2 names (hard links)",
            false,
        ),
        (&|| make_pipe(&file), "is not a file but a directory, pipe or device", false),
        (&|| fs::create_dir(&file).unwrap(), "is not a file but a directory, pipe or device", false),
        (&|| make(&good[..good.len() / 2], 0o600), "truncated or not written by hemi. Sign in again", true),
        (&|| make(b"{\"version\":9}", 0o600), "by a newer hemi (version 9)", false),
        (
            &|| {
                make(&good, 0o600);
                if root {
                    std::os::unix::fs::chown(&file, Some(12345), None).unwrap();
                }
            },
            "belongs to another user (id 12345)",
            false,
        ),
    ];
    // Only root can give a file away.
    let count = if root { kinds.len() } else { kinds.len() - 1 };
    for (plant, expected, mends) in kinds.into_iter().take(count) {
        clear();
        plant();
        let tokens = StoredTokens::new(&file, server.native());
        for error in [tokens.account().await.unwrap_err(), {
            let error = tokens.access_token(&TRANSFER).await.unwrap_err();
            assert_eq!(error.kind, if mends { ErrorKind::Unauthenticated } else { ErrorKind::TokenFile });
            assert!(message(&error).contains(expected), "{error}");
            tokens.account().await.unwrap_err()
        }] {
            let said = message(&error);
            assert!(said.contains(expected) && said.contains("tokens.json"), "{said}");
        }
        let kept = tokens.keep(signed_in(&server, PERSON, "ada@example.org")).await;
        assert_eq!(kept.is_ok(), mends, "{expected}: {kept:?}");
    }
    assert_eq!(aside(&home, ".unreadable-").len(), 1, "what could not be read is set aside, not lost");
    assert!(matches!(
        StoredTokens::new(home.path(), server.native()).account().await,
        Err(TokenError::File { fault: FileFault::NotAFile, .. })
    ));
}

fn make_pipe(path: &Path) {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
}
