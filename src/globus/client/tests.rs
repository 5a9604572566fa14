use std::sync::Mutex;
use std::time::Duration;

use super::*;
use crate::globus::call::CallClass;
use crate::globus::error::ErrorKind;
use crate::globus::testing::{Server, ServerStep, answer, head};

fn get(server: &Server) -> Request {
    Request::get(&server.transfer(), "x")
}

fn post(server: &Server, class: CallClass) -> Request {
    Request::post(&server.transfer(), "x", "{\"exactly\": 1 }", class)
}

fn tokens(server: &Server) -> Vec<String> {
    server.seen().iter().map(|one| one.header("authorization").unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_token_that_is_not_taken_is_renewed_once() {
    let server = Server::start(|_, seen| match seen.header("authorization") {
        Some("Bearer t1") => answer(200, "", "{}"),
        _ => answer(401, "", r#"{"code":"AuthenticationFailed"}"#),
    })
    .await;
    let globus = server.globus();
    assert!(globus.call(post(&server, CallClass::WriteOther)).await.is_ok());
    assert!(globus.call(get(&server)).await.is_ok());
    assert_eq!(tokens(&server), ["Bearer t0", "Bearer t1", "Bearer t1"]);
}

#[tokio::test]
async fn a_second_refusal_of_a_token_means_signing_in() {
    let server = Server::start(|_, _| answer(401, "", "{}")).await;
    let error = server.globus().call(get(&server)).await.unwrap_err();
    assert_eq!((error.kind, error.status), (ErrorKind::Unauthenticated, Some(401)));
    assert_eq!(tokens(&server), ["Bearer t0", "Bearer t1"]);
}

#[tokio::test]
async fn a_requirement_stops_at_once_even_on_401_and_503() {
    for status in [401, 403, 502, 503] {
        let body = r#"{"code":"X","authorization_parameters":{"session_required_mfa":true}}"#;
        let server = Server::start(move |_, _| answer(status, "retry-after: 99\r\n", body)).await;
        let error = server.globus().call(post(&server, CallClass::WriteWithId)).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Requirement);
        assert!(error.requirement.is_some_and(|wanted| wanted.mfa && wanted.fresh));
        assert_eq!(server.seen().len(), 1);
    }
}

/// Whatever happens to the answer, a write with an id is sent again byte for byte, any other write is not.
#[tokio::test]
async fn what_may_have_run_is_sent_again_only_with_an_id() {
    let accidents: [fn() -> Vec<ServerStep>; 6] = [
        Vec::new,
        || vec![ServerStep::Send(b"HTTP/1.1 200 X\r\ncontent-length: 50\r\n\r\n{\"a\":".to_vec())],
        || answer(500, "", "{}"),
        || answer(502, "", r#"{"code":"ExternalError.MkdirFailed"}"#),
        || answer(504, "", "<html>gateway</html>"),
        || vec![ServerStep::Send(b"\xff\xff\xff\r\n\r\n".to_vec())],
    ];
    for accident in accidents {
        let again = move |n| if n == 0 { accident() } else { answer(202, "", "{}") };
        let server = Server::start(move |n, _| again(n)).await;
        assert!(server.globus().call(post(&server, CallClass::WriteWithId)).await.is_ok());
        let bodies: Vec<String> = server.seen().into_iter().map(|one| one.body).collect();
        assert_eq!(bodies, ["{\"exactly\": 1 }", "{\"exactly\": 1 }"]);

        let server = Server::start(move |n, _| again(n)).await;
        let error = server.globus().call(post(&server, CallClass::WriteOther)).await.unwrap_err();
        assert!(error.may_have_run(), "{error}");
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_read_is_tried_again_after_trouble_but_not_after_what_the_storage_said() {
    let server = Server::start(|n, _| match n {
        0 => answer(200, "", "not json"),
        1 => answer(500, "", ""),
        _ => answer(200, "", "\u{feff}[7]"),
    })
    .await;
    assert_eq!(server.globus().ask::<Vec<u8>>(get(&server)).await.unwrap(), [7]);
    let said = r#"{"code":"ExternalError.DirListingFailed.ConnectFailed","message":"m"}"#;
    let server = Server::start(move |_, _| answer(502, "", said)).await;
    assert_eq!(server.globus().call(get(&server)).await.unwrap_err().kind, ErrorKind::Offline);
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn an_answer_of_another_shape_is_given_up_within_the_deadline() {
    let server = Server::start(|_, _| answer(200, "", "[]")).await;
    let error = server.globus().document(get(&server).within(Duration::from_millis(400))).await.unwrap_err();
    assert_eq!((error.kind, error.status), (ErrorKind::Unknown, Some(200)));
    assert!(error.to_string().contains("could not be read"));
}

#[tokio::test]
async fn all_wait_when_the_service_asks_for_patience() {
    let server = Server::start(|n, _| match n {
        0 => answer(429, "retry-after: 0.4\r\n", "{}"),
        _ => answer(200, "", "{}"),
    })
    .await;
    let globus = server.globus();
    let told = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&told);
    let listener = move |pauses: &[Pause]| {
        notes.lock().unwrap().push(pauses.iter().map(|pause| pause.status).collect::<Vec<_>>());
    };
    globus.inner.http.set_pause_listener(Arc::new(listener));
    let begun = Instant::now();
    // The deadline is shorter than the wait, and yet holds: the wait is the service's wish.
    assert!(globus.call(get(&server).within(Duration::from_millis(300))).await.is_ok());
    assert!(begun.elapsed() >= Duration::from_millis(400));
    assert_eq!(told.lock().unwrap().first(), Some(&vec![429]));
}

#[tokio::test]
async fn a_stream_holds_its_place_at_the_gate_until_it_is_dropped() {
    let server = Server::start(|_, _| vec![head(200), ServerStep::Hang]).await;
    let globus = server.globus();
    let mut open = Vec::new();
    for _ in 0..4 {
        open.push(globus.open(get(&server)).await.unwrap());
    }
    let short = Duration::from_millis(100);
    assert!(tokio::time::timeout(short, globus.open(get(&server))).await.is_err());
    assert_eq!(server.seen().len(), 4);
    open.pop();
    assert!(globus.open(get(&server)).await.is_ok());
}

/// `Retry-After: 9999999999` once: nothing is sent automatically, the reason is kept, and a try by the user is sent.
#[tokio::test]
async fn a_pause_tells_its_reason_and_ends_with_a_try_that_is_answered() {
    let server = Server::start(|n, _| match n {
        0 => answer(429, "retry-after: 9999999999\r\n", r#"{"code":"TooMany","message":"slow down"}"#),
        _ => answer(200, "", "{}"),
    })
    .await;
    let globus = server.globus();
    let (waiting, request) = (globus.clone(), get(&server));
    let waiting = tokio::spawn(async move { waiting.call(request).await });
    let explained = async {
        loop {
            match <[Pause; 1]>::try_from(globus.pauses()) {
                Ok([pause]) if !pause.message.is_empty() => return pause,
                _ => tokio::task::yield_now().await,
            }
        }
    };
    let pause = tokio::time::timeout(Duration::from_secs(30), explained).await.unwrap();
    assert_eq!((pause.status, pause.message.raw()), (429, &b"slow down"[..]));
    assert!(pause.remaining > Duration::from_secs(9_999_999_900), "{:?}", pause.remaining);
    // Globus Auth has the same host here and is asked all the same.
    assert!(globus.call(Request::get(globus.auth(), "y")).await.is_ok());
    assert_eq!(server.lines(), ["GET /x", "GET /y"]);
    globus.try_now(&pause.peer).unwrap();
    assert!(waiting.await.unwrap().is_ok());
    assert!(globus.pauses().is_empty());
    assert!(globus.call(get(&server)).await.is_ok());
}

#[tokio::test]
async fn every_method_is_sent_with_its_body() {
    let server = Server::start(|_, _| answer(200, "", "{}")).await;
    let (globus, at) = (server.globus(), server.transfer());
    for request in [Request::put(&at, "a", "{}"), Request::patch(&at, "b", "[1]"), Request::delete(&at, "c")]
    {
        globus.call(request).await.unwrap();
    }
    let sent: Vec<_> = server.seen().iter().map(|one| format!("{} {}", one.line(), one.body)).collect();
    assert_eq!(sent, ["PUT /a {}", "PATCH /b [1]", "DELETE /c "]);
}

/// A token for each audience, named after it.
struct Named;

impl TokenSource for Named {
    fn access_token<'a>(&'a self, audience: &'a Audience) -> Boxed<'a, Result<Token, ApiError>> {
        Box::pin(async move { Ok(Token::new(format!("for-{}", audience.resource_server()))) })
    }

    fn rejected<'a>(&'a self, audience: &'a Audience, _: &'a Token) -> Boxed<'a, Result<Token, ApiError>> {
        self.access_token(audience)
    }
}

#[tokio::test]
async fn a_collections_own_server_is_one_more_audience_with_its_own_token() {
    let central = Server::start(|_, _| answer(200, "", "{}")).await;
    let files = Server::start(|_, _| answer(200, "", "{}")).await;
    let environment = Environment::local(&central.url).unwrap();
    let http = Http::new(&environment).unwrap();
    let globus = Globus::new(environment, http, Arc::new(Named));
    let base = crate::globus::base_url::BaseUrl::parse(&files.url).unwrap();
    let scopes = crate::globus::scopes::Scopes::parse("https://auth.globus.org/scopes/C/https").unwrap();
    let collection = Audience::new("the collection", "C", base, scopes);
    globus.call(Request::get(globus.transfer(), "x")).await.unwrap();
    globus.call(Request::get(&collection, "data/file")).await.unwrap();
    assert_eq!(tokens(&central), ["Bearer for-transfer.api.globus.org"]);
    assert_eq!(tokens(&files), ["Bearer for-C"]);
    assert_eq!(files.lines(), ["GET /data/file"]);
}
