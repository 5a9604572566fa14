//! A token goes only to its own host, over TLS with a valid certificate. `ARCHITECTURE.md` P1-7.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::tokens;
use crate::drive::Sandbox;
use crate::headless::Home;

/// What a server read, beneath TLS where there is TLS.
type Heard = Arc<Mutex<Vec<u8>>>;

fn text(heard: &Heard) -> String {
    String::from_utf8_lossy(&heard.lock().unwrap()).into_owned()
}

/// Runs a server of one request a connection; its address.
fn serve(each: impl Fn(TcpStream) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let each = Arc::new(each);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let each = Arc::clone(&each);
            std::thread::spawn(move || each(stream));
        }
    });
    address
}

/// Reads one request, its body included; empty when there is none.
fn request(stream: &mut impl Read) -> Vec<u8> {
    let mut all = Vec::new();
    let mut some = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&all).to_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.trim().parse().unwrap()) {
                return all;
            }
        }
        match stream.read(&mut some) {
            Ok(count @ 1..) => all.extend_from_slice(&some[..count]),
            _ => return all,
        }
    }
}

/// Has `upstream` answer one request.
fn relay(stream: &mut (impl Read + Write), upstream: &str, heard: &Heard) {
    let request = request(stream);
    heard.lock().unwrap().extend_from_slice(&request);
    let asked = String::from_utf8_lossy(&request).replacen("\r\n", "\r\nConnection: close\r\n", 1);
    // The sandbox answers only to its own name.
    let asked = asked.replace("host: auth.hemi.test", &format!("host: {upstream}"));
    if request.is_empty() {
        return;
    }
    let mut service = TcpStream::connect(upstream).unwrap();
    service.write_all(asked.as_bytes()).unwrap();
    let mut answer = Vec::new();
    service.read_to_end(&mut answer).unwrap();
    let _ = stream.write_all(&answer);
    let _ = stream.flush();
}

/// An authority, and what it signs.
struct Authority(CertifiedIssuer<'static, KeyPair>);

/// What is wrong with a certificate.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Wrong {
    Nothing,
    Expired,
    Name,
    Authority,
}

const ALL_WRONG: [Wrong; 3] = [Wrong::Expired, Wrong::Name, Wrong::Authority];

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// A TLS server before `upstream` that says it is `name`; its address.
    fn server(&self, name: &str, wrong: Wrong, upstream: &str, heard: &Heard) -> String {
        let name = if wrong == Wrong::Name { "elsewhere.example.org" } else { name };
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        if wrong == Wrong::Expired {
            (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2020, 2, 1));
        }
        let key = KeyPair::generate().unwrap();
        let stranger = Self::new();
        let issuer = if wrong == Wrong::Authority { &stranger.0 } else { &self.0 };
        let certificate = params.signed_by(&key, issuer).unwrap();
        let config = ServerConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
            )
            .unwrap();
        let (config, upstream, heard) = (Arc::new(config), upstream.to_owned(), Arc::clone(heard));
        serve(move |stream| {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut tls = StreamOwned::new(connection, stream);
            relay(&mut tls, &upstream, &heard);
            tls.conn.send_close_notify();
            let _ = tls.flush();
        })
    }

    /// A home that trusts it.
    fn trusted_in(&self, home: Home) -> Home {
        let file = home.path().join("ca.pem");
        std::fs::write(&file, self.0.pem()).unwrap();
        let file = file.display().to_string();
        home.with("GLOBUS_SDK_VERIFY_SSL", file)
    }
}

/// A proxy that connects every client to `upstream`, whatever host it asked for.
fn proxy(upstream: &str, heard: &Heard) -> String {
    let (upstream, heard) = (upstream.to_owned(), Arc::clone(heard));
    serve(move |mut client| {
        let head = request(&mut client);
        heard.lock().unwrap().extend_from_slice(&head);
        client.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").unwrap();
        let server = TcpStream::connect(&upstream).unwrap();
        let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
        std::thread::spawn(move || std::io::copy(&mut from, &mut to));
        let (mut from, mut to) = (server, client);
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(std::net::Shutdown::Both);
    })
}

/// A service user, and a person whose tokens are kept, both of them at `url`; and all their secrets.
fn both(sandbox: &Sandbox, url: &str) -> ([Home; 2], Vec<String>) {
    let service = &sandbox.ready.service_client;
    let own =
        Home::at(sandbox).with("HEMI_CLIENT_ID", service.id).with("HEMI_CLIENT_SECRET", &service.secret);
    let person = Home::at(sandbox);
    person.login("demo").expect(0);
    let mut kept = person.tokens();
    kept["service"] = format!("{url}/").into();
    tokens::put(&person, kept.to_string().as_bytes());
    let basic = {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(format!("{}:{}", service.id, service.secret))
    };
    let mut secrets = vec![service.secret.clone(), basic];
    secrets.extend(tokens::secrets::secrets(&person));
    ([own.services(url), person.services(url)], secrets)
}

fn address(sandbox: &Sandbox) -> String {
    sandbox.ready.url.trim_start_matches("http://").trim_end_matches('/').to_owned()
}

#[test]
fn a_certificate_that_proves_nothing_gets_no_token_and_a_ca_file_is_believed() {
    let (sandbox, authority) = (Sandbox::start(), Authority::new());
    for wrong in ALL_WRONG.into_iter().chain([Wrong::Nothing]) {
        let heard = Heard::default();
        let url = format!("https://{}", authority.server("127.0.0.1", wrong, &address(&sandbox), &heard));
        let (homes, _) = both(&sandbox, &url);
        for home in homes {
            // Without the file, this machine knows nothing of the authority.
            home.run(&["whoami"]).expect(1).says("prove");
            assert_eq!(text(&heard), "");
            let home = authority.trusted_in(home);
            let ended = home.run(&["whoami"]);
            if wrong == Wrong::Nothing {
                ended.expect(0).says("@");
                assert!(text(&heard).contains("authorization: "), "{}", text(&heard));
                heard.lock().unwrap().clear();
            } else {
                ended.expect(1).says("prove");
                assert_eq!(text(&heard), "", "{wrong:?}");
            }
        }
    }
}

#[test]
fn a_proxy_on_the_way_hears_a_host_and_no_secret() {
    let (sandbox, authority) = (Sandbox::start(), Authority::new());
    let url = "https://auth.hemi.test";
    for wrong in ALL_WRONG.into_iter().chain([Wrong::Nothing]) {
        let (heard, passed) = (Heard::default(), Heard::default());
        let server = authority.server("auth.hemi.test", wrong, &address(&sandbox), &heard);
        let proxy = format!("http://{}", proxy(&server, &passed));
        let (homes, secrets) = both(&sandbox, url);
        for home in homes {
            let home = authority.trusted_in(home).with("HTTPS_PROXY", &proxy);
            let ended = home.run(&["whoami"]);
            if wrong == Wrong::Nothing {
                ended.expect(0).says("@");
            } else {
                ended.expect(1).says("prove");
                assert_eq!(text(&heard), "", "{wrong:?}");
            }
        }
        let passed = text(&passed);
        assert!(passed.starts_with("CONNECT auth.hemi.test:443 "), "{passed}");
        assert!(!secrets.iter().any(|secret| passed.contains(secret)));
    }
}

#[test]
fn a_redirect_takes_no_secret_to_another_host() {
    let (sandbox, other) = (Sandbox::start(), Heard::default());
    let there = {
        let other = Arc::clone(&other);
        serve(move |mut stream| {
            let mut some = [0; 4096];
            let count = stream.read(&mut some).unwrap_or(0);
            other.lock().unwrap().extend_from_slice(b"a client connected: ");
            other.lock().unwrap().extend_from_slice(&some[..count]);
        })
    };
    let port = there.rsplit(':').next().unwrap().to_owned();
    let places = [
        format!("http://{there}/"),
        format!("http://localhost:{port}/v2/oauth2/userinfo"),
        format!("https://{there}/"),
        format!("//{there}/"),
    ];
    for to in places {
        for status in [301, 302, 303, 307, 308] {
            for at in ["/v2/oauth2/userinfo", "/v2/oauth2/token"] {
                let (upstream, to, heard) = (address(&sandbox), to.clone(), Heard::default());
                let here = serve(move |mut stream| {
                    let mut peeked = [0; 256];
                    let count = stream.peek(&mut peeked).unwrap_or(0);
                    if String::from_utf8_lossy(&peeked[..count]).contains(at) {
                        request(&mut stream);
                        let answer = format!(
                            "HTTP/1.1 {status} Moved\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                        );
                        let _ = stream.write_all(answer.as_bytes());
                    } else {
                        relay(&mut stream, &upstream, &heard);
                    }
                });
                let service = &sandbox.ready.service_client;
                let home = Home::empty()
                    .services(&format!("http://{here}"))
                    .with("HEMI_CLIENT_ID", service.id)
                    .with("HEMI_CLIENT_SECRET", &service.secret);
                let ended = home.run(&["whoami"]).expect(1);
                assert!(!format!("{ended:?}").contains(&service.secret));
                assert_eq!(text(&other), "", "{status} at {at}");
            }
        }
    }
}

#[test]
fn certificates_are_always_checked() {
    let home = Home::empty();
    for word in ["0", "false", "No", "off"] {
        let home = Home::empty().with("GLOBUS_SDK_VERIFY_SSL", word);
        home.run(&["whoami"]).expect(2).says("GLOBUS_SDK_VERIFY_SSL would turn certificate checks off");
        home.run(&["login", "--paste"]).expect(2).says("GLOBUS_SDK_VERIFY_SSL");
    }
    let file = home.path().join("ca.pem");
    for (content, code) in [(None, 2), (Some("no certificate"), 2)] {
        if let Some(content) = content {
            std::fs::write(&file, content).unwrap();
        }
        let home = Home::empty().with("GLOBUS_SDK_VERIFY_SSL", file.display());
        home.run(&["whoami"]).expect(code).says("ca.pem, which cannot be read as a file of certificates");
    }
    for url in ["http://globus.example.org", "ftp://127.0.0.1/", "http://127.0.0.1.example.org/"] {
        Home::empty().services(url).run(&["whoami"]).expect(2).says("must begin with https://");
    }
}
