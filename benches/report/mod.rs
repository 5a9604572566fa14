//! The figures of a bench run: what was measured of whom, and the table of medians.

use std::fmt;
use std::time::Duration;

/// One line of the table.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Figure(&'static str, Unit);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Milliseconds,
    Bytes,
    Mebibytes,
    RoundTrips,
}

pub const FIRST_FRAME: Figure = Figure("start to first frame, both panes drawn", Unit::Milliseconds);
pub const FIRST_FRAME_BYTES: Figure = Figure("bytes of the first frame", Unit::Bytes);
pub const LOCAL_FRAME: Figure = Figure("start to first frame of `hemi DIR`, 80x24", Unit::Milliseconds);
pub const LOCAL_FIRST_ROWS: Figure = Figure("start of `hemi DIR` to its rows, 80x24", Unit::Milliseconds);
pub const KEY_TO_FRAME: Figure =
    Figure("key to frame in 100,000 entries (mc: in 5,000 local files)", Unit::Milliseconds);
pub const BAR_BYTES: Figure = Figure("bytes per Down, bar moves", Unit::Bytes);
pub const MEAN_BYTES: Figure = Figure("bytes per Down, mean of 100 with scrolling", Unit::Bytes);
pub const PAGE_BYTES: Figure = Figure("bytes of a PageDown", Unit::Bytes);
pub const MANY_BYTES: Figure = Figure("bytes of 200 Downs at once", Unit::Bytes);
pub const TRUE_BAR_BYTES: Figure = Figure("bytes per Down, bar moves, truecolor", Unit::Bytes);
pub const TRUE_MANY_BYTES: Figure = Figure("bytes of 200 Downs at once, truecolor", Unit::Bytes);
pub const TRUE_IDLE_BYTES: Figure = Figure("bytes written in 3 s of idling, truecolor", Unit::Bytes);
pub const IDLE_BYTES: Figure = Figure("bytes written in 3 s of idling", Unit::Bytes);
pub const SLOW_START: Figure =
    Figure("9600 baud, 80x24: start to both panes of `hemi DIR DIR`", Unit::Milliseconds);
pub const SLOW_KEY: Figure = Figure("9600 baud, 80x24: Down to its last byte", Unit::Milliseconds);
pub const SLOW_HELD: Figure =
    Figure("9600 baud, 80x24: 90 Downs at 30 a second, rest after the last", Unit::Milliseconds);
pub const FIRST_ROWS: Figure = Figure("100,000 remote entries: Enter to first rows", Unit::Milliseconds);
pub const ALL_ROWS: Figure = Figure("100,000 remote entries: Enter to complete", Unit::Milliseconds);
pub const PROCESS: Figure = Figure("100,000 remote entries: process start to complete", Unit::Milliseconds);
pub const KEY_WHILE_LOADING: Figure = Figure("longest wait of a key while they load", Unit::Milliseconds);
pub const LOCAL_ROWS: Figure = Figure("1,000,000 local entries: start to complete", Unit::Milliseconds);
pub const LOCAL_KEYS: Figure =
    Figure("1,000,000 local entries: key to frame while they load, p99", Unit::Milliseconds);
pub const MEMORY_AT_START: Figure = Figure("memory after the start", Unit::Mebibytes);
pub const MEMORY_WITH_ROWS: Figure = Figure("memory with 100,000 entries", Unit::Mebibytes);

pub const WALK: Figure =
    Figure("service 200 ms away: 20 directories, one after the other without rest", Unit::Milliseconds);
pub const WALK_AHEAD: Figure =
    Figure("service 200 ms away: waits in 20 directories, 300 ms of rest in each", Unit::Milliseconds);
pub const WALK_BACK: Figure =
    Figure("service 200 ms away: each of them on the way back, rows shown", Unit::Milliseconds);
pub const FAR_START: Figure =
    Figure("service 200 ms away: start to first rows of both panes, signed in", Unit::RoundTrips);
pub const THIN_PROCESSOR: Figure =
    Figure("100,000 remote entries at 20 Mbit/s: time of the processor", Unit::Milliseconds);
pub const THIN_ROWS: Figure =
    Figure("100,000 remote entries at 20 Mbit/s: start to complete", Unit::Milliseconds);

/// What a figure is to be at most.
const GOALS: &[(Figure, f64)] =
    &[(WALK, 4_500.0), (WALK_AHEAD, 1_500.0), (WALK_BACK, 16.0), (FAR_START, 3.0), (THIN_PROCESSOR, 1_000.0)];

const ORDER: &[Figure] = &[
    FIRST_FRAME,
    FIRST_FRAME_BYTES,
    LOCAL_FRAME,
    LOCAL_FIRST_ROWS,
    KEY_TO_FRAME,
    BAR_BYTES,
    MEAN_BYTES,
    PAGE_BYTES,
    MANY_BYTES,
    IDLE_BYTES,
    TRUE_BAR_BYTES,
    TRUE_MANY_BYTES,
    TRUE_IDLE_BYTES,
    SLOW_START,
    SLOW_KEY,
    SLOW_HELD,
    FIRST_ROWS,
    ALL_ROWS,
    PROCESS,
    KEY_WHILE_LOADING,
    WALK,
    WALK_AHEAD,
    WALK_BACK,
    FAR_START,
    THIN_PROCESSOR,
    THIN_ROWS,
    LOCAL_ROWS,
    LOCAL_KEYS,
    MEMORY_AT_START,
    MEMORY_WITH_ROWS,
];

/// A figure above this multiple of the baseline's is named below the table.
const MOST: f64 = 1.1;

/// Whose figure it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Hemi,
    Baseline,
    /// Another program, by its command.
    Peer(&'static str),
}

/// All samples of a run. Printed, it is a table of their medians.
#[derive(Default)]
pub struct Report(Vec<(Figure, Subject, f64)>);

impl Report {
    pub fn add(&mut self, figure: Figure, who: Subject, value: f64) {
        self.0.push((figure, who, value));
    }

    pub fn time(&mut self, figure: Figure, who: Subject, value: Duration) {
        self.add(figure, who, value.as_secs_f64() * 1e3);
    }

    fn median(&self, figure: Figure, who: Subject) -> Option<f64> {
        let mut values: Vec<f64> =
            self.0.iter().filter(|sample| (sample.0, sample.1) == (figure, who)).map(|s| s.2).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    }

    /// hemi's median as a multiple of the baseline's.
    fn ratio(&self, figure: Figure) -> Option<f64> {
        let (hemi, baseline) =
            self.median(figure, Subject::Hemi).zip(self.median(figure, Subject::Baseline))?;
        Some(if hemi == baseline { 1.0 } else { hemi / baseline })
    }

    fn peer(&self, figure: Figure) -> Option<&'static str> {
        self.0.iter().find_map(|(of, who, _)| match who {
            Subject::Peer(name) if *of == figure => Some(*name),
            _ => None,
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| figure | hemi | baseline | hemi/baseline | beside it |\n|---|---|---|---|---|")?;
        for figure in ORDER {
            let cell = |who| self.median(*figure, who).map(|value| figure.1.show(value)).unwrap_or_default();
            let ratio = self.ratio(*figure).map(|ratio| format!("{ratio:.2}")).unwrap_or_default();
            let beside = self.peer(*figure).map_or_else(String::new, |name| {
                let of_it =
                    self.median(*figure, Subject::Hemi).zip(self.median(*figure, Subject::Peer(name)));
                let of_it = of_it.map_or(0.0, |(hemi, peer)| hemi / peer);
                format!("`{name}` {}, hemi takes {of_it:.2} of it", cell(Subject::Peer(name)))
            });
            let goal = GOALS.iter().find(|(of, _)| of == figure);
            let beside = goal.map_or(beside, |(_, most)| format!("goal: at most {}", figure.1.show(*most)));
            let Figure(what, _) = figure;
            writeln!(
                f,
                "| {what} | {} | {} | {ratio} | {beside} |",
                cell(Subject::Hemi),
                cell(Subject::Baseline)
            )?;
        }
        let worse = ORDER.iter().filter(|figure| self.ratio(**figure).is_some_and(|ratio| ratio > MOST));
        for Figure(what, _) in worse {
            writeln!(f, "above {MOST} of the baseline: {what}")?;
        }
        Ok(())
    }
}

impl Unit {
    fn show(self, value: f64) -> String {
        match self {
            Self::Milliseconds => format!("{value:.1} ms"),
            Self::Bytes => format!("{value:.0}"),
            Self::Mebibytes => format!("{value:.1} MiB"),
            Self::RoundTrips => format!("{value:.2} round trips"),
        }
    }
}
