//! How the terminal program looks: theme, characters and time zone, from the arguments, the config file and the
//! environment.

use hemi::app::theme::Theme;
use hemi::cli::args::TuiArguments;
use hemi::cli::exit::{ExitCode, Failure};
use hemi::config::file::{Config, read_optional};
use hemi::config::locale::is_utf8;
use hemi::config::paths::Paths;
use hemi::config::time_zone::time_zone;
use hemi::config::{Settings, variable};
use hemi::domain::problem::{Problem, ProblemKind};
use hemi::domain::text::{SafeText, Untrusted};
use hemi::safe;
use jiff::tz::TimeZone;

/// How the terminal program looks.
pub struct Appearance {
    /// Colours and signs.
    pub theme: Theme,
    /// Whether to draw with ASCII characters only.
    pub ascii: bool,
    /// The zone that times are shown in.
    pub zone: TimeZone,
    /// Settings that cannot be used, to be reported on the screen.
    pub problem: Option<Problem>,
}

impl Appearance {
    /// From the arguments, then the config file, then the environment.
    ///
    /// # Errors
    /// Exit code 2 for a theme of the arguments that does not exist. What is wrong elsewhere is a problem to show.
    pub fn of(arguments: &TuiArguments, paths: &Paths) -> Result<Self, Failure> {
        let mut problems = Vec::new();
        let config = if arguments.demo { Config::default() } else { read_config(paths, &mut problems) };
        let ascii = arguments.ascii || config.ascii.unwrap_or(!is_utf8(&variable));
        let theme = match &arguments.theme {
            Some(name) => find_theme(name)
                .ok_or_else(|| Failure::new(ExitCode::Usage, no_theme(&Untrusted::new(name))))?,
            None => config
                .theme
                .and_then(|name| configured_theme(&name, &mut problems))
                .unwrap_or_else(default_theme),
        };
        let theme = if ascii { theme.ascii() } else { theme };
        let zone = time_zone(&variable).unwrap_or_else(|message| {
            let next = "Set TZ to a name such as Europe/London, or unset it.";
            problems.push(Problem::new(ProblemKind::Local, message, next));
            TimeZone::UTC
        });
        Ok(Self { theme, ascii, zone, problem: problems.into_iter().reduce(both) })
    }
}

/// Two problems as one: the screen has room for one notice.
fn both(first: Problem, second: Problem) -> Problem {
    let next = if first.next == second.next { second.next } else { safe!("{} {}", first.next, second.next) };
    Problem::new(ProblemKind::Local, safe!("{} {}", first.happened, second.happened), next)
}

fn read_config(paths: &Paths, problems: &mut Vec<Problem>) -> Config {
    let (config, messages) = read_optional(&paths.config_file());
    // Settings of the services that cannot be used are reported by the runtime, which needs them.
    if Settings::gather(&variable, paths).is_ok() {
        let problem = |message| Problem::new(ProblemKind::Local, message, "Change that line, or delete it.");
        problems.extend(messages.into_iter().map(problem));
    }
    config
}

fn configured_theme(name: &Untrusted, problems: &mut Vec<Problem>) -> Option<Theme> {
    let theme = name.raw_str().and_then(find_theme);
    if theme.is_none() {
        let message = safe!("In the config file, {}", no_theme(name));
        problems.push(Problem::new(ProblemKind::Local, message, "Change that line, or delete it."));
    }
    theme
}

fn find_theme(name: &str) -> Option<Theme> {
    Theme::names().any(|known| known == name).then(|| Theme::load(name))
}

fn default_theme() -> Theme {
    let plain = variable("NO_COLOR").is_some_and(|value| !value.is_empty());
    if plain { Theme::mono() } else { Theme::default() }
}

fn no_theme(name: &Untrusted) -> SafeText {
    let known = Theme::names().map(SafeText::from).reduce(|all, name| safe!("{}, {}", all, name));
    safe!("there is no theme {}. The themes are: {}.", name.sanitized(), known.unwrap_or_default())
}
