use super::*;
use crate::globus::call::{CallClass, Request};
use crate::globus::client::Globus;
use crate::globus::testing::{Server, ServerStep, Tokens, answer, head};

fn get(server: &Server, path: &str) -> Request {
    Request::get(&server.transfer(), path)
}

#[tokio::test]
async fn a_request_says_who_asks_and_carries_its_body_byte_for_byte() {
    let server = Server::start(|_, _| answer(202, "", "{\"a\": 1}")).await;
    let body = "{\"b\" :\t\"é\\u00e9\"}";
    let request =
        Request::post(&server.transfer(), "v0.10/x", body, CallClass::WriteWithId).query("a", "b c");
    let got = server.globus().call(request).await.unwrap();
    assert_eq!((got.status, got.body.as_slice()), (202, &b"{\"a\": 1}"[..]));
    let seen = &server.seen()[0];
    assert_eq!((seen.line(), seen.body.as_str()), ("POST /v0.10/x?a=b+c", body));
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(seen.header("authorization"), Some("Bearer t0"));
    assert_eq!(seen.header("accept"), Some("application/json"));
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_eq!(seen.header("user-agent"), Some(format!("hemi/{version}").as_str()));
    assert_eq!(seen.header("x-globus-client-info"), Some(format!("product=hemi,version={version}").as_str()));
}

#[tokio::test]
async fn a_form_is_sent_with_the_credentials_of_the_client() {
    let server = Server::start(|n, _| match n {
        0 => answer(503, "", "{}"),
        1 => answer(200, "", "{}"),
        _ => answer(400, "", r#"{"error":"invalid_grant"}"#),
    })
    .await;
    let environment = Environment::local(&server.url).unwrap();
    let http = Http::new(&environment).unwrap();
    let secret = Token::new("sec:ret");
    let send = async |credentials| {
        http.send_form(environment.auth(), "v2/oauth2/token", credentials, "a=b&c=%20").await
    };
    assert!(send(Credentials::Basic("id", &secret)).await.is_ok(), "503 is tried again");
    assert_eq!(send(Credentials::None).await.unwrap_err().kind, ErrorKind::Unauthenticated);
    let seen = server.seen();
    assert_eq!(seen.len(), 3, "a refusal is not tried again");
    assert_eq!(seen[1].header("authorization"), Some("Basic aWQ6c2VjOnJldA=="));
    assert_eq!(seen[1].header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!((seen[1].line(), seen[1].body.as_str()), ("POST /v2/oauth2/token", "a=b&c=%20"));
    assert_eq!(seen[2].header("authorization"), None);
}

#[tokio::test]
async fn a_redirect_is_an_error_and_nothing_goes_there() {
    let other = Server::start(|_, _| answer(200, "", "{}")).await;
    for status in [301, 302, 303, 307, 308] {
        let to = format!("location: {}steal?secret=1\r\n", other.url);
        let server = Server::start(move |_, _| answer(status, &to, "")).await;
        let error = server.globus().call(get(&server, "x")).await.unwrap_err();
        assert_eq!((error.kind, error.status), (ErrorKind::Redirected, Some(status)));
        assert!(!format!("{error} {error:?}").contains("steal"));
        assert_eq!(server.seen().len(), 1);
    }
    assert!(other.seen().is_empty());
}

#[tokio::test]
async fn a_body_without_end_is_cut_at_the_cap() {
    let server =
        Server::start(|_, _| vec![head(200), ServerStep::Drip(&[b' '; 1 << 20], Duration::ZERO)]).await;
    let globus = server.globus();
    let mut body = globus.open(get(&server, "x")).await.unwrap();
    let mut read = 0;
    let error = loop {
        match body.next().await {
            Ok(bytes) => read += bytes.unwrap().as_ref().len(),
            Err(error) => break error,
        }
    };
    assert!(read <= BODY_CAP && read > BODY_CAP - (1 << 20), "{read}");
    assert_eq!(error.kind, ErrorKind::Unknown);
    assert!(error.to_string().contains("too large"));
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut encoder, plain).unwrap();
    encoder.finish().unwrap()
}

/// An answer whose body is gzip, as far as these bytes go.
fn gzipped(bytes: &[u8]) -> Vec<ServerStep> {
    let head = b"HTTP/1.1 200 X\r\nconnection: close\r\ncontent-encoding: gzip\r\n\r\n";
    vec![ServerStep::Send([&head[..], bytes].concat())]
}

#[tokio::test]
async fn a_compressed_answer_is_asked_for_and_read_and_a_part_of_one_is_an_error() {
    let plain: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
    let body = gzip(&plain);
    let server = Server::start({
        let body = body.clone();
        move |_, _| gzipped(&body)
    })
    .await;
    assert_eq!(server.globus().call(get(&server, "x")).await.unwrap().body, plain);
    assert_eq!(server.seen()[0].header("accept-encoding"), Some("gzip"));
    let (half, garbage) = (body[..body.len() / 2].to_vec(), b"not gzip".to_vec());
    for bytes in [half, garbage] {
        let server = Server::start(move |_, _| gzipped(&bytes)).await;
        let request = Request::post(&server.transfer(), "x", "{}", CallClass::WriteOther);
        assert!(server.globus().call(request).await.unwrap_err().may_have_run());
    }
    let strange = Server::start(|_, _| answer(200, "content-encoding: br\r\n", "{}")).await;
    let request = Request::post(&strange.transfer(), "x", "{}", CallClass::WriteOther);
    assert_eq!(strange.globus().call(request).await.unwrap_err().kind, ErrorKind::Unknown);
}

#[tokio::test]
async fn a_compressed_body_is_capped_by_what_comes_out_of_it() {
    let bomb = gzip(&vec![0; 2 * BODY_CAP]);
    assert!(bomb.len() < BODY_CAP / 500, "{}", bomb.len());
    let server = Server::start(move |_, _| gzipped(&bomb)).await;
    let mut body = server.globus().open(get(&server, "x")).await.unwrap();
    let (mut read, mut largest) = (0, 0);
    let error = loop {
        match body.next().await {
            Ok(bytes) => {
                let bytes = bytes.unwrap().as_ref().len();
                (read, largest) = (read + bytes, largest.max(bytes));
            }
            Err(error) => break error,
        }
    };
    assert!(read <= BODY_CAP && largest <= BODY_CAP, "{read}");
    assert!(error.to_string().contains("too large"));
}

#[tokio::test]
async fn what_keeps_coming_has_its_deadline_moved() {
    let drip = || vec![head(200), ServerStep::Drip(b" ", Duration::from_millis(20))];
    for (extends, most) in [(false, 20), (true, 40)] {
        let server = Server::start(move |_, _| drip()).await;
        let mut body =
            server.globus().open(get(&server, "x").within(Duration::from_millis(400))).await.unwrap();
        let mut pieces = 0;
        while pieces < 40 && body.next().await.is_ok() {
            pieces += 1;
            if extends {
                body.extend(Duration::from_secs(60));
            }
        }
        assert!(if extends { pieces == most } else { pieces <= most }, "{pieces}");
    }
}

#[tokio::test]
async fn a_length_that_is_claimed_is_not_believed() {
    let lie = "HTTP/1.1 200 X\r\ncontent-length: 9999999999999\r\n\r\nabc";
    let server = Server::start(move |_, _| vec![ServerStep::Send(lie.into())]).await;
    let request = Request::post(&server.transfer(), "x", "{}", CallClass::WriteOther);
    let error = server.globus().call(request).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unknown);
    assert!(error.may_have_run());
}

#[tokio::test]
async fn a_deadline_ends_what_drips_and_what_hangs() {
    for steps in [
        (|| vec![head(200), ServerStep::Drip(b" ", Duration::from_millis(20))]) as fn() -> Vec<ServerStep>,
        || vec![head(404), ServerStep::Drip(b" ", Duration::from_millis(20))],
        || vec![head(200), ServerStep::Hang],
        || vec![ServerStep::Drip(b"H", Duration::from_millis(20))],
        || vec![ServerStep::Hang],
    ] {
        let server = Server::start(move |_, _| steps()).await;
        let globus = server.globus();
        let call = globus.call(get(&server, "x").within(Duration::from_millis(300)));
        let ended = tokio::time::timeout(Duration::from_secs(60), call).await.expect("the deadline ends it");
        assert_eq!(ended.unwrap_err().kind, ErrorKind::Unknown);
        assert_eq!(server.seen().len(), 1, "the deadline is that of all tries");
    }
}

#[tokio::test]
async fn no_error_text_holds_an_address_a_query_or_a_token() {
    let closed = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let echo = Server::start(|_, seen| {
        let token = seen.header("authorization").unwrap().to_owned();
        answer(400, "", &format!(r#"{{"code":"t0","message":"you sent {token}"}}"#))
    })
    .await;
    let garbage =
        Server::start(|_, _| vec![ServerStep::Send(b"\x00\x01 nothing like HTTP\r\n\r\n".to_vec())]).await;
    let gone = Server::start(|_, _| Vec::new()).await;
    let plain = gone.url.replacen("http", "https", 1);
    for (url, kind) in [
        (format!("http://{closed}/"), ErrorKind::Unreachable),
        (plain, ErrorKind::Unreachable),
        (echo.url.clone(), ErrorKind::Refused),
        (garbage.url.clone(), ErrorKind::Unknown),
        (gone.url.clone(), ErrorKind::Unknown),
    ] {
        let environment = Environment::local(&url).unwrap();
        let http = Http::new(&environment).unwrap();
        let globus = Globus::new(environment, http, std::sync::Arc::new(Tokens::default()));
        let request =
            Request::get(globus.transfer(), "way").query("code", "S3CRET").within(Duration::from_millis(200));
        let error = globus.call(request).await.unwrap_err();
        assert_eq!(error.kind, kind, "{url}: {error}");
        let text = format!("{error} {error:?}");
        let port = url.rsplit(':').next().unwrap().trim_end_matches('/').to_owned();
        for leak in ["S3CRET", "way", "127.0.0.1", port.as_str(), "t0", "http"] {
            assert!(!text.contains(leak), "{leak} is in {text}");
        }
    }
}

#[test]
fn a_bad_certificate_is_told_apart_from_no_connection() {
    #[derive(Debug, thiserror::Error)]
    #[error("error sending request for url (https://x/?code=S3CRET)")]
    struct Outer(#[source] std::io::Error);
    let with = |text: &str| ApiError::from_connect(&Outer(std::io::Error::other(text.to_owned())), None);
    assert_eq!(with("invalid peer certificate: UnknownIssuer").kind, ErrorKind::Certificate);
    assert_eq!(with("Connection refused (os error 111)").kind, ErrorKind::Unreachable);
    assert!(!with("invalid peer certificate: Expired").to_string().contains("S3CRET"));
}

#[test]
fn a_file_that_holds_no_certificates_is_refused_by_name() {
    let dir = tempfile::tempdir().unwrap();
    for content in [
        None,
        Some(""),
        Some("no certificate"),
        Some("-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----"),
    ] {
        let path = dir.path().join("ca.pem");
        match content {
            Some(text) => std::fs::write(&path, text).unwrap(),
            None => drop(std::fs::remove_file(&path)),
        }
        let get = |name: &str| (name == "GLOBUS_SDK_VERIFY_SSL").then(|| path.to_str().unwrap().to_owned());
        let error = Http::new(&Environment::from_vars(get).unwrap()).unwrap_err();
        assert!(error.to_string().contains("ca.pem"), "{error}");
    }
}

#[tokio::test]
async fn a_proxy_that_refuses_is_named_and_not_asked_again() {
    for (status, variable, words) in [
        (407, "HTTPS_PROXY", "requires a name and password"),
        (403, "https_proxy", "refused the connection"),
        (502, "ALL_PROXY", "refused the connection"),
    ] {
        let proxy = Server::start(move |_, _| answer(status, "", "")).await;
        let address = proxy.url.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let globus = through(variable, &format!("http://{address}"));
        let error = globus.call(Request::get(globus.transfer(), "x")).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Proxy, "{error}");
        let expected = format!("the proxy {address} (from {variable}) {words}");
        assert_eq!(error.message.raw_str(), Some(expected.as_str()));
        assert_eq!(proxy.lines(), ["CONNECT transfer.example.invalid:443"]);
    }
}

/// Services on a name that is not loopback, with this proxy.
fn through(variable: &str, value: &str) -> Globus {
    let environment = Environment::from_vars(|name| match name {
        "GLOBUS_SDK_SERVICE_URL_TRANSFER" => Some("https://transfer.example.invalid/".to_owned()),
        _ if name == variable => Some(value.to_owned()),
        _ => None,
    })
    .unwrap();
    let http = Http::new(&environment).unwrap();
    Globus::new(environment, http, std::sync::Arc::new(Tokens::default()))
}

#[tokio::test]
async fn the_credentials_of_a_proxy_reach_it_and_no_message() {
    let server = Server::start(|_, _| answer(407, "", "")).await;
    let globus = through("HTTPS_PROXY", &server.url.replacen("http://", "http://ada:S3CRET@", 1));
    let error = globus.call(Request::get(globus.transfer(), "x")).await.unwrap_err();
    assert!(error.to_string().contains("does not accept the name and password"), "{error}");
    assert_eq!(server.seen()[0].header("proxy-authorization"), Some("Basic YWRhOlMzQ1JFVA=="));
    for text in [format!("{error} {error:?}"), format!("{:?}", globus.environment())] {
        assert!(!text.contains("S3CRET") && !text.contains("ada"), "{text}");
    }
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_named_too() {
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let globus = through("HTTPS_PROXY", &closed.to_string());
    let request = Request::get(globus.transfer(), "x").within(Duration::from_millis(100));
    let error = globus.call(request).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unreachable);
    let expected = format!("no connection through the proxy {closed} (from HTTPS_PROXY)");
    assert_eq!(error.message.raw_str(), Some(expected.as_str()));
}
