//! Tokens as real programs share them: `ARCHITECTURE.md` P0-3 and P0-4.

mod accounts;
pub mod secrets;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;

use crate::drive::Sandbox;
use crate::headless::{Ended, Home, SignIn};
use crate::soak::rounds;

const DEMO: &str = "demo@globusid.example.org";

/// A sandbox, and a home that is signed in to it.
fn signed_in() -> (Sandbox, Home) {
    let sandbox = Sandbox::start();
    let home = Home::at(&sandbox);
    home.login("demo").expect(0).says(DEMO);
    (sandbox, home)
}

fn refreshes(sandbox: &Sandbox) -> u64 {
    sandbox.state()["token_refreshes"].as_u64().expect("a count")
}

/// Replaces the token file, as the program does.
pub fn put(home: &Home, text: &[u8]) {
    let file = home.tokens_file();
    let new = file.with_extension("test");
    fs::write(&new, text).unwrap();
    fs::set_permissions(&new, fs::Permissions::from_mode(0o600)).unwrap();
    fs::rename(new, file).unwrap();
}

/// Lets the stored access tokens expire by the clock.
fn age(home: &Home) {
    let mut tokens = home.tokens();
    for (_, kept) in tokens["tokens"].as_object_mut().unwrap() {
        kept["expires_at"] = json!(1);
    }
    put(home, tokens.to_string().as_bytes());
}

/// Reads the token file without a pause during `work`: it must be whole every time.
fn watched(home: &Home, work: impl FnOnce()) {
    /// Stops the reader, also when the work fails.
    struct Over<'a>(&'a AtomicBool);
    impl Drop for Over<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let looks = scope.spawn(|| {
            let mut looks = 0_u64;
            while !over.load(Ordering::Relaxed) {
                assert!(home.tokens()["tokens"].as_object().is_some_and(|all| all.len() == 2));
                looks += 1;
                std::thread::yield_now();
            }
            looks
        });
        {
            let _over = Over(&over);
            work();
        }
        assert!(looks.join().expect("the file was whole") > 100);
    });
}

#[test]
fn however_many_programs_meet_an_ended_token_it_is_renewed_once() {
    let (programs, expiries) = (rounds(50).max(12), rounds(20).max(4));
    let (sandbox, home) = signed_in();
    sandbox.control("tokens", &json!({"rotate": true}));
    watched(&home, || {
        for expiry in 0..expiries {
            let before = refreshes(&sandbox);
            if expiry % 2 == 0 {
                // The service rejects it before the clock says that it expired.
                sandbox.control("expire", &json!({"kind": "access"}));
            } else {
                age(&home);
            }
            let all: Vec<_> = (0..programs).map(|_| home.hemi(&["whoami"]).spawn().unwrap()).collect();
            for ended in all.into_iter().map(Ended::of) {
                ended.expect(0).says(DEMO);
            }
            assert_eq!(refreshes(&sandbox), before + 1, "in expiry {expiry}");
        }
    });
}

#[test]
fn a_program_killed_while_it_renews_leaves_a_whole_file_and_a_good_sign_in() {
    // With rotation, a lost answer would invalidate the refresh token, which is the service's rule and not our fault.
    ended_while_renewing(Signal::KILL, false, rounds(1_000));
}

#[test]
fn a_program_told_to_end_while_it_renews_keeps_what_it_was_given() {
    // The pending answer holds the only refresh token that still works.
    ended_while_renewing(Signal::TERM, true, rounds(500));
}

/// After so many runs it is measured again how long one takes.
const MEASURED_AGAIN: u32 = 10;

/// Ends programs anywhere in a renewal: the file stays whole and the sign-in works.
fn ended_while_renewing(signal: Signal, rotate: bool, times: u32) {
    let (sandbox, home) = signed_in();
    sandbox.control("tokens", &json!({"rotate": rotate}));
    // A half longer than one run: the latest moments must reach its end.
    let whole_run = || {
        age(&home);
        let begun = Instant::now();
        home.run(&["whoami"]).expect(0);
        begun.elapsed() * 3 / 2
    };
    let mut whole = whole_run();
    let mut seed = crate::wire::proxy::seed();
    println!("ended within {whole:?}, HEMI_SEED={seed}");
    let mut early = 0;
    watched(&home, || {
        for round in 1..=times {
            if round % MEASURED_AGAIN == 0 {
                // Beside other programs a run takes longer, and then less again.
                whole = whole_run();
            }
            age(&home);
            let child = home.hemi(&["whoami"]).spawn().unwrap();
            // Anywhere from its start to its end: no moment is the right one to wait for.
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let moment = (seed >> 33) % whole.as_micros() as u64;
            std::thread::park_timeout(Duration::from_micros(moment));
            kill_process(Pid::from_child(&child), signal).unwrap();
            early += u32::from(Ended::of(child).code != Some(0));
        }
    });
    assert!(early > times / 4, "only {early} of {times} ended before their time");
    age(&home);
    home.run(&["whoami"]).expect(0).says(DEMO);
    private(home.tokens_file().parent().unwrap());
}

/// Holds if everything in the directory, and itself, is its owner's alone.
fn private(dir: &Path) {
    let mode = |path: &Path| fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(dir), 0o700);
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), if path.is_dir() { 0o700 } else { 0o600 }, "{}", path.display());
    }
}

#[test]
fn a_bad_token_file_is_refused_with_what_to_do_and_nothing_is_asked() {
    let (sandbox, home) = signed_in();
    let (file, good) = (home.tokens_file(), fs::read(home.tokens_file()).unwrap());
    let set_mode = |mode| fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
    let second = home.path().join("second");
    let moved = home.path().join("moved");
    let root = rustix::process::geteuid().is_root();
    let kinds: [(&dyn Fn(), &str); 7] = [
        (&|| set_mode(0o644), "chmod 600"),
        (&|| fs::hard_link(&file, &second).unwrap(), "-samefile"),
        (
            &|| {
                fs::rename(&file, &moved).unwrap();
                std::os::unix::fs::symlink(&moved, &file).unwrap();
            },
            "Remove the link",
        ),
        (
            &|| {
                use rustix::fs::{CWD, FileType, Mode, mknodat};
                fs::remove_file(&file).unwrap();
                mknodat(CWD, &file, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
            },
            "Move it away",
        ),
        (
            &|| {
                fs::remove_file(&file).unwrap();
                fs::create_dir(&file).unwrap();
            },
            "Move it away",
        ),
        (&|| put(&home, &good[..good.len() / 2]), "Sign in again"),
        (&|| std::os::unix::fs::chown(&file, Some(12345), None).unwrap(), "belongs to another user"),
    ];
    // Only root can give a file away.
    for (spoil, advice) in kinds.into_iter().take(if root { 7 } else { 6 }) {
        spoil();
        sandbox.control("forget", &json!({}));
        for subcommand in [&["whoami"][..], &["session", "show"], &["logout"]] {
            let refused = home.run(subcommand).expect(1).says(advice);
            assert!(refused.err.contains("tokens.json") && refused.out.is_empty(), "{refused:?}");
        }
        assert_eq!(sandbox.state()["requests"], json!({}), "{advice}");
        let _ = fs::remove_file(&file).or_else(|_| fs::remove_dir(&file));
        let _ = fs::remove_file(&second);
        put(&home, &good);
        home.run(&["whoami"]).expect(0).says(DEMO);
    }
}

#[test]
fn no_umask_and_no_wide_directory_lets_others_in() {
    let sandbox = Sandbox::start();
    let home = Home::at(&sandbox);
    let dir = home.tokens_file().parent().unwrap().to_owned();
    fs::create_dir_all(&dir).unwrap();
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o777)).unwrap();
    // The umask is inherited; a shell sets it for this one program.
    let mut shell = home.command("/bin/sh");
    shell.args(["-c", r#"umask 000; exec "$0" login --paste"#, crate::headless::HEMI]);
    let sign_in = SignIn::begin(shell);
    let code = sign_in.code("demo");
    sign_in.paste(&code).expect(0);
    private(&dir);
}
