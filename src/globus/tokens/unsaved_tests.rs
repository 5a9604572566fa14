//! Disks that are full when tokens are renewed.

use rustix::io::Errno;

use super::*;
use crate::globus::tokens::private_file::fault;
use crate::globus::tokens::private_file::tests::set_fault;

/// Whether the refresh token in the file is the one that works.
fn is_in_file(server: &Server, home: &tempfile::TempDir) -> bool {
    let document = Document::read(&fs::read(path(home)).unwrap()).unwrap();
    let held = document.tokens["transfer.api.globus.org"].refresh_token.clone().unwrap();
    server.world().refresh["transfer.api.globus.org"] == held.expose()
}

fn directory(home: &tempfile::TempDir) -> PathBuf {
    path(home).parent().unwrap().to_owned()
}

#[tokio::test]
async fn a_refresh_token_is_not_spent_while_its_successor_could_not_be_saved() {
    let (server, home) = (Server::start().await, tempfile::tempdir().unwrap());
    let tokens = kept(&server, &home, 0).await;
    for (error, said) in [(Errno::NOSPC, "disk full"), (Errno::ROFS, "read-only file system")] {
        set_fault(&directory(&home), fault::WRITE, Some(error));
        let refused = tokens.access_token(&TRANSFER).await.unwrap_err();
        assert_eq!(refused.kind, ErrorKind::TokenFile, "the service refused nothing: {refused}");
        assert!(
            message(&refused).contains(said) && message(&refused).contains("still signed in"),
            "{refused}"
        );
    }
    assert_eq!(refreshes(&server), 0);
    set_fault(&directory(&home), fault::WRITE, None);
    tokens.access_token(&TRANSFER).await.unwrap();
    assert_eq!(refreshes(&server), 1);
    assert!(is_in_file(&server, &home));
}

#[tokio::test]
async fn a_renewal_that_could_not_be_saved_is_used_told_and_saved_at_the_end() {
    let (server, home) = (Server::start().await, tempfile::tempdir().unwrap());
    let tokens = kept(&server, &home, 0).await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&told);
    tokens.set_warning_listener(Arc::new(move |warning| notes.lock().unwrap().push(warning.clone())));
    set_fault(&directory(&home), fault::COMMIT, Some(Errno::NOSPC));
    let token = tokens.access_token(&TRANSFER).await.unwrap();
    assert!(token.expose().ends_with("org-1"));
    let said = tokens.warning().unwrap().problem().unwrap().happened;
    assert!(said.as_str().contains("was renewed, but could not be saved: disk full"), "{said}");
    assert!(!is_in_file(&server, &home));

    // Reading the file again does not bring the spent token back.
    assert!(tokens.account().await.unwrap().is_some());
    assert!(tokens.access_token(&TRANSFER).await.unwrap().expose().ends_with("org-1"));
    set_fault(&directory(&home), fault::WRITE, Some(Errno::NOSPC));
    let again = tokens.rejected(&TRANSFER, &token).await.unwrap();
    assert!(again.expose().ends_with("org-2"), "renewed from memory while the disk is full");
    assert_eq!((refreshes(&server), told.lock().unwrap().len()), (2, 1));

    set_fault(&directory(&home), fault::WRITE, None);
    set_fault(&directory(&home), fault::COMMIT, None);
    tokens.settled().await;
    assert!(is_in_file(&server, &home));
    assert_eq!((tokens.warning(), told.lock().unwrap().last()), (None, Some(&TokenWarning::Saved)));
    let next = StoredTokens::new(path(&home), server.native());
    assert!(next.access_token(&TRANSFER).await.unwrap().expose().ends_with("org-2"));
}

#[tokio::test]
async fn saving_is_tried_again_without_being_asked() {
    let (server, home) = (Server::start().await, tempfile::tempdir().unwrap());
    let tokens = kept(&server, &home, 0).await;
    set_fault(&directory(&home), fault::COMMIT, Some(Errno::NOSPC));
    tokens.access_token(&TRANSFER).await.unwrap();
    set_fault(&directory(&home), fault::COMMIT, None);
    tokio::time::pause();
    let saved = async {
        while tokens.warning().is_some() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    };
    timeout(Duration::from_secs(3600), saved).await.unwrap();
    assert!(is_in_file(&server, &home));
}

#[tokio::test]
async fn a_file_that_another_process_changed_wins_over_what_was_not_saved() {
    let (server, home) = (Server::start().await, tempfile::tempdir().unwrap());
    let tokens = kept(&server, &home, 0).await;
    set_fault(&directory(&home), fault::COMMIT, Some(Errno::NOSPC));
    tokens.access_token(&TRANSFER).await.unwrap();
    set_fault(&directory(&home), fault::COMMIT, None);
    // A sign-in of another process replaced the tokens.
    let mut anew = signed_in(&server, PERSON, "ada@example.org");
    anew.grants.iter_mut().for_each(|grant| grant.refresh = Some(Token::new("CANARY-anew")));
    StoredTokens::new(path(&home), server.native()).keep(anew).await.unwrap();
    let before = fs::read(path(&home)).unwrap();
    tokens.settled().await;
    assert_eq!((tokens.warning(), fs::read(path(&home)).unwrap()), (None, before));
}

#[tokio::test]
async fn tokens_that_are_in_memory_only_end_with_the_sign_out() {
    let (server, home) = (Server::start().await, tempfile::tempdir().unwrap());
    let tokens = kept(&server, &home, 0).await;
    set_fault(&directory(&home), fault::COMMIT, Some(Errno::NOSPC));
    tokens.access_token(&TRANSFER).await.unwrap();
    tokens.revoke_unsaved().await;
    assert_eq!(server.world().revoked.len(), 2);
    assert_eq!(tokens.warning(), None);
    set_fault(&directory(&home), fault::COMMIT, None);
}

#[tokio::test]
async fn a_service_the_sign_in_has_no_token_for_asks_for_consent_to_its_scopes() {
    let (server, home) = (Server::start().await, tempfile::tempdir().unwrap());
    let tokens = kept(&server, &home, 1000).await;
    let base = crate::globus::base_url::BaseUrl::parse("http://127.0.0.1:1").unwrap();
    let scopes = crate::globus::scopes::Scopes::parse("https://auth.globus.org/scopes/C/https").unwrap();
    let error = tokens.access_token(&Audience::new("C", "C", base, scopes)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Requirement);
    let wanted = error.requirement.unwrap();
    assert_eq!(wanted.scopes, [Untrusted::new("https://auth.globus.org/scopes/C/https")]);
    assert_eq!(refreshes(&server), 0);
}
