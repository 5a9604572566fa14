//! How the terminal program looks: theme, characters and time zone, from the arguments, the config file and the
//! environment.

use hemi::app::keymap::Keymap;
use hemi::app::theme::{Names, Themes};
use hemi::cli::args::TuiArguments;
use hemi::cli::exit::{ExitCode, Failure};
use hemi::config::file::{Config, read_optional};
use hemi::config::paths::Paths;
use hemi::config::resolve::Resolved;
use hemi::config::time_zone::time_zone;
use hemi::config::{Settings, text_variable, variable};
use hemi::domain::preferences::{LineError, Word as _};
use hemi::domain::problem::{Problem, ProblemKind};
use hemi::domain::terminal::TerminalEnv;
use hemi::domain::text::Untrusted;
use hemi::safe;
use jiff::tz::TimeZone;

use crate::keys::keymap;

/// What to do about a line of the config file.
const CHANGE_LINE: &str = "Change that line, or delete it.";

/// How the terminal program looks, and the other settings of the config file.
pub struct Appearance {
    /// Colours and signs on either ground.
    pub themes: Themes,
    /// Whether to draw with ASCII characters only.
    pub ascii: bool,
    /// The zone that times are shown in.
    pub zone: TimeZone,
    /// What keys mean.
    pub keymap: Keymap,
    /// All settings as they count: of the config file, with the arguments and variables that go over it. A demo has no file.
    pub config: Config,
    /// Settings that cannot be used, to be reported on the screen.
    pub problem: Option<Problem>,
}

impl Appearance {
    /// From the arguments, then the config file, then the environment. What is wrong is a problem to show.
    ///
    /// # Errors
    /// Exit code 2 for keys that cannot be used: a key must not do something else than the file says.
    pub fn of(arguments: &TuiArguments, paths: &Paths, env: &TerminalEnv) -> Result<Self, Failure> {
        let mut problems = Vec::new();
        let config = if arguments.demo { Config::default() } else { read_config(paths, &mut problems) };
        let config = Resolved::new(config, arguments.flags(), &variable).config;
        let ascii = config.ascii.unwrap_or_default();
        let themes = Themes::choose(config.theme.word(), env.depth).with_names(&names(&config));
        let themes = themes.still(config.reduced_motion);
        let themes = if ascii { themes.ascii() } else { themes };
        let zone = time_zone(&variable).unwrap_or_else(|message| {
            let next = "Set TZ to a name such as Europe/London, or unset it.";
            problems.push(Problem::new(ProblemKind::Local, message, next));
            TimeZone::UTC
        });
        let (keymap, unusable) = keymap(&config);
        let file = Untrusted::new(paths.config_file().as_os_str().as_encoded_bytes()).sanitized();
        let refused = unusable.into_iter().map(|error: LineError| error.in_file(&file));
        if let Some(refused) = refused.reduce(|all, one| safe!("{} {}", all, one)) {
            return Err(Failure::new(ExitCode::Usage, refused));
        }
        Ok(Self { themes, ascii, zone, keymap, config, problem: problems.into_iter().reduce(both) })
    }
}

/// How names look besides, as the settings ask for it.
fn names(config: &Config) -> Names {
    let ls_colors = text_variable(&variable, "LS_COLORS").filter(|_| config.ls_colors);
    Names::new(config.icons, ls_colors.as_deref())
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
        let problem = |message| Problem::new(ProblemKind::Local, message, CHANGE_LINE);
        problems.extend(messages.into_iter().map(problem));
    }
    config
}

#[cfg(test)]
mod tests {
    use super::*;
    use hemi::domain::preferences::ThemeName;

    #[test]
    fn the_themes_are_those_that_settings_name() {
        let mut named = ThemeName::WORDS.to_vec();
        let mut known: Vec<&str> = hemi::app::theme::Theme::names().chain([ThemeName::AUTO.word()]).collect();
        named.sort_unstable();
        known.sort_unstable();
        assert_eq!(named, known);
    }
}
