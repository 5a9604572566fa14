//! Runs a shell, an editor or a pager in the terminal, and waits for it on a thread; opens files with the desktop's
//! programs.
//!
//! Names are arguments of these programs, never part of a line that a shell reads; each begins with `/`, so that none is
//! an option. No program gets the secrets that the environment of hemi may have.

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use tokio::sync::mpsc::UnboundedSender;

use super::TerminalEvent;
use crate::domain::path::StorePath;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::{SafeText, Untrusted};
use crate::domain::user_program::UserProgram;
use crate::safe;

/// Variables whose values are secrets.
const SECRETS: [&str; 2] = ["HEMI_CLIENT_SECRET", "GLOBUS_CLI_CLIENT_SECRET"];

/// What a shell answers where it does not find a program.
const NOT_FOUND: i32 = 127;

/// The programs that the environment names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserPrograms {
    /// `SHELL`: a program.
    pub shell: OsString,
    /// `VISUAL` or `EDITOR`: a program, perhaps with arguments.
    pub editor: OsString,
    /// `PAGER`: a program, perhaps with arguments.
    pub pager: OsString,
}

impl Default for UserPrograms {
    fn default() -> Self {
        Self::of(|_| None)
    }
}

impl UserPrograms {
    /// From the variables of the environment, which are not empty.
    pub fn of(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        Self {
            shell: variable("SHELL").unwrap_or_else(|| "/bin/sh".into()),
            editor: variable("VISUAL").or_else(|| variable("EDITOR")).unwrap_or_else(|| "vi".into()),
            pager: variable("PAGER").unwrap_or_else(|| "less".into()),
        }
    }

    fn named(&self, program: &UserProgram) -> &OsStr {
        match program {
            UserProgram::Shell(_) => &self.shell,
            UserProgram::Editor(_) => &self.editor,
            UserProgram::Pager(_) => &self.pager,
        }
    }

    fn command(&self, program: &UserProgram) -> Command {
        let named = self.named(program);
        let path = local(program.path());
        let mut command = match program {
            UserProgram::Shell(_) => Command::new(named),
            // It may have arguments, so a shell reads it, as it does for other programs; never the name of the file.
            UserProgram::Editor(_) | UserProgram::Pager(_) => {
                let mut line = named.to_owned();
                line.push(" \"$1\"");
                let mut command = Command::new("/bin/sh");
                command.arg("-c").arg(line).arg("sh").arg(path);
                command
            }
        };
        let directory = match program {
            UserProgram::Shell(_) => Some(path),
            UserProgram::Editor(_) | UserProgram::Pager(_) => path.parent(),
        };
        command.current_dir(directory.unwrap_or(path));
        without_secrets(&mut command);
        command
    }

    /// Starts a program with this terminal and waits for it on another thread. [`TerminalEvent::ProgramEnded`] reports how it ended.
    pub fn start(
        &self,
        program: &UserProgram,
        keyboard: io::Result<OwnedFd>,
        events: UnboundedSender<TerminalEvent>,
    ) {
        let (programs, waited, told) = (self.clone(), program.clone(), events.clone());
        let run = move || {
            let ended = keyboard.and_then(|keyboard| {
                // Not the file description that hemi writes to, which does not block.
                let [output, errors] = [rustix::stdio::stdout(), rustix::stdio::stdout()];
                programs
                    .command(&waited)
                    .stdin(keyboard)
                    .stdout(output.try_clone_to_owned()?)
                    .stderr(errors.try_clone_to_owned()?)
                    .status()
            });
            let _ = told.send(TerminalEvent::ProgramEnded(programs.problem(&waited, ended)));
        };
        if let Err(error) = std::thread::Builder::new().name("program".into()).spawn(run) {
            let _ = events.send(TerminalEvent::ProgramEnded(self.problem(program, Err(error))));
        }
    }

    /// What is to be told of its end, if anything.
    fn problem(&self, program: &UserProgram, ended: io::Result<ExitStatus>) -> Option<Problem> {
        let why = match ended {
            Ok(status) if status.success() => return None,
            // That of the last command in it.
            Ok(_) if matches!(program, UserProgram::Shell(_)) => return None,
            Ok(status) => match status.code() {
                Some(NOT_FOUND) => "was not found".into(),
                Some(code) => safe!("ended with code {}", code),
                None => "was ended by a signal".into(),
            },
            Err(error) => not_started(&error),
        };
        let named = Untrusted::new(self.named(program).as_bytes()).sanitized().fit(60);
        let variable = match program {
            UserProgram::Shell(_) => "SHELL",
            UserProgram::Editor(_) => "VISUAL or EDITOR",
            UserProgram::Pager(_) => "PAGER",
        };
        Some(Problem::new(
            ProblemKind::Local,
            safe!("The {} {} {}.", program.word(), named, why),
            safe!("Another is used if you start hemi with {} set to it.", variable),
        ))
    }
}

/// Opens a file with the program that the desktop has for it, and returns at once. A failure is sent to `events`.
pub fn open_file(file: &StorePath, events: UnboundedSender<TerminalEvent>) {
    let (path, failed, told) = (local(file).to_owned(), problem_of_opening(file), events.clone());
    let opening = move || {
        let mut started = open::commands(path).into_iter().filter_map(|mut command| {
            without_secrets(&mut command);
            // Nothing of the terminal: no keys, no output, no signals.
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
            command.spawn().ok()
        });
        let opened = started.next().and_then(|mut child| child.wait().ok());
        if !opened.is_some_and(|status| status.success()) {
            let _ = told.send(TerminalEvent::Failed(failed));
        }
    };
    if std::thread::Builder::new().name("desktop".into()).spawn(opening).is_err() {
        let _ = events.send(TerminalEvent::Failed(problem_of_opening(file)));
    }
}

fn problem_of_opening(file: &StorePath) -> Problem {
    Problem::new(
        ProblemKind::Local,
        safe!("The desktop has opened no program for {}.", file.sanitized()),
        "Look into it with the editor or the pager instead.",
    )
}

fn local(path: &StorePath) -> &Path {
    Path::new(OsStr::from_bytes(path.raw()))
}

fn without_secrets(command: &mut Command) {
    for secret in SECRETS {
        command.env_remove(secret);
    }
}

fn not_started(error: &io::Error) -> SafeText {
    safe!("cannot be started: {}", Untrusted::new(error.to_string()).sanitized())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(command: &Command) -> Vec<&[u8]> {
        command.get_args().map(OsStr::as_bytes).collect()
    }

    #[test]
    fn a_name_is_an_argument_of_its_own_and_no_secret_is_passed_on() {
        let file = StorePath::parse(b"/d/-rf $(x)\n\xff").unwrap();
        let programs = UserPrograms { editor: "nano -w".into(), ..UserPrograms::default() };
        let command = programs.command(&UserProgram::Editor(file.clone()));
        assert_eq!(arguments(&command), [&b"-c"[..], b"nano -w \"$1\"", b"sh", file.raw()]);
        assert_eq!(command.get_current_dir(), Some(Path::new("/d")));
        let shell = programs.command(&UserProgram::Shell(StorePath::root()));
        assert_eq!(shell.get_program(), "/bin/sh");
        for command in [command, shell] {
            for secret in SECRETS {
                assert!(
                    command.get_envs().any(|(name, value)| name == secret && value.is_none()),
                    "{secret}"
                );
            }
        }
    }

    #[test]
    fn the_environment_names_the_programs() {
        let set = |name: &str| (name != "VISUAL").then(|| OsString::from(name.to_lowercase()));
        let programs = UserPrograms::of(set);
        assert_eq!([programs.shell, programs.editor, programs.pager], ["shell", "editor", "pager"]);
    }
}
