//! The loop of the plain mode: lines in, lines out. The terminal keeps its own line editing, and nothing but text is
//! written, so that it works on a terminal that cannot move its cursor, and through pipes.
//!
//! Start with [`run_plain`]. As in [`run_loop`](super::run_loop), signals come first, then what the user gives, then
//! events; and what is written is reported to the app once it was written, so that no plan counts as seen before.

use std::io::IsTerminal as _;
use std::time::Duration;

use tokio::sync::mpsc::{Receiver, UnboundedReceiver};

use super::plain_io::{Echo, LineIn, LineOut};
use super::plain_signals::PlainSignal;
use super::run_loop::{EffectHandler, pause};
use super::{Exit, TerminalEvent, browser, user_program};
use crate::app::App;
use crate::app::commands::{Args, global};
use crate::app::effect::{Effect, Effects, ExitReason, TerminalCommand};
use crate::app::event::{Event, TerminalReport};
use crate::app::plain::{Answered, PlainView};
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::SafeText;
use crate::domain::time::Timestamp;
use crate::safe;

/// What the loop reads.
#[derive(Debug)]
pub struct PlainInputs {
    /// Signals.
    pub signals: UnboundedReceiver<PlainSignal>,
    /// What was written, and what a browser reports.
    pub terminal: UnboundedReceiver<TerminalEvent>,
    /// Lines of standard input.
    pub lines: Receiver<LineIn>,
    /// Events of the runtime.
    pub events: Receiver<Event>,
}

/// What the loop writes to.
#[derive(Debug)]
pub struct PlainOutput {
    /// The lines.
    pub out: LineOut,
    /// Whether a browser with a window is likely to exist.
    pub has_browser: bool,
    /// To report what a browser could not do.
    pub events: tokio::sync::mpsc::UnboundedSender<TerminalEvent>,
}

/// Runs until there is a reason to exit. The first lines are written before the handler is started.
pub async fn run_plain<H: EffectHandler>(
    app: &mut App,
    handler: &mut H,
    mut inputs: PlainInputs,
    output: PlainOutput,
    clock: impl Fn() -> Timestamp,
) -> Exit {
    let typed = std::io::stdin().is_terminal();
    let mut on = PlainLoop {
        app,
        handler,
        output,
        clock,
        view: PlainView::default(),
        echo: Echo::of_stdin(),
        typed,
        prompted: false,
        ended: false,
        chunks: 0,
        woken: None,
        exit: None,
    };
    on.tell();
    on.handler.start();
    loop {
        if let Some(exit) = on.exit.take() {
            on.output.out.finish(on.prompted);
            return exit;
        }
        let reads = on.reads();
        tokio::select! {
            biased;
            Some(signal) = inputs.signals.recv() => on.signal(signal),
            Some(event) = inputs.terminal.recv() => on.terminal(event),
            Some(line) = inputs.lines.recv(), if reads && !on.ended => on.line(line),
            () = pause(on.until_wake()) => on.wake(),
            event = inputs.events.recv() => match event {
                Some(event) => on.apply(event),
                None => return Exit::RuntimeGone,
            },
            () = tokio::task::yield_now(), if on.app.is_working() => on.work(),
        }
        on.end_if_due();
        on.tell();
    }
}

struct PlainLoop<'a, H, C> {
    app: &'a mut App,
    handler: &'a mut H,
    output: PlainOutput,
    clock: C,
    view: PlainView,
    echo: Echo,
    /// Whether lines are typed at a terminal.
    typed: bool,
    /// Whether the prompt is the last that was written.
    prompted: bool,
    /// Whether the input has ended.
    ended: bool,
    /// How much was written so far.
    chunks: u64,
    woken: Option<Timestamp>,
    exit: Option<Exit>,
}

impl<H: EffectHandler, C: Fn() -> Timestamp> PlainLoop<'_, H, C> {
    /// Whether the next line is taken now. From a pipe one is taken when the last one has its answer; a person may type
    /// ahead.
    fn reads(&mut self) -> bool {
        !self.view.waits(self.app) && (self.typed || !self.view.is_busy(self.app))
    }

    fn signal(&mut self, signal: PlainSignal) {
        match signal {
            PlainSignal::Interrupt => {
                let answered = self.view.interrupt(self.app, (self.clock)());
                // The terminal shows ^C after the prompt, and drops what was typed.
                if std::mem::take(&mut self.prompted) {
                    self.output.out.write("\n".into(), None);
                }
                self.answered(answered);
            }
            PlainSignal::Terminate(number) => self.exit = Some(Exit::Signal(number)),
            PlainSignal::HungUp => self.exit = Some(Exit::HungUp),
        }
    }

    fn terminal(&mut self, event: TerminalEvent) {
        match event {
            // Only when nothing was written after it does it show the app as it is.
            TerminalEvent::Drawn(chunk) if chunk == self.chunks => {
                self.apply(Event::Terminal(TerminalReport::Drawn { frame: chunk }));
            }
            TerminalEvent::HungUp => self.exit = Some(Exit::HungUp),
            TerminalEvent::Failed(problem) => self.apply(Event::Terminal(TerminalReport::Failed(problem))),
            _ => {}
        }
    }

    fn line(&mut self, line: LineIn) {
        match line {
            LineIn::Line(line) => {
                // The terminal has shown the end of the line, unless nothing that is typed is seen.
                if self.prompted && (!self.typed || self.echo.is_hidden()) {
                    self.output.out.write("\n".into(), None);
                }
                self.prompted = false;
                let answered = self.view.answer(&line, self.app, (self.clock)());
                self.answered(answered);
            }
            LineIn::End => self.ended = true,
        }
    }

    fn answered(&mut self, answered: Answered) {
        self.write(&answered.lines);
        self.perform(answered.effects);
    }

    /// Quits when the input has ended and what its last line asked for is done.
    fn end_if_due(&mut self) {
        if !self.ended || self.exit.is_some() || self.view.waits(self.app) || self.view.is_busy(self.app) {
            return;
        }
        let effects = self.app.act(&global::QUIT, &Args::default(), (self.clock)());
        self.perform(effects);
        // The input has ended, so no question can be answered. What is not sent yet is sent by the next hemi.
        self.tell();
        self.exit.get_or_insert(Exit::Quit);
    }

    fn apply(&mut self, event: Event) {
        let effects = self.app.apply(event, (self.clock)());
        self.perform(effects);
    }

    fn wake(&mut self) {
        let now = (self.clock)();
        let effects = self.app.wake(now);
        self.woken = Some(now);
        self.perform(effects);
    }

    fn work(&mut self) {
        let effects = self.app.work((self.clock)());
        self.perform(effects);
    }

    fn perform(&mut self, effects: Effects) {
        for effect in effects {
            match effect {
                Effect::Exit(ExitReason::Quit) => self.exit = Some(Exit::Quit),
                Effect::Exit(ExitReason::SwitchProfile(profile)) => {
                    self.exit = Some(Exit::SwitchProfile(profile));
                }
                Effect::Terminal(command) => self.execute(command),
                other => self.handler.handle(other),
            }
        }
    }

    fn execute(&mut self, command: TerminalCommand) {
        match command {
            TerminalCommand::OpenBrowser(link) if self.output.has_browser => {
                browser::open(&link, self.output.events.clone());
            }
            TerminalCommand::OpenBrowser(link) => {
                self.apply(Event::Terminal(TerminalReport::Failed(browser::problem(&link))));
            }
            // A line can be copied as it is.
            TerminalCommand::Copy(text) => self.write(&[text]),
            TerminalCommand::Print(link) => self.write(&[safe!("{}", link)]),
            TerminalCommand::Redraw => self.view.forget(),
            // Keys and what a terminal answers are not read here.
            TerminalCommand::OpenFile(file) => {
                user_program::open_file(&file, self.output.events.clone());
            }
            // The lines that are typed are read ahead here: a program would not get all of them.
            TerminalCommand::Run(program) => {
                let problem = Problem::new(
                    ProblemKind::Local,
                    safe!(
                        "The {} needs the terminal for itself, which the plain mode keeps.",
                        program.word()
                    ),
                    safe!("Use it in another terminal, on {}.", program.path().sanitized()),
                );
                self.apply(Event::Terminal(TerminalReport::Failed(problem)));
            }
            TerminalCommand::ReportKeys(_) | TerminalCommand::ReadTmux => {}
            TerminalCommand::Suspend => {
                let _ = rustix::process::kill_current_process_group(rustix::process::Signal::STOP);
            }
        }
    }

    /// Writes what is new, and asks for the next line.
    fn tell(&mut self) {
        let _ = self.app.take_redraw();
        let news = self.view.news(self.app);
        self.write(&news);
        if self.prompted
            || self.ended
            || self.exit.is_some()
            || self.view.is_busy(self.app)
            || self.view.waits(self.app)
        {
            return;
        }
        let prompt = self.view.prompt(self.app);
        self.echo.hide(prompt.secret);
        self.output.out.write(prompt.words.as_str().to_owned(), None);
        self.prompted = true;
    }

    fn write(&mut self, lines: &[SafeText]) {
        if lines.is_empty() {
            return;
        }
        let mut text = String::new();
        if std::mem::take(&mut self.prompted) {
            text.push('\n');
        }
        for line in lines {
            text.push_str(line.as_str());
            text.push('\n');
        }
        self.chunks += 1;
        self.output.out.write(text, Some(self.chunks));
    }

    fn until_wake(&self) -> Option<Duration> {
        let now = (self.clock)();
        let wait = self.app.next_wake()?.since(now);
        // A deadline that stays in the past must not turn this into a busy loop.
        let again = self.woken == Some(now);
        Some(if again { wait.max(Duration::from_millis(1)) } else { wait })
    }
}
