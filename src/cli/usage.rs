//! What is printed when the arguments cannot be read, and for `--help` and `--version`.

use std::ffi::{OsStr, OsString};
use std::io::IsTerminal as _;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

use super::exit::{ExitCode, Failure};
use super::printer::{Printer, print_error, to_stderr};
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

/// Prints a help text or the version.
pub fn print_help(error: &clap::Error) -> ExitCode {
    let printer = Printer::default();
    print_styled(&error.render(), &printer);
    match printer.check() {
        Ok(()) => ExitCode::Done,
        Err(Failure { code, message }) => {
            print_error(&message);
            code
        }
    }
}

/// Prints clap's text, with styles where the terminal shows them.
pub fn print_styled(text: &clap::builder::StyledStr, printer: &Printer) {
    let text = if shows_styles() { text.ansi().to_string() } else { text.to_string() };
    printer.line(text.trim_end());
}

/// Whether standard output is a terminal that shows styles.
pub fn shows_styles() -> bool {
    std::io::stdout().is_terminal()
        && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var_os("TERM").is_some_and(|term| term != "dumb")
}

/// Prints why `arguments` cannot be read. `error_of` gives clap's error for them, without styles.
pub fn print_usage_error(
    arguments: &[OsString],
    error_of: impl Fn(Vec<OsString>) -> Option<clap::Error>,
) -> ExitCode {
    // clap repeats arguments in its message. Without line breaks in them, the lines of the message are its own
    // and each is sanitised as a whole.
    let arguments = arguments.iter().map(|argument| without_line_breaks(argument)).collect();
    match error_of(arguments) {
        Some(error) => {
            lines_of(&error.render().ansi().to_string()).iter().for_each(|line| to_stderr(line.as_str()))
        }
        None => print_error(&"the arguments cannot be read. To see how hemi is called: hemi --help".into()),
    }
    ExitCode::Usage
}

fn without_line_breaks(argument: &OsStr) -> OsString {
    let lines: Vec<&[u8]> = argument.as_bytes().split(|byte| *byte == b'\n').collect();
    OsString::from_vec(lines.join("\u{2424}".as_bytes()))
}

/// The lines of clap's message, sanitised without their indentation, which is kept.
fn lines_of(message: &str) -> Vec<SafeText> {
    let line = |line: &str| {
        let text = line.trim_matches(' ');
        let indent = line.len() - line.trim_start_matches(' ').len();
        (0..indent).fold(Untrusted::new(text).sanitized(), |so_far, _| safe!(" {}", so_far))
    };
    message.trim_end().split('\n').map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_argument_steers_the_terminal_through_a_message() {
        let message =
            "error: unexpected argument '--q\u{1b}]0;EVIL\u{7}\u{9b}31m\u{202e}x' found\n\n  tip: x\n";
        let lines: Vec<String> = lines_of(message).iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            ["error: unexpected argument '--q\\x1b]0;EVIL\\x07\\u{9b}31m\\u{202e}x' found", "", "  tip: x"]
        );
    }

    #[test]
    fn a_line_break_in_an_argument_adds_no_line() {
        assert_eq!(without_line_breaks(OsStr::new("a\nb")), "a\u{2424}b");
    }
}
