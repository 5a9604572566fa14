//! Which way of signing in suits this machine (`globus-api.md` 2.3).

use crate::domain::account::SignInWay as Way;

/// Browsers that cannot show the sign-in page beside a full-screen program.
const TEXT_BROWSERS: [&str; 6] = ["lynx", "www-browser", "links", "links2", "elinks", "w3m"];

/// The way to offer first. Over SSH the browser would be on the wrong machine.
pub fn usual(variable: impl Fn(&str) -> Option<String>) -> Way {
    let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    let remote = ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"].into_iter().any(set);
    let screen = cfg!(target_os = "macos") || ["DISPLAY", "WAYLAND_DISPLAY"].into_iter().any(set);
    let browser = variable("BROWSER").unwrap_or_default();
    let program = browser.split_whitespace().next().and_then(|path| path.rsplit('/').next());
    let text_only = program.is_some_and(|name| TEXT_BROWSERS.contains(&name));
    if screen && !remote && !text_only { Way::Browser } else { Way::Paste }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_only_where_one_can_open_here() {
        let way = |set: &[(&str, &str)]| {
            usual(|name| set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
        };
        let bare = if cfg!(target_os = "macos") { Way::Browser } else { Way::Paste };
        let screen = ("DISPLAY", ":0");
        for (set, expected) in [
            (&[] as &[_], bare),
            (&[("DISPLAY", "")], bare),
            (&[screen], Way::Browser),
            (&[("WAYLAND_DISPLAY", "wayland-0")], Way::Browser),
            (&[screen, ("SSH_CONNECTION", "1 2 3 4")], Way::Paste),
            (&[screen, ("SSH_TTY", "/dev/pts/1")], Way::Paste),
            (&[screen, ("BROWSER", "/usr/bin/w3m -o x=y")], Way::Paste),
            (&[screen, ("BROWSER", "firefox")], Way::Browser),
        ] {
            assert_eq!(way(set), expected, "{set:?}");
        }
    }
}
