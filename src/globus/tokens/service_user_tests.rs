use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use crate::globus::auth::error::SignInError;
use crate::globus::auth::test_server::{CLIENT, SECRET, Server};
use crate::globus::client::TokenSource as _;
use crate::globus::scopes::Scopes;
use crate::globus::tokens::client_credentials::ClientCredentials;

/// A service that knows the application, and where the application keeps its tokens.
struct Rig {
    server: Server,
    dir: tempfile::TempDir,
}

impl Rig {
    async fn start() -> Self {
        let server = Server::start().await;
        server.world().person = CLIENT.into();
        Self { server, dir: tempfile::tempdir().unwrap() }
    }

    fn file(&self) -> PathBuf {
        self.dir.path().join("data/service-user-tokens.json")
    }

    /// hemi starts with this secret.
    fn begin(&self, secret: &str) -> ClientCredentials {
        ClientCredentials::new(self.server.confidential(secret)).kept_in(self.file())
    }

    fn requests(&self) -> usize {
        self.server.world().count("client_credentials")
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.file()).unwrap()
    }

    fn change(&self, from: &str, to: &str) {
        let text = self.text();
        assert!(text.contains(from), "{from}");
        super::private_file::replace(&self.file(), text.replace(from, to).as_bytes()).unwrap();
    }

    async fn transfer_token(&self, service: &ClientCredentials) -> String {
        let environment = self.server.native().environment().clone();
        service.access_token(environment.transfer()).await.unwrap().expose().to_owned()
    }
}

#[tokio::test]
async fn the_next_start_requests_nothing_and_the_file_is_private() {
    let rig = Rig::start().await;
    let first = rig.begin(SECRET);
    let account = first.account().await.unwrap();
    let token = rig.transfer_token(&first).await;
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&rig.file()), mode(rig.file().parent().unwrap())), (0o600, 0o700));
    assert!(!rig.text().contains(SECRET));
    // The service is away: what is kept is enough.
    rig.server.world().instead = Some((503, "down"));
    let next = rig.begin(SECRET);
    assert_eq!(next.account().await.unwrap(), account);
    assert_eq!(rig.transfer_token(&next).await, token);
    assert_eq!(rig.requests(), 1);
    assert!(!format!("{next:?}").contains("CANARY"));
}

#[tokio::test]
async fn what_is_of_another_client_globus_or_secret_or_is_unsafe_or_has_expired_is_requested_anew() {
    let rig = Rig::start().await;
    let other = "11111111-2222-4333-8444-555555555555";
    for (number, change) in [
        ("\"client_id\": \"", CLIENT, other),
        ("\"service\": \"", "http://127.0.0.1", "http://127.0.0.2"),
        ("\"secret_tag\": \"", "", "AAAA"),
        ("\"version\": ", "1", "2"),
    ]
    .into_iter()
    .enumerate()
    {
        rig.begin(SECRET).account().await.unwrap();
        assert_eq!(rig.requests(), number + 1);
        let (member, from, to) = change;
        rig.change(&format!("{member}{from}"), &format!("{member}{to}"));
    }
    rig.begin(SECRET).account().await.unwrap();
    let mut requests = rig.requests();
    let mut anew = async |what: &str| {
        rig.begin(SECRET).account().await.unwrap();
        requests += 1;
        assert_eq!(rig.requests(), requests, "{what}");
    };
    let text = rig.text();
    let expires = text.match_indices("\"expires_at\": ").map(|(at, name)| &text[at + name.len()..][..10]);
    let expired = expires.fold(text.clone(), |text, at| text.replace(at, "1"));
    super::private_file::replace(&rig.file(), expired.as_bytes()).unwrap();
    anew("expired").await;
    std::fs::set_permissions(rig.file(), std::fs::Permissions::from_mode(0o644)).unwrap();
    anew("others could read it").await;
    assert_eq!(std::fs::metadata(rig.file()).unwrap().permissions().mode() & 0o777, 0o600);
    let planted = rig.dir.path().join("planted");
    std::fs::rename(rig.file(), &planted).unwrap();
    std::os::unix::fs::symlink(&planted, rig.file()).unwrap();
    anew("a link").await;
    assert!(!std::fs::symlink_metadata(rig.file()).unwrap().is_symlink());
    super::private_file::replace(&rig.file(), b"{\"version\": 1, ").unwrap();
    anew("cut off").await;
}

#[tokio::test]
async fn a_changed_secret_is_proved_before_anything_is_used() {
    let rig = Rig::start().await;
    rig.begin(SECRET).account().await.unwrap();
    assert!(rig.begin("CANARY-wrong").account().await.is_err());
    rig.begin(SECRET).account().await.unwrap();
    assert_eq!(rig.requests(), 2, "the right one still counts");
}

#[tokio::test]
async fn a_rejected_token_is_dropped() {
    let rig = Rig::start().await;
    rig.begin(SECRET).account().await.unwrap();
    let environment = rig.server.native().environment().clone();
    let next = rig.begin(SECRET);
    let token = next.access_token(environment.transfer()).await.unwrap();
    rig.server.world().instead = Some((401, "invalid_client"));
    assert!(next.rejected(environment.transfer(), &token).await.is_err());
    assert!(!rig.file().exists(), "the service takes it no more");
    rig.server.world().instead = None;
    let fresh = next.rejected(environment.transfer(), &token).await.unwrap();
    assert_ne!(fresh.expose(), token.expose());
    assert!(rig.text().contains(fresh.expose()) && !rig.text().contains(token.expose()));
    // Another hemi requested it: this one takes it from the file.
    let requests = rig.requests();
    let old = rig.begin(SECRET);
    let stale = crate::domain::secret::Token::new("CANARY-stale");
    assert_eq!(old.rejected(environment.transfer(), &stale).await.unwrap().expose(), fresh.expose());
    assert_eq!(rig.requests(), requests);
}

#[tokio::test]
async fn signing_out_revokes_and_removes() {
    let rig = Rig::start().await;
    rig.begin(SECRET).account().await.unwrap();
    let file = super::ServiceUserFile::new(rig.file());
    file.revoke(Some(&rig.server.confidential(SECRET))).await.unwrap();
    assert!(!rig.file().exists());
    assert_eq!(rig.server.world().revoked.len(), 2);
    file.revoke(None).await.unwrap();
}

#[tokio::test]
async fn an_application_signs_in_as_itself_and_asks_once() {
    let server = Server::start().await;
    server.world().person = CLIENT.into();
    let service = std::sync::Arc::new(ClientCredentials::new(server.confidential(SECRET)));
    let account = service.account().await.unwrap();
    assert!(account.service_user && account.identity == CLIENT.parse().unwrap());
    let environment = server.native().environment().clone();
    let transfer = environment.transfer();
    let token = service.access_token(transfer).await.unwrap();
    assert_eq!(server.world().count("client_credentials"), 1);
    let complaints = (0..5).map(|_| service.rejected(transfer, &token));
    for another in futures_util::future::join_all(complaints).await {
        assert_ne!(another.unwrap().expose(), token.expose());
    }
    assert_eq!(server.world().count("client_credentials"), 2);
    assert_eq!(server.world().forms[0]["scope"], Scopes::usual().wire());
    assert!(!format!("{service:?}").contains("CANARY"));
}

#[tokio::test]
async fn a_wrong_secret_is_said_without_saying_it() {
    let server = Server::start().await;
    let service = ClientCredentials::new(server.confidential("CANARY-wrong"));
    let error = service.account().await.unwrap_err();
    assert_eq!(error, SignInError::UnknownClient);
    assert!(!format!("{error:?} {error}").contains("CANARY"));
}
