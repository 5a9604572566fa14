//! A service that is far away, or at the end of a thin line.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::report::{self, Report, Subject};
use super::rig::far_service::{self, Line, TWENTY_MBIT};
use super::rig::{Home, Sandbox, Term};
use super::{BIG, in_turn, is_whole};

const JASMIN: &str = "JASMIN Default Collection";
/// A directory of it that its service users may read.
const READABLE: &str = "/work/xfc/vol1/user_cache/demo";
const WALKS: usize = 3;
/// Directories of a walk, each in the one before, with so many files in each.
const STEPS: usize = 20;
const FILES: usize = 100;
const ROUND_TRIP: Duration = Duration::from_millis(200);
/// How long a reader looks at a directory.
const LOOK: Duration = Duration::from_millis(300);

/// hemi at the sandbox behind a line, with these places.
fn through(binary: &Path, sandbox: &Sandbox, line: &str, places: [String; 2]) -> Command {
    let mut command = Command::new(binary);
    sandbox.point_through(&mut command, line);
    command.args(places);
    command
}

/// A service 200 ms away: a start, and directories in directories, quickly and at a reader's pace, down and back.
pub fn walk(builds: &[(Subject, PathBuf)], report: &mut Report) {
    let home = Home::new();
    let sandbox = Sandbox::start(&home);
    let mut dir = sandbox.root(JASMIN).join(READABLE.trim_start_matches('/')).join("walk");
    for step in 0..=STEPS {
        std::fs::create_dir(&dir).unwrap();
        for file in 0..FILES {
            std::fs::write(dir.join(format!("step{step:02}_{file:03}.nc")), "").unwrap();
        }
        dir.push("next");
    }
    let line = far_service::before(sandbox.address(), Line { round_trip: ROUND_TRIP, rate: TWENTY_MBIT });
    let jasmin = sandbox.id(JASMIN);
    let places = || [format!("{jasmin}:{READABLE}/walk"), format!("{jasmin}:{READABLE}")];
    let shows = |step: usize| move |text: &str| text.contains(&format!("step{step:02}_"));
    for round in 0..=WALKS {
        for (who, binary) in in_turn(builds, round) {
            for (rest, figure) in [(Duration::ZERO, report::WALK), (LOOK, report::WALK_AHEAD)] {
                let mut term = Term::start(through(binary, &sandbox, &line, places()), &home, 120, 40);
                let start = term.until(|text| shows(0)(text) && text.contains("incoming"));
                // The first one signs in.
                if round > 0 {
                    report.add(report::FAR_START, who, start.as_secs_f64() / ROUND_TRIP.as_secs_f64());
                }
                let mut waited = Duration::ZERO;
                for step in 1..=STEPS {
                    term.quiet_until(Instant::now() + rest);
                    let pressed = Instant::now();
                    term.send("\r");
                    term.until(shows(step));
                    waited += pressed.elapsed();
                }
                report.time(figure, who, waited);
                for step in (0..STEPS).rev() {
                    let pressed = Instant::now();
                    term.send("h");
                    term.until(shows(step));
                    report.time(report::WALK_BACK, who, pressed.elapsed());
                }
                term.quit("q");
            }
        }
    }
}

/// 100,000 remote entries over a line of 20 Mbit/s: what they cost this computer.
pub fn thin_listing(builds: &[(Subject, PathBuf)], report: &mut Report) {
    let home = Home::new();
    let sandbox = Sandbox::start(&home);
    let line = far_service::before(sandbox.address(), Line { round_trip: Duration::ZERO, rate: TWENTY_MBIT });
    let big = sandbox.id(BIG);
    for round in 0..WALKS {
        for (who, binary) in in_turn(builds, round) {
            let places = [format!("{big}:/100000/"), format!("{big}:/")];
            let mut term = Term::start(through(binary, &sandbox, &line, places), &home, 120, 40);
            report.time(report::THIN_ROWS, who, term.until(is_whole));
            report.time(report::THIN_PROCESSOR, who, term.processor_time());
            term.quit("q");
        }
    }
}
