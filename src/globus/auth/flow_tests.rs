use super::*;
use crate::globus::auth::test_server::{CLIENT, PERSON, Server};

fn query(link: &Link) -> std::collections::BTreeMap<String, String> {
    Url::parse(link.as_str()).unwrap().query_pairs().into_owned().collect()
}

/// A sign-in whose code the server will take.
async fn ready(server: &Server, code: &str) -> AuthorizationFlow {
    let sign_in =
        AuthorizationFlow::begin(&server.native(), Redirect::Paste, &AuthorizationRequest::usual(None))
            .unwrap();
    let challenge = query(sign_in.link())["code_challenge"].clone();
    server.world().code = Some((code.into(), challenge));
    sign_in
}

#[tokio::test]
async fn the_link_says_what_the_design_says() {
    let server = Server::start().await;
    let verifier = PkceCodeVerifier::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into());
    let state = CsrfToken::new("state".into());
    let ask = AuthorizationRequest::usual(None);
    let sign_in =
        AuthorizationFlow::with_secrets(&server.native(), Redirect::Loopback(4321), &ask, verifier, state)
            .unwrap();
    assert!(sign_in.link().as_str().starts_with(&format!("{}v2/oauth2/authorize?", server.url)));
    let expected = [
        ("access_type", "offline"),
        ("client_id", CLIENT),
        // RFC 7636, appendix B.
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("code_challenge_method", "S256"),
        ("redirect_uri", "http://127.0.0.1:4321"),
        ("response_type", "code"),
        ("scope", &Scopes::usual().wire()),
        ("state", "state"),
    ];
    assert_eq!(query(sign_in.link()), expected.map(|(k, v)| (k.to_owned(), v.to_owned())).into());
}

#[test]
fn the_usual_link_of_globus_is_short_enough_to_be_scanned() {
    let environment = crate::globus::env::Environment::from_vars(|_| None).unwrap();
    let http = crate::globus::http::Http::new(&environment).unwrap();
    let oauth = OAuth::native(environment, http, CLIENT.parse().unwrap());
    let sign_in =
        AuthorizationFlow::begin(&oauth, Redirect::Paste, &AuthorizationRequest::usual(None)).unwrap();
    let link = sign_in.link().as_str();
    assert!(
        link.starts_with("https://auth.globus.org/v2/oauth2/authorize?") && !link.contains('%'),
        "{link}"
    );
    // What a QR code of version 14 holds: 81 columns and 41 rows with its quiet zone.
    assert!(link.len() <= 458, "{} bytes: {link}", link.len());
}

#[tokio::test]
async fn every_sign_in_has_its_own_state_and_challenge_and_shows_no_secret() {
    let server = Server::start().await;
    let begin = || {
        AuthorizationFlow::begin(&server.native(), Redirect::Paste, &AuthorizationRequest::usual(None))
            .unwrap()
    };
    let (one, two) = (begin(), begin());
    for name in ["state", "code_challenge"] {
        assert_ne!(query(one.link())[name], query(two.link())[name]);
    }
    assert!(query(one.link())["state"].len() >= 22 && one.verifier.expose().len() >= 43);
    assert_eq!(query(one.link())["redirect_uri"], format!("{}v2/web/auth-code", server.url));
    assert!(!format!("{one:?}").contains(one.verifier.expose()));
}

#[tokio::test]
async fn a_requirement_goes_into_the_link() {
    let server = Server::start().await;
    let texts = |all: &[&str]| all.iter().map(Untrusted::new).collect::<Vec<_>>();
    let requirement = Requirement {
        message: Some(Untrusted::new("who are you & why?")),
        scopes: texts(&["urn:globus:auth:scope:transfer.api.globus.org:all[*x]", "not a [ scope"]),
        identities: texts(&["a", "b"]),
        mfa: true,
        fresh: true,
        ..Requirement::default()
    };
    let ask = AuthorizationRequest::usual(Some(requirement));
    let sign_in = AuthorizationFlow::begin(&server.native(), Redirect::Paste, &ask).unwrap();
    let query = query(sign_in.link());
    assert_eq!(query["session_message"], "who are you & why?");
    assert_eq!(query["session_required_identities"], "a,b");
    assert_eq!((&*query["session_required_mfa"], &*query["prompt"]), ("true", "login"));
    assert!(!query.contains_key("session_required_policies"));
    assert!(query["scope"].ends_with("transfer.api.globus.org:all[*x]"));
}

#[tokio::test]
async fn a_pasted_code_makes_somebody_signed_in() {
    let server = Server::start().await;
    let sign_in = ready(&server, "CANARY-code").await;
    let code = sign_in.pasted(&Token::new("  CANARY-code\n")).unwrap();
    let signed_in = sign_in.finish(&code).await.unwrap();
    assert_eq!(signed_in.account.identity, PERSON.parse().unwrap());
    assert_eq!(signed_in.account.username, Untrusted::new("ada@example.org"));
    let servers: Vec<_> = signed_in.grants.iter().map(|grant| &*grant.resource_server).collect();
    assert_eq!(servers, ["transfer.api.globus.org", "auth.globus.org"]);
    assert!(!format!("{signed_in:?}").contains("CANARY"));
    let sent = server.world().forms[0].clone();
    assert_eq!(sent["redirect_uri"], format!("{}v2/web/auth-code", server.url));
}

#[tokio::test]
async fn after_a_wrong_or_used_code_the_next_one_works() {
    let server = Server::start().await;
    let sign_in = ready(&server, "good").await;
    let wrong = sign_in.finish(&Token::new("CANARY-wrong")).await.unwrap_err();
    assert_eq!(wrong, SignInError::BadCode);
    assert!(wrong.is_retryable() && !format!("{wrong:?} {wrong}").contains("CANARY"));
    sign_in.finish(&Token::new("good")).await.unwrap();
    assert_eq!(sign_in.finish(&Token::new("good")).await.unwrap_err(), SignInError::BadCode);
}

#[tokio::test]
async fn a_code_of_another_sign_in_is_useless() {
    let server = Server::start().await;
    let stranger =
        AuthorizationFlow::begin(&server.native(), Redirect::Paste, &AuthorizationRequest::usual(None))
            .unwrap();
    ready(&server, "theirs").await;
    assert_eq!(stranger.finish(&Token::new("theirs")).await.unwrap_err(), SignInError::BadCode);
}

#[tokio::test]
async fn what_may_be_pasted() {
    let server = Server::start().await;
    let sign_in =
        AuthorizationFlow::begin(&server.native(), Redirect::Paste, &AuthorizationRequest::usual(None))
            .unwrap();
    let page = "https://auth.globus.org/v2/web/auth-code";
    let state = sign_in.state.expose();
    for (pasted, expected) in [
        ("abc", Ok("abc")),
        (" \t abc \r\n", Ok("abc")),
        ("ab\nc", Ok("abc")),
        ("", Err(SignInError::NoCode)),
        (" \n", Err(SignInError::NoCode)),
        ("é", Err(SignInError::NoCode)),
        (&format!("{page}?code=a%2Bc&state={state}"), Ok("a+c")),
        (&format!("{page}?code=a\n bc&state={state}"), Ok("abc")),
        (&format!("http://127.0.0.1:1/?state={state}&code=abc"), Ok("abc")),
        (&format!("{page}?code=abc"), Err(SignInError::OtherSignIn)),
        (&format!("{page}?code=abc&state={state}x"), Err(SignInError::OtherSignIn)),
        (&format!("{page}?code=abc&state={state}&state=x"), Err(SignInError::OtherSignIn)),
        (&format!("{page}?code=a&code=b&state={state}"), Err(SignInError::NoCode)),
        (&format!("{page}?state={state}"), Err(SignInError::NoCode)),
        (&format!("{page}?error=access_denied&state={state}"), Err(SignInError::Denied)),
        ("https://", Err(SignInError::NoCode)),
    ] {
        let got = sign_in.pasted(&Token::new(pasted)).map(|code| code.expose().to_owned());
        assert_eq!(got, expected.map(str::to_owned), "{pasted:?}");
    }
}

#[tokio::test]
async fn refusals_and_dead_services_are_told_apart() {
    let server = Server::start().await;
    let sign_in = ready(&server, "good").await;
    server.world().instead = Some((401, "invalid_client"));
    assert_eq!(sign_in.finish(&Token::new("good")).await.unwrap_err(), SignInError::UnknownClient);
    server.world().instead = Some((400, "odd"));
    assert!(matches!(sign_in.finish(&Token::new("good")).await.unwrap_err(), SignInError::Refused(_)));
}
