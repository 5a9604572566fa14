use super::*;
use crate::globus::auth::flow::AuthorizationRequest;
use crate::globus::auth::test_server::Server;
use tokio::task::JoinHandle;

struct Waiting {
    port: u16,
    state: String,
    answer: JoinHandle<Result<Token, SignInError>>,
}

async fn waiting() -> Waiting {
    let server = Server::start().await;
    let loopback = Loopback::open().await.unwrap();
    let sign_in =
        AuthorizationFlow::begin(&server.native(), loopback.redirect(), &AuthorizationRequest::usual(None))
            .unwrap();
    let (port, state) = (loopback.port, sign_in.state().expose().to_owned());
    Waiting { port, state, answer: tokio::spawn(async move { loopback.answer(&sign_in).await }) }
}

impl Waiting {
    /// Sends bytes and returns all that comes back.
    async fn send(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        // A server that has made up its mind may not read it all.
        let _ = stream.write_all(bytes).await;
        let _ = stream.shutdown().await;
        let mut back = Vec::new();
        let _ = stream.read_to_end(&mut back).await;
        String::from_utf8(back).unwrap()
    }

    async fn get(&self, target: &str) -> String {
        self.send(format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", self.port).as_bytes()).await
    }

    async fn right(&self) -> String {
        self.get(&format!("/?code=CANARY-code&state={}", self.state)).await
    }
}

fn status(back: &str) -> &str {
    back.get(9..12).unwrap_or(back)
}

#[tokio::test]
async fn the_right_answer_is_taken_and_the_port_closed() {
    let waiting = waiting().await;
    let page = waiting.right().await;
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n") && page.ends_with(PAGE), "{page}");
    assert!(!page.contains("CANARY"));
    let port = waiting.port;
    assert_eq!(waiting.answer.await.unwrap().unwrap().expose(), "CANARY-code");
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
}

#[tokio::test]
async fn probes_change_nothing_and_get_nothing_back() {
    let waiting = waiting().await;
    let (port, state) = (waiting.port, waiting.state.clone());
    let good = format!("/?code=EVIL&state={state}");
    let short = state.get(1..).unwrap();
    let host = format!("Host: 127.0.0.1:{port}\r\n");
    let probes = [
        (format!("GET /?code=EVIL&state=wrong HTTP/1.1\r\n{host}\r\n"), "400"),
        (format!("GET /?code=EVIL&state={short} HTTP/1.1\r\n{host}\r\n"), "400"),
        (format!("GET /?code=EVIL&state= HTTP/1.1\r\n{host}\r\n"), "400"),
        (format!("GET /?code=EVIL HTTP/1.1\r\n{host}\r\n"), "400"),
        (format!("GET {good}&state=x HTTP/1.1\r\n{host}\r\n"), "400"),
        (format!("GET {good}&code=EVIL2 HTTP/1.1\r\n{host}\r\n"), "400"),
        (format!("GET /?state={state} HTTP/1.1\r\n{host}\r\n"), "400"),
        (format!("GET /?error=<script>EVIL</script>&state=wrong HTTP/1.1\r\n{host}\r\n"), "400"),
        (format!("GET /callback?code=EVIL&state={state} HTTP/1.1\r\n{host}\r\n"), "404"),
        (format!("GET //?code=EVIL&state={state} HTTP/1.1\r\n{host}\r\n"), "404"),
        (format!("GET http://127.0.0.1:{port}{good} HTTP/1.1\r\n{host}\r\n"), "404"),
        (format!("GET /favicon.ico HTTP/1.1\r\n{host}\r\n"), "404"),
        (format!("GET {good} HTTP/1.1\r\nHost: EVIL.example\r\n\r\n"), "400"),
        (format!("GET {good} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"), "400"),
        (format!("GET {good} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"), "400"),
        (format!("GET {good} HTTP/1.1\r\n{host}Host: EVIL.example\r\n\r\n"), "400"),
        (format!("GET {good} HTTP/1.1\r\n\r\n"), "400"),
        (format!("POST {good} HTTP/1.1\r\n{host}Content-Length: 4\r\n\r\nEVIL"), "405"),
        (format!("HEAD {good} HTTP/1.1\r\n{host}\r\n"), "405"),
        (format!("OPTIONS {good} HTTP/1.1\r\n{host}\r\n"), "405"),
        (format!("GET {good} HTTP/2\r\n{host}\r\n"), "400"),
        (format!("GET {good}\r\n\r\n"), "400"),
        (format!("GET {good} HTTP/1.1 EVIL\r\n{host}\r\n"), "400"),
        ("\r\n\r\n".to_owned(), "400"),
        (format!("GET {good} HTTP/1.1\r\n{host}"), "431"),
        (format!("GET {good} HTTP/1.1\r\n{host}X: {}\r\n\r\n", "EVIL".repeat(10_000)), "431"),
    ];
    for (probe, expected) in &probes {
        let back = waiting.send(probe.as_bytes()).await;
        let shown = probe.get(..probe.len().min(80));
        assert_eq!(status(&back), *expected, "{shown:?}");
        assert!(!back.contains("EVIL") && !back.contains(&state) && back.ends_with("\r\n\r\n"), "{shown:?}");
    }
    assert_eq!(status(&waiting.send(b"\xff\xfe\r\n\r\n").await), "400");
    assert_eq!(status(&waiting.right().await), "200");
    assert_eq!(waiting.answer.await.unwrap().unwrap().expose(), "CANARY-code");
}

/// Numbers that look random and can be had again.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, faces: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % faces
    }
}

/// A request that is right in every piece but at least one.
fn probe(dice: &mut Dice, port: u16, state: &str) -> String {
    // The first of each row is right, and one or two rows are thrown.
    let host = format!("Host: 127.0.0.1:{port}\r\n");
    let (upper, longer, doubled) =
        (state.to_uppercase(), format!("{state}A"), format!("{state}&state={state}"));
    let (off, local) = (format!("Host: 127.0.0.1:{}\r\n", port ^ 1), format!("Host: localhost:{port}\r\n"));
    let (two, absolute) = (format!("{host}Host: EVIL.example\r\n"), format!("http://127.0.0.1:{port}/"));
    let huge = format!("X: {}\r\n\r\n", "EVIL".repeat(5_000));
    let script = "error=%3Cscript%3EEVIL%3C/script%3E&error_description=<script>EVIL</script>";
    let rows: [&[&str]; 7] = [
        &["GET", "POST", "HEAD", "PUT", "get", "EVIL", "CONNECT"],
        &["/", "//", "/EVIL", "/callback", "/%2f", "/./", "*", "", &absolute],
        &["code=EVIL", "code=", "code=EVIL&code=EVIL", "CODE=EVIL", "", script],
        &[state, "", "EVIL", &upper, &longer, &doubled, &state[1..], "%00", "_default"],
        &["HTTP/1.1", "HTTP/2", "EVIL", "HTTP/1.1 EVIL", ""],
        &[&host, "", "Host: EVIL.example\r\n", "Host: \r\n", &off, &local, &two],
        &["\r\n", "", "\r", &huge, "\u{0}\r\n\r\n"],
    ];
    loop {
        let mut thrown = [0; 7];
        for _ in 0..=dice.throw(2) {
            let row = dice.throw(7);
            thrown[row] = dice.throw(rows[row].len());
        }
        let mut pieces = rows.iter().zip(thrown).map(|(row, at)| row[at]);
        let [method, path, code, given, version, host, end] = std::array::from_fn(|_| pieces.next().unwrap());
        // That the service refused is an answer, too, if all else is right.
        let wrong = thrown.iter().enumerate().any(|(row, at)| *at != 0 && !(row == 2 && code == script));
        if wrong {
            return format!("{method} {path}?{code}&state={given} {version}\r\n{host}{end}");
        }
    }
}

/// Says so itself, as tests outside the library do: `tests/run --soak` sets the variable.
fn rounds(full: usize) -> usize {
    if std::env::var_os("HEMI_SOAK").is_some() { full } else { full / 20 }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_thousand_probes_none_is_taken_and_the_one_right_answer_is() {
    let waiting = Arc::new(waiting().await);
    let mut dice =
        Dice(std::env::var("HEMI_SEED").map_or(u64::from(std::process::id()), |s| s.parse().unwrap()));
    println!("HEMI_SEED={}", dice.0);
    let mut slow = Vec::new();
    for round in 0..rounds(1_000) {
        let probe = probe(&mut dice, waiting.port, &waiting.state);
        if round % 20 == 0 {
            // This one never finishes its request.
            let mut stream = TcpStream::connect(("127.0.0.1", waiting.port)).await.unwrap();
            stream.write_all(&probe.as_bytes()[..10]).await.unwrap();
            slow.push(stream);
        }
        let back = waiting.send(probe.as_bytes()).await;
        let shown = &probe[..probe.len().min(200)];
        assert!(!back.contains("200 OK") && !back.contains("EVIL"), "{shown:?} got {back:?}");
        assert!(!back.contains(&waiting.state) && !back.contains(PAGE), "{shown:?} got {back:?}");
        assert!(!waiting.answer.is_finished(), "{shown:?} ended the sign-in");
    }
    assert_eq!(status(&waiting.right().await), "200");
    let port = waiting.port;
    let answer = Arc::into_inner(waiting).unwrap().answer.await.unwrap();
    assert_eq!(answer.unwrap().expose(), "CANARY-code");
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err(), "a second answer finds nobody");
}

#[tokio::test]
async fn slow_clients_hold_nobody_up() {
    let waiting = waiting().await;
    let mut slow = Vec::new();
    for _ in 0..50 {
        let mut stream = TcpStream::connect(("127.0.0.1", waiting.port)).await.unwrap();
        stream.write_all(b"GET /?co").await.unwrap();
        slow.push(stream);
    }
    assert_eq!(status(&waiting.right().await), "200");
    assert!(waiting.answer.await.unwrap().is_ok());
}

#[tokio::test]
async fn of_many_right_answers_one_is_taken() {
    let waiting = waiting().await;
    let all = futures_util::future::join_all((0..10).map(|_| waiting.right())).await;
    // The others come too late, or find the port closed.
    assert_eq!(all.iter().filter(|back| status(back) == "200").count(), 1, "{all:?}");
    assert_eq!(waiting.answer.await.unwrap().unwrap().expose(), "CANARY-code");
}

#[tokio::test]
async fn a_refusal_in_the_browser_is_told_without_its_words() {
    let waiting = waiting().await;
    let target =
        format!("/?error=access_denied&error_description=<script>EVIL</script>&state={}", waiting.state);
    let page = waiting.get(&target).await;
    assert!(page.ends_with(PAGE) && !page.contains("EVIL"));
    assert_eq!(waiting.answer.await.unwrap().unwrap_err(), SignInError::Denied);
}

#[tokio::test(start_paused = true)]
async fn after_five_minutes_it_is_over() {
    let begun = Instant::now();
    let waiting = waiting().await;
    assert_eq!(waiting.answer.await.unwrap().unwrap_err(), SignInError::TooLate);
    let spent = begun.elapsed();
    assert!(spent >= PATIENCE && spent < PATIENCE + Duration::from_secs(5), "{spent:?}");
}
