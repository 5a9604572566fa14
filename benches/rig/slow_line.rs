//! A terminal behind a line of 9600 bits a second: bytes are taken from the program no faster than they would arrive, and
//! what the program asks the terminal is answered when the question has arrived.

use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use pty_process::blocking::Pty;

/// Ten bits a byte.
const BYTES_A_SECOND: u32 = 960;
/// So many bytes arrive at once: a twentieth of a second.
const CHUNK: usize = 48;
/// What a terminal says when it is asked what it is (DA1), and whether it is ready (DSR).
const ANSWERS: [(&[u8], &[u8]); 2] = [(b"\x1b[c", b"\x1b[?62;22c"), (b"\x1b[5n", b"\x1b[0n")];

/// Takes what the program writes, at the speed of the line, until the program or its reader has ended.
pub fn take_all(pty: &Arc<Pty>, to: &Sender<(Instant, Vec<u8>)>) {
    let mut free = Instant::now();
    let mut recent = Vec::new();
    let mut buffer = [0; CHUNK];
    while let Ok(count @ 1..) = (&**pty).read(&mut buffer) {
        free = free.max(Instant::now())
            + Duration::from_secs(1) * u32::try_from(count).unwrap() / BYTES_A_SECOND;
        std::thread::sleep(free.saturating_duration_since(Instant::now()));
        for byte in &buffer[..count] {
            recent.push(*byte);
            let asked = ANSWERS.iter().find(|(question, _)| recent.ends_with(question));
            if let Some((_, answer)) = asked {
                (&**pty).write_all(answer).unwrap();
                recent.clear();
            }
        }
        let seen = recent.len().saturating_sub(8);
        recent.drain(..seen);
        if to.send((Instant::now(), buffer[..count].to_vec())).is_err() {
            return;
        }
    }
}
