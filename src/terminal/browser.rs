//! A link in the user's browser: started on its own, never on our terminal, never waited for.

use tokio::sync::mpsc::UnboundedSender;

use super::News;
use crate::domain::link::Link;
use crate::domain::problem::{Problem, ProblemKind};
use crate::shown;

/// Browsers that need a terminal: ours is taken.
const TEXT_BROWSERS: [&str; 9] =
    ["w3m", "lynx", "links", "links2", "elinks", "www-browser", "browsh", "carbonyl", "chawan"];

/// Opens `link`. Starting a browser can take a while, so a thread does it; a failure is told to `news`.
pub fn open(link: &Link, news: UnboundedSender<News>) {
    let (url, failed, told) = (link.as_str().to_owned(), problem(link), news.clone());
    let opening = move || {
        // It gets no terminal: its standard files are none, its session is its own.
        if open::that_detached(url).is_err() {
            let _ = told.send(News::WishFailed(failed));
        }
    };
    if std::thread::Builder::new().name("browser".into()).spawn(opening).is_err() {
        let _ = news.send(News::WishFailed(problem(link)));
    }
}

/// Whether a browser with a window of its own is likely to be found.
pub fn has_window_browser(variable: impl Fn(&str) -> Option<String>) -> bool {
    let chosen = variable("BROWSER");
    let chosen = chosen.as_deref().and_then(|list| list.split(':').next());
    let program = chosen
        .and_then(|command| command.split_whitespace().next())
        .map(|program| program.rsplit_once('/').map_or(program, |(_, name)| name));
    match program {
        Some(program) if TEXT_BROWSERS.contains(&program) => false,
        Some(_) => true,
        None if cfg!(target_os = "macos") => true,
        None => ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"].iter().any(|name| variable(name).is_some()),
    }
}

/// What to tell the user instead.
pub fn problem(link: &Link) -> Problem {
    Problem::new(
        ProblemKind::Local,
        "No browser could be opened from here.",
        shown!("Open this link in any browser: {}", link),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_browsers_with_a_window_are_started() {
        let with = |set: &'static [(&str, &str)]| {
            has_window_browser(|name| set.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
        };
        assert!(with(&[("DISPLAY", ":0")]));
        assert!(with(&[("WAYLAND_DISPLAY", "wayland-0")]));
        assert!(with(&[("BROWSER", "/usr/bin/firefox %s:w3m")]));
        assert!(!with(&[("BROWSER", "w3m"), ("DISPLAY", ":0")]));
        assert!(!with(&[("BROWSER", "/usr/bin/lynx -x:firefox"), ("DISPLAY", ":0")]));
        assert_eq!(with(&[]), cfg!(target_os = "macos"));
    }
}
