//! A terminal under test: it starts hemi, types, resizes, sends signals and reads the screen.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};
use std::process::{Child, ExitStatus};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use pty_process::Size;
use pty_process::blocking::{Command, Pts, Pty};
use rustix::process::{Pid, Signal, kill_process};

/// Long enough for a loaded machine; only a broken program waits for all of it.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// Between two looks at what sends no notification: a spinning test would take the processor from the program.
pub const LOOK: Duration = Duration::from_millis(2);

/// How often each end of the program is tried.
pub fn rounds() -> u32 {
    crate::soak::rounds(50)
}

/// What every terminal answers: of which kind it is (DA1), and whether it is ready (DSR), which only a slow one is asked.
const QUESTIONS: [(&[u8], &[u8]); 2] = [(b"\x1b[c", b"\x1b[?62;22c"), (b"\x1b[5n", b"\x1b[0n")];

/// The program under test.
pub const HEMI: &str = env!("CARGO_BIN_EXE_hemi");

/// A terminal with hemi running in it.
pub struct Term {
    /// Dropped to hang up.
    master: Option<Arc<Pty>>,
    pts: Option<Pts>,
    /// The same terminal, kept open to look at its modes.
    slave: Option<OwnedFd>,
    child: Child,
    seen: Arc<Seen>,
    before: String,
    home: tempfile::TempDir,
}

struct Seen {
    inner: Mutex<Inner>,
    changed: Condvar,
}

struct Inner {
    model: vt100::Parser,
    raw: Vec<u8>,
    /// The reader takes nothing while this is set.
    stalled: bool,
    closed: bool,
}

/// What to start and how.
pub struct Start {
    program: String,
    arguments: Vec<String>,
    size: (u16, u16),
    variables: BTreeMap<String, String>,
}

impl Start {
    /// `hemi ARGUMENTS` in 80 columns and 24 rows.
    pub fn hemi(arguments: &[&str]) -> Self {
        Self::program(HEMI, arguments)
    }

    /// A shell.
    pub fn shell(arguments: &[&str]) -> Self {
        Self::program("sh", arguments)
    }

    fn program(program: &str, arguments: &[&str]) -> Self {
        Self {
            program: program.into(),
            arguments: arguments.iter().map(|&text| text.to_owned()).collect(),
            size: (80, 24),
            variables: BTreeMap::from([
                ("TERM".into(), "xterm-256color".into()),
                ("LANG".into(), "C.UTF-8".into()),
                // Services that do not exist: nothing is opened or reached.
                ("GLOBUS_SDK_ENVIRONMENT".into(), "nowhere".into()),
            ]),
        }
    }

    /// Columns and rows.
    pub fn size(mut self, columns: u16, rows: u16) -> Self {
        self.size = (columns, rows);
        self
    }

    /// With a variable in the environment, which holds nothing else of ours.
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    /// Starts it.
    pub fn run(self) -> Term {
        let home = tempfile::tempdir().unwrap();
        let (master, pts) = pty_process::blocking::open().unwrap();
        master.resize(Size::new(self.size.1, self.size.0)).unwrap();
        let slave = open_slave(&master);
        let before = modes(slave.as_fd());
        let mut command = Command::new(&self.program)
            .args(&self.arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", home.path())
            // What keys do to a disk they do to this one.
            .current_dir(home.path())
            .envs(&self.variables);
        let child = command.spawn_borrowed(&pts).unwrap();
        let (columns, rows) = modelled(self.size);
        let model = vt100::Parser::new(rows, columns, 0);
        let inner = Inner { model, raw: Vec::new(), stalled: false, closed: false };
        let seen = Arc::new(Seen { inner: Mutex::new(inner), changed: Condvar::new() });
        let master = Arc::new(master);
        std::thread::spawn({
            let (master, seen) = (Arc::downgrade(&master), Arc::clone(&seen));
            move || read_all(&master, &seen)
        });
        Term { master: Some(master), pts: Some(pts), slave: Some(slave), child, seen, before, home }
    }
}

fn read_all(master: &std::sync::Weak<Pty>, seen: &Seen) {
    let mut buffer = [0; 4096];
    loop {
        drop(seen.changed.wait_while(seen.inner.lock().unwrap(), |inner| inner.stalled).unwrap());
        let Some(pty) = master.upgrade() else { break };
        // A look now and then whether the terminal was dropped, so that dropping it hangs up.
        let mut fds = [rustix::event::PollFd::new(&*pty, rustix::event::PollFlags::IN)];
        let tick = rustix::event::Timespec { tv_sec: 0, tv_nsec: 20_000_000 };
        if rustix::event::poll(&mut fds, Some(&tick)).unwrap_or(0) == 0 {
            continue;
        }
        match (&*pty).read(&mut buffer) {
            Ok(count @ 1..) => {
                let mut inner = seen.inner.lock().unwrap();
                inner.model.process(&buffer[..count]);
                let before = inner.raw.len();
                inner.raw.extend_from_slice(&buffer[..count]);
                let asked = |question: &[u8]| {
                    let from = before.saturating_sub(question.len() - 1);
                    inner.raw[from..].windows(question.len()).any(|part| part == question)
                };
                let answers = QUESTIONS.iter().filter(|(question, _)| asked(question));
                let answers: Vec<u8> = answers.flat_map(|(_, answer)| *answer).copied().collect();
                drop(inner);
                if !answers.is_empty() {
                    let _ = (&*pty).write_all(&answers);
                }
                seen.changed.notify_all();
            }
            _ => break,
        }
    }
    seen.inner.lock().unwrap().closed = true;
    seen.changed.notify_all();
}

fn open_slave(master: &Pty) -> OwnedFd {
    use rustix::fs::{Mode, OFlags};
    let name = rustix::pty::ptsname(master, Vec::new()).unwrap();
    rustix::fs::open(name.as_c_str(), OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty()).unwrap()
}

fn modes(slave: BorrowedFd<'_>) -> String {
    format!("{:?}", rustix::termios::tcgetattr(slave).unwrap())
}

impl Term {
    /// Waits until the screen fulfils a condition; fails with what it shows instead.
    pub fn wait_for(&self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        let (inner, timeout) = self
            .seen
            .changed
            .wait_timeout_while(self.inner(), DEADLINE, |inner| {
                !wanted(inner.model.screen()) && !inner.closed
            })
            .unwrap();
        let fine = wanted(inner.model.screen()) && !timeout.timed_out();
        let contents = inner.model.screen().contents();
        // Released first: a failure would poison the lock for the reader.
        drop(inner);
        assert!(fine, "no {what} on:\n{contents}");
    }

    /// Waits for a text anywhere on the screen.
    pub fn wait_text(&self, text: &str) {
        self.wait_for(&format!("{text:?}"), |screen| screen.contents().contains(text));
    }

    /// Waits until hemi has drawn its two panes.
    pub fn wait_ready(&self) {
        self.wait_for("first frame", |screen| {
            screen.alternate_screen() && screen.contents().trim().len() > 20
        });
    }

    /// What the screen shows.
    pub fn contents(&self) -> String {
        self.inner().model.screen().contents()
    }

    /// The screen as it is now.
    pub fn screen(&self) -> vt100::Screen {
        self.inner().model.screen().clone()
    }

    /// Every byte so far.
    pub fn raw(&self) -> Vec<u8> {
        self.inner().raw.clone()
    }

    /// Types bytes.
    pub fn keys(&self, bytes: impl AsRef<[u8]>) {
        (&**self.master.as_ref().unwrap()).write_all(bytes.as_ref()).unwrap();
    }

    /// Pastes a text, as a terminal does that was asked to mark pastes.
    pub fn paste(&self, text: &str) {
        self.assert_taken();
        self.flood(format!("\x1b[200~{text}\x1b[201~").as_bytes());
    }

    /// Presses a key again and again until a text is gone: a dialog does not take one before it was seen for a while.
    pub fn press_until_gone(&self, key: &str, text: &str) {
        let until = Instant::now() + DEADLINE;
        let is_there = |inner: &mut Inner| inner.model.screen().contents().contains(text);
        loop {
            self.keys(key);
            let again = Duration::from_millis(120);
            let waited = self.seen.changed.wait_timeout_while(self.inner(), again, is_there).unwrap();
            if !waited.1.timed_out() {
                return;
            }
            drop(waited);
            assert!(Instant::now() < until, "{text:?} stays on:\n{}", self.contents());
        }
    }

    /// Types very much.
    pub fn flood(&self, bytes: &[u8]) {
        for part in bytes.chunks(512) {
            self.keys(part);
        }
    }

    /// Gives the terminal another size.
    pub fn resize(&self, columns: u16, rows: u16) {
        let (wide, high) = modelled((columns, rows));
        self.inner().model.screen_mut().set_size(high, wide);
        self.master.as_ref().unwrap().resize(Size::new(rows, columns)).unwrap();
    }

    /// Sends a signal to hemi alone.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// Stops or resumes reading what hemi writes.
    pub fn stall(&self, stalled: bool) {
        self.inner().stalled = stalled;
        self.seen.changed.notify_all();
    }

    /// Whether hemi can write now.
    pub fn takes_more(&self) -> bool {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        let mut line = [PollFd::from_borrowed_fd(self.line(), PollFlags::OUT)];
        poll(&mut line, Some(&Timespec::default())).unwrap() == 1
    }

    /// Closes the terminal, as when a window is closed or a line drops.
    pub fn hang_up(&mut self) {
        self.slave = None;
        self.pts = None;
        self.master = None;
    }

    /// Waits until hemi has stopped (as by Ctrl-Z).
    pub fn wait_stopped(&self) {
        let until = Instant::now() + DEADLINE;
        while !stat(self.pid()).contains(") T ") {
            assert!(Instant::now() < until, "hemi does not stop");
            std::thread::sleep(LOOK);
        }
    }

    /// Holds if hemi has not ended.
    pub fn assert_running(&mut self) {
        let status = self.child.try_wait().unwrap();
        assert!(status.is_none(), "hemi ended ({status:?}) and left:\n{}", self.contents());
    }

    /// Waits for the end.
    pub fn wait_end(&mut self) -> ExitStatus {
        let until = Instant::now() + DEADLINE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "hemi does not end:\n{}", self.contents());
            std::thread::sleep(LOOK);
        }
    }

    /// Holds if the terminal has the modes of line and screen that it had before hemi started.
    pub fn assert_given_back(&self) {
        let slave = self.slave.as_ref().unwrap();
        assert_eq!(modes(slave.as_fd()), self.before, "the line's modes");
        // Everything written is in the model once this mark has arrived.
        rustix::io::write(slave, b"\x1b]2;mark\x07 THE SHELL IS BACK").unwrap();
        self.wait_text("THE SHELL IS BACK");
        let inner = self.inner();
        let screen = inner.model.screen();
        let modes = (screen.alternate_screen(), screen.hide_cursor(), screen.bracketed_paste());
        let tail = inner.raw.get(inner.raw.len().saturating_sub(400)..).unwrap_or_default();
        assert_eq!(
            modes,
            (false, false, false),
            "alternate screen, hidden cursor, bracketed paste; the last bytes: {}",
            tail.escape_ascii()
        );
        assert_eq!((screen.fgcolor(), screen.bgcolor()), (vt100::Color::Default, vt100::Color::Default));
        assert!(!screen.inverse() && !screen.bold() && !screen.underline(), "a style is left on");
        assert!(!screen.application_cursor() && !screen.application_keypad());
        assert_eq!(
            screen.mouse_protocol_mode(),
            vt100::MouseProtocolMode::None,
            "the mouse is still reported"
        );
    }

    /// The terminal as the shell has it.
    pub fn line(&self) -> BorrowedFd<'_> {
        self.slave.as_ref().unwrap().as_fd()
    }

    /// Holds if hemi has the terminal.
    pub fn assert_taken(&self) {
        self.wait_for("alternate screen and paste marks", |screen| {
            screen.alternate_screen() && screen.bracketed_paste()
        });
    }

    /// Where hemi keeps its files.
    pub fn home(&self) -> &std::path::Path {
        self.home.path()
    }

    /// Processor time used so far, in clock ticks of 10 ms.
    pub fn ticks(&self) -> u64 {
        let stat = stat(self.pid());
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
        fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
    }

    /// The number of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.seen.inner.lock().unwrap()
    }
}

impl Drop for Term {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.seen.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner).stalled = false;
        self.seen.changed.notify_all();
    }
}

/// The model cannot be as small as a terminal can.
fn modelled((columns, rows): (u16, u16)) -> (u16, u16) {
    (columns.max(8), rows.max(4))
}

fn stat(pid: Pid) -> String {
    std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).unwrap_or_default()
}
