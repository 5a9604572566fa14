//! A pseudo-terminal with a clock: starts a program, types, and knows when which bytes came.

pub mod far_service;
mod slow_line;

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use pty_process::Size;
use pty_process::blocking::Pty;

const DEADLINE: Duration = Duration::from_secs(120);

/// Output is over when nothing came for so long.
const SILENCE: Duration = Duration::from_millis(25);

/// A new home for every program, so that no file of the user is read or changed.
pub struct Home(tempfile::TempDir);

impl Home {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn apply<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        for (name, value) in self.variables() {
            command.env(name, value);
        }
        for name in ["SSH_CONNECTION", "SSH_TTY", "COLORTERM", "COLORFGBG", "NO_COLOR", "TMUX", "STY"] {
            command.env_remove(name);
        }
        command
    }

    /// Settings of every hemi that is started in it.
    pub fn set(&self, settings: &str) {
        let dir = self.0.path().join("config/hemi");
        std::fs::create_dir_all(&dir).unwrap();
        std::fs::write(dir.join("config.toml"), settings).unwrap();
    }

    fn variables(&self) -> HashMap<&'static str, PathBuf> {
        let dir = self.0.path();
        HashMap::from([
            ("HOME", dir.to_owned()),
            ("XDG_CONFIG_HOME", dir.join("config")),
            ("XDG_DATA_HOME", dir.join("data")),
            ("XDG_STATE_HOME", dir.join("state")),
            ("XDG_CACHE_HOME", dir.join("cache")),
            // Sixteen colours, unless a bench says otherwise.
            ("TERM", PathBuf::from("xterm")),
            ("LANG", PathBuf::from("C.UTF-8")),
            ("NO_PROXY", PathBuf::from("127.0.0.1,localhost")),
        ])
    }
}

/// `hemi sandbox` with its collection of very large directories.
pub struct Sandbox {
    child: Child,
    ready: serde_json::Value,
    _data: tempfile::TempDir,
}

impl Sandbox {
    pub fn start(home: &Home) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_hemi"));
        command
            .args(["sandbox", "--listen", "127.0.0.1:0", "--auto-consent", "--big", "--data"])
            .arg(data.path());
        let mut child = home.apply(&mut command).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        Self { child, ready: serde_json::from_str(&line).unwrap(), _data: data }
    }

    pub fn id(&self, name: &str) -> String {
        let collections = self.ready["collections"].as_array().unwrap();
        let found = collections.iter().find(|c| c["name"] == name);
        found.unwrap_or_else(|| panic!("no collection {name}"))["id"].as_str().unwrap().to_owned()
    }

    /// The directory of this computer that a collection begins in.
    pub fn root(&self, name: &str) -> PathBuf {
        let collections = self.ready["collections"].as_array().unwrap();
        let found = collections.iter().find(|c| c["name"] == name).unwrap();
        found["root"].as_str().unwrap().into()
    }

    /// Its address, without a scheme.
    pub fn address(&self) -> String {
        let url = self.ready["url"].as_str().unwrap();
        url.trim_start_matches("http://").trim_end_matches('/').to_owned()
    }

    /// Points a program at this service, signed in as its service client.
    pub fn point(&self, command: &mut Command) {
        self.point_through(command, &self.address());
    }

    /// The same through the line that begins at this address.
    pub fn point_through(&self, command: &mut Command, address: &str) {
        let url = format!("http://{address}/");
        for service in ["AUTH", "TRANSFER", "GROUPS", "SEARCH", "TIMER", "FLOWS", "COMPUTE", "APP"] {
            command.env(format!("GLOBUS_SDK_SERVICE_URL_{service}"), &url);
        }
        let client = &self.ready["service_client"];
        command
            .env("GLOBUS_SDK_ENVIRONMENT", "sandbox")
            .env("GLOBUS_CLI_CLIENT_ID", client["id"].as_str().unwrap())
            .env("GLOBUS_CLI_CLIENT_SECRET", client["secret"].as_str().unwrap());
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How bytes of the program are taken.
type TakeAll = fn(&Arc<Pty>, &Sender<(Instant, Vec<u8>)>);

/// At once.
fn read_all(pty: &Arc<Pty>, to: &Sender<(Instant, Vec<u8>)>) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(count) = (&**pty).read(&mut buffer) {
        if count == 0 || to.send((Instant::now(), buffer[..count].to_vec())).is_err() {
            return;
        }
    }
}

/// A program in a pseudo-terminal.
pub struct Term {
    pty: Arc<Pty>,
    child: Child,
    chunks: Receiver<(Instant, Vec<u8>)>,
    screen: vt100::Parser,
    started: Instant,
    /// All bytes it wrote so far.
    pub bytes: usize,
}

impl Term {
    pub fn start(mut command: Command, home: &Home, columns: u16, rows: u16) -> Self {
        home.apply(&mut command);
        Self::spawn(&command, columns, rows, read_all)
    }

    /// The same behind a line of 9600 bits a second.
    pub fn start_on_slow_line(mut command: Command, home: &Home, columns: u16, rows: u16) -> Self {
        home.apply(&mut command);
        Self::spawn(&command, columns, rows, slow_line::take_all)
    }

    /// The same on a terminal of any colours.
    pub fn start_in_truecolor(mut command: Command, home: &Home, columns: u16, rows: u16) -> Self {
        home.apply(&mut command).env("TERM", "xterm-256color").env("COLORTERM", "truecolor");
        Self::spawn(&command, columns, rows, read_all)
    }

    fn spawn(command: &Command, columns: u16, rows: u16, take: TakeAll) -> Self {
        let (pty, pts) = pty_process::blocking::open().unwrap();
        pty.resize(Size::new(rows, columns)).unwrap();
        let mut in_pty = pty_process::blocking::Command::new(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            in_pty = match value {
                Some(value) => in_pty.env(name, value),
                None => in_pty.env_remove(name),
            };
        }
        let started = Instant::now();
        let child = in_pty.spawn(pts).unwrap();
        let pty = Arc::new(pty);
        let (to, chunks) = channel();
        let reader = Arc::clone(&pty);
        std::thread::spawn(move || take(&reader, &to));
        Self { pty, child, chunks, screen: vt100::Parser::new(rows, columns, 0), started, bytes: 0 }
    }

    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }

    pub fn send(&mut self, keys: &str) {
        (&*self.pty).write_all(keys.as_bytes()).unwrap();
    }

    fn take(&mut self, wait: Duration) -> Result<Instant, RecvTimeoutError> {
        let (at, chunk) = self.chunks.recv_timeout(wait)?;
        self.bytes += chunk.len();
        self.screen.process(&chunk);
        Ok(at)
    }

    /// Waits until the screen fulfils a condition; how long after the start its last bytes came.
    pub fn until(&mut self, shown: impl Fn(&str) -> bool) -> Duration {
        let came = self.until_within(DEADLINE, shown);
        came.unwrap_or_else(|| panic!("the awaited text did not come; the screen is\n{}", self.text()))
    }

    /// The same for so long; `None`: the program ended before, or shows something else.
    pub fn until_within(&mut self, limit: Duration, shown: impl Fn(&str) -> bool) -> Option<Duration> {
        let begun = Instant::now();
        let mut last = begun;
        while !shown(&self.text()) {
            last = self.take(limit.saturating_sub(begun.elapsed())).ok()?;
        }
        Some(last.duration_since(self.started))
    }

    /// Waits until nothing has come for a while.
    pub fn settle(&mut self) {
        while self.take(SILENCE * 10).is_ok() {}
    }

    /// One key: the time to the last byte of its frame, and how many bytes came.
    pub fn press(&mut self, key: &str) -> (Duration, usize) {
        let (before, pressed) = (self.bytes, Instant::now());
        self.send(key);
        let mut last = self.take(DEADLINE).expect("a key must be answered");
        while let Ok(at) = self.take(SILENCE) {
            last = at;
        }
        (last.duration_since(pressed), self.bytes - before)
    }

    /// A key that is held: the time from its last repetition to the last byte of the last frame.
    pub fn hold(&mut self, key: &str, times: u32, every: Duration, rest: Duration) -> Duration {
        let begun = Instant::now();
        for number in 0..times {
            let due = begun + every * number;
            while let Some(left) = due.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
                let _ = self.take(left);
            }
            self.send(key);
        }
        let released = Instant::now();
        let mut last = released;
        while let Ok(at) = self.take(rest) {
            last = at;
        }
        last.saturating_duration_since(released)
    }

    /// Keys sent at once: how many bytes came until nothing more came.
    pub fn press_all(&mut self, keys: &str) -> usize {
        let before = self.bytes;
        self.send(keys);
        self.settle();
        self.bytes - before
    }

    /// One key: the time to the first byte after it.
    pub fn press_for_first_byte(&mut self, key: &str) -> Duration {
        let pressed = Instant::now();
        self.send(key);
        let at = self.take(DEADLINE).expect("a key must be answered");
        at.saturating_duration_since(pressed)
    }

    /// Lets the time pass until that moment.
    pub fn quiet_until(&mut self, moment: Instant) {
        while let Some(left) = moment.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            let _ = self.take(left);
        }
    }

    /// Memory that the program holds now, in MiB.
    pub fn resident_mib(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches("kB").trim().parse::<f64>().unwrap() / 1024.0
    }

    /// Time of the processor that the program has used.
    pub fn processor_time(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let after_name = stat.rsplit_once(") ").unwrap().1;
        // utime and stime, in ticks of which every Linux has 100 a second.
        let ticks = after_name.split(' ').skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap());
        Duration::from_millis(ticks.sum::<u64>() * 10)
    }

    /// Bytes that came in so much time.
    pub fn quiet_for(&mut self, span: Duration) -> usize {
        self.settle();
        let (before, begun) = (self.bytes, Instant::now());
        while let Some(left) = span.checked_sub(begun.elapsed()) {
            let _ = self.take(left);
        }
        self.bytes - before
    }

    pub fn quit(mut self, keys: &str) {
        self.send(keys);
        while self.take(DEADLINE).is_ok() {}
        let _ = self.child.wait();
    }
}

impl Drop for Term {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
