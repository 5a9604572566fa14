//! Rows reach the pane while the answer is still arriving.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::drive::{Drive, Sandbox, Start};

/// Bytes a second on the way back.
const RATE: u64 = 250_000;

/// A relay whose answers come at 250 kB/s; counts the bytes of the longest answer that went through.
struct Drip {
    address: String,
    longest: Arc<AtomicU64>,
}

impl Drip {
    fn before(upstream: &str) -> Self {
        let upstream = upstream.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let longest = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&longest);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(&upstream) else { return };
                let (mut from_client, mut to_server) =
                    (client.try_clone().unwrap(), server.try_clone().unwrap());
                std::thread::spawn(move || std::io::copy(&mut from_client, &mut to_server));
                let count = Arc::clone(&count);
                std::thread::spawn(move || pour(server, client, &count));
            }
        });
        Self { address, longest }
    }
}

/// A slow network: this pause is the subject of the test, not a wait for something else.
fn pour(mut from: TcpStream, mut to: TcpStream, longest: &AtomicU64) {
    let mut buffer = vec![0; 5_000];
    let mut passed = 0_u64;
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        if to.write_all(&buffer[..count]).is_err() {
            return;
        }
        passed += count as u64;
        longest.fetch_max(passed, Ordering::SeqCst);
        std::thread::park_timeout(Duration::from_nanos(count as u64 * 1_000_000_000 / RATE));
    }
}

#[test]
fn a_listing_that_drips_shows_rows_before_a_tenth_has_come_and_comes_compressed() {
    let sandbox = Sandbox::with(|options| options.big = true);
    let drip = Drip::before(&sandbox.ready.url);
    let big =
        hemi::domain::place::PlaceSpec::parse(&format!("{}:/100000/", sandbox.id("Very large directories")));
    let start = Start {
        left: Some(big),
        right: None,
        url: Some(drip.address.clone()),
        service: true,
        ..Start::demo(&sandbox)
    };
    let drive = Drive::start(&sandbox, start);
    drive.until("rows of the listing", |screen| {
        screen.lines().filter(|line| line.contains("station-")).count() >= 5
    });
    let at_first_rows = drip.longest.load(Ordering::SeqCst);
    // Keys work while it loads: the bar moves to another row.
    let before = drive.screen();
    drive.keys("jjj").until("the bar to move", |screen| screen != before);
    drive.until("all rows", |screen| screen.contains("100,000 items"));
    let whole = drip.longest.load(Ordering::SeqCst);
    assert!((1_000_000..10_000_000).contains(&whole), "25 MB of JSON came as {whole} bytes");
    assert!(at_first_rows < whole / 10, "first rows after {at_first_rows} of {whole} bytes");
}
