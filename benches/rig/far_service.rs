//! A line to a far or thin service, before the sandbox: bytes arrive half a round trip after they were sent, no faster than
//! the line is, and a new connection costs one more round trip.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

/// What the line is like.
#[derive(Clone, Copy)]
pub struct Line {
    /// The round trip.
    pub round_trip: Duration,
    /// Bytes a second, each way.
    pub rate: u64,
}

/// 20 Mbit/s.
pub const TWENTY_MBIT: u64 = 2_500_000;

/// A line to the service at `to` (`127.0.0.1:1234`); where it begins. It ends with the process.
pub fn before(to: String, line: Line) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let (Ok(client), Ok(server)) = (client, TcpStream::connect(&to)) else { continue };
            let opened = Instant::now() + line.round_trip;
            carry(client.try_clone().unwrap(), server.try_clone().unwrap(), line, opened);
            carry(server, client, line, opened);
        }
    });
    address
}

/// Carries the bytes of one direction.
fn carry(mut from: TcpStream, mut to: TcpStream, line: Line, opened: Instant) {
    to.set_nodelay(true).unwrap();
    let (sender, arriving) = channel::<(Instant, Vec<u8>)>();
    std::thread::spawn(move || {
        let mut buffer = vec![0; 16 << 10];
        let mut free = opened;
        while let Ok(count @ 1..) = from.read(&mut buffer) {
            // What is sent while the line is busy waits for it, and holds up its sender.
            free = free.max(Instant::now()) + Duration::from_nanos(1_000_000_000 * count as u64 / line.rate);
            if sender.send((free + line.round_trip / 2, buffer[..count].to_vec())).is_err() {
                return;
            }
            std::thread::sleep(free.saturating_duration_since(Instant::now()));
        }
    });
    std::thread::spawn(move || {
        for (due, bytes) in arriving {
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            if to.write_all(&bytes).is_err() {
                return;
            }
        }
        let _ = to.shutdown(Shutdown::Write);
    });
}
