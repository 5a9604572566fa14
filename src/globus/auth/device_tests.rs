use std::sync::Mutex;

use serde_json::{Value, json};

use super::*;
use crate::domain::requirement::Requirement;
use crate::globus::auth::test_server::{CLIENT, PERSON, Server};
use crate::globus::scopes::Scopes;

const PAGE: &str = "https://auth.example.org/device";

fn given() -> Value {
    json!({
        "device_code": "CANARY-device", "user_code": "WDJB-MJHT", "verification_uri": PAGE,
        "verification_uri_complete": format!("{PAGE}?user_code=WDJB-MJHT"), "expires_in": 900, "interval": 5,
    })
}

/// A service with this way, and a sign-in begun on it.
async fn begun(given: Value) -> (Server, Result<DeviceFlow, SignInError>) {
    let server = Server::start().await;
    let endpoint = format!("{}device/begin", server.url);
    server.world().device_endpoint = Some(endpoint);
    server.world().device = given;
    let endpoint = discover(&server.native()).await.unwrap().unwrap();
    let sign_in = DeviceFlow::begin(&server.native(), &endpoint, &AuthorizationRequest::usual(None)).await;
    (server, sign_in)
}

/// Finishes without waiting and returns the pauses.
async fn finish(sign_in: &DeviceFlow) -> (Result<Authorization, SignInError>, Vec<u64>) {
    let pauses = Mutex::new(Vec::new());
    let result = sign_in.finish_with(|pause| {
        pauses.lock().unwrap().push(pause.as_secs());
        tokio::task::yield_now()
    });
    let result = result.await;
    (result, pauses.into_inner().unwrap())
}

#[tokio::test]
async fn this_way_is_there_only_where_the_service_names_an_address_of_its_own() {
    let server = Server::start().await;
    assert_eq!(discover(&server.native()).await.unwrap(), None, "as Globus is today");
    let own = |path: &str| format!("{}{path}", server.url);
    for (named, there) in [
        (own("device/begin"), true),
        ("https://elsewhere.example.org/device".into(), false),
        (server.url.replace("127.0.0.1", "127.0.0.1@elsewhere"), false),
        (server.url.clone(), false),
        (own("device?x=1"), false),
        (own("device\u{1b}[2J"), false),
        (String::new(), false),
    ] {
        server.world().device_endpoint = Some(named.clone());
        assert_eq!(discover(&server.native()).await.unwrap().is_some(), there, "{named:?}");
    }
}

#[tokio::test]
async fn a_code_is_given_and_asked_after_until_somebody_signed_in() {
    let (server, sign_in) = begun(given()).await;
    let sign_in = sign_in.unwrap();
    let code = sign_in.code();
    assert_eq!(code.user_code, Untrusted::new("WDJB-MJHT"));
    assert_eq!((code.page.as_str(), code.minutes), (PAGE, 15));
    assert_eq!(code.whole.as_ref().unwrap().as_str(), format!("{PAGE}?user_code=WDJB-MJHT"));
    assert!(!format!("{sign_in:?}").contains("CANARY"));
    let asked = server.world().forms[0].clone();
    assert_eq!((&*asked["client_id"], &*asked["scope"]), (CLIENT, &*Scopes::usual().wire()));

    server.world().device_answers =
        ["authorization_pending", "slow_down", "authorization_pending", ""].into();
    let (signed_in, pauses) = finish(&sign_in).await;
    let signed_in = signed_in.unwrap();
    assert_eq!(signed_in.account.identity, PERSON.parse().unwrap());
    assert_eq!(signed_in.grants.len(), 2);
    assert_eq!(pauses, [5, 10, 10], "slower after slow_down, and it stays so");
    let world = server.world();
    assert_eq!(world.forms[1]["device_code"], "CANARY-device");
    assert!(!world.forms[1].contains_key("client_secret"));
}

#[tokio::test]
async fn no_and_too_late_are_told_apart_and_end_the_asking() {
    for (answer, error) in [
        ("access_denied", SignInError::Denied),
        ("expired_token", SignInError::Expired),
        ("invalid_client", SignInError::UnknownClient),
        ("odd\u{1b}", SignInError::Refused(Untrusted::new("odd\u{1b}"))),
    ] {
        let (server, sign_in) = begun(given()).await;
        server.world().device_answers = ["authorization_pending", answer].into();
        let (result, pauses) = finish(&sign_in.unwrap()).await;
        assert_eq!((result.unwrap_err(), pauses), (error, vec![5]), "{answer:?}");
        assert_eq!(server.world().forms.len(), 3, "{answer:?}: it goes on asking");
    }
}

#[tokio::test]
async fn an_interval_of_none_is_a_second_and_a_lifetime_of_none_is_over() {
    let mut hasty = given();
    hasty["interval"] = 0.into();
    let (server, sign_in) = begun(hasty).await;
    server.world().device_answers = ["authorization_pending", ""].into();
    assert_eq!(finish(&sign_in.unwrap()).await.1, [1]);

    let mut brief = given();
    brief["expires_in"] = 0.into();
    let (_server, sign_in) = begun(brief).await;
    assert_eq!(sign_in.unwrap().finish().await.unwrap_err(), SignInError::Expired);
}

#[tokio::test]
async fn trouble_on_the_way_is_outlived() {
    let (server, sign_in) = begun(given()).await;
    server.world().device_answers = [""].into();
    server.world().instead = Some((400, "authorization_pending"));
    let sign_in = sign_in.unwrap();
    let (finished, ()) = tokio::join!(sign_in.finish_with(|_| tokio::task::yield_now()), async {
        while server.world().forms.len() < 4 {
            tokio::task::yield_now().await;
        }
        server.world().instead = None;
    });
    assert!(finished.is_ok());
}

#[tokio::test]
async fn what_cannot_be_shown_or_must_not_be_opened_is_not() {
    for (member, value) in [
        ("user_code", "".into()),
        ("user_code", "A\u{1b}[2JB".into()),
        ("user_code", "x".repeat(41)),
        ("verification_uri", "http://auth.example.org/device".into()),
        ("verification_uri", "file:///etc/passwd".into()),
        ("verification_uri", "https://me:secret@example.org/".into()),
        ("verification_uri", format!("https://example.org/{}", "x".repeat(600))),
    ] {
        let mut odd = given();
        odd[member] = value.clone().into();
        assert!(begun(odd).await.1.is_err(), "{member}: {value:?}");
    }
    // The longer address is left out alone, and what is shown is ASCII.
    let mut odd = given();
    odd["verification_uri"] = "https://auth.example.org/gerät\u{202e}".into();
    odd["verification_uri_complete"] = "javascript:alert(1)".into();
    let sign_in = begun(odd).await.1.unwrap();
    assert_eq!(sign_in.code().page.as_str(), "https://auth.example.org/ger%C3%A4t%E2%80%AE");
    assert_eq!(sign_in.code().whole, None);
}

#[tokio::test]
async fn a_consent_that_is_wanted_first_is_asked_for_here_too() {
    let server = Server::start().await;
    server.world().device_endpoint = Some(format!("{}device/begin", server.url));
    server.world().device = given();
    let endpoint = discover(&server.native()).await.unwrap().unwrap();
    let scope = "urn:globus:auth:scope:transfer.api.globus.org:all[*https://x/data_access]";
    let wanted = Requirement { scopes: vec![Untrusted::new(scope)], ..Requirement::default() };
    DeviceFlow::begin(&server.native(), &endpoint, &AuthorizationRequest::usual(Some(wanted))).await.unwrap();
    let asked = server.world().forms[0].clone();
    assert!(asked["scope"].ends_with("[*https://x/data_access]"), "{asked:?}");
}
