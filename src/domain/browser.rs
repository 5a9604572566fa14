//! Whether a graphical browser is likely to open here, judged from the environment alone (`globus-api.md` 2.3).

/// Browsers that need a terminal, which hemi itself uses.
const TEXT_BROWSERS: [&str; 9] =
    ["w3m", "lynx", "links", "links2", "elinks", "www-browser", "browsh", "carbonyl", "chawan"];

/// Whether a browser opens in front of the user. Over SSH it would open on the wrong computer.
pub fn has_window(variable: impl Fn(&str) -> Option<String>) -> bool {
    let value = |name: &str| variable(name).filter(|value| !value.is_empty());
    let set = |name: &str| value(name).is_some();
    if ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"].into_iter().any(set) {
        return false;
    }
    let chosen = value("BROWSER");
    let command = chosen.as_deref().and_then(|list| list.split(':').next());
    let program = command.and_then(|command| command.split_whitespace().next());
    match program.map(|program| program.rsplit_once('/').map_or(program, |(_, name)| name)) {
        Some(program) => !TEXT_BROWSERS.contains(&program),
        None if cfg!(target_os = "macos") => true,
        None => ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"].into_iter().any(set),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_where_one_can_open_here() {
        let with = |set: &[(&str, &str)]| {
            has_window(|name| set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
        };
        let bare = cfg!(target_os = "macos");
        let screen = ("DISPLAY", ":0");
        for (set, expected) in [
            (&[] as &[_], bare),
            (&[("DISPLAY", "")], bare),
            (&[screen], true),
            (&[("WAYLAND_DISPLAY", "wayland-0")], true),
            (&[screen, ("SSH_CONNECTION", "1 2 3 4")], false),
            (&[screen, ("SSH_TTY", "/dev/pts/1")], false),
            (&[("BROWSER", "firefox"), ("SSH_CLIENT", "1 2 3")], false),
            (&[screen, ("SSH_TTY", "")], true),
            (&[screen, ("BROWSER", "/usr/bin/w3m -o x=y")], false),
            (&[screen, ("BROWSER", "/usr/bin/lynx -x:firefox")], false),
            (&[screen, ("BROWSER", "firefox")], true),
            (&[("BROWSER", "/usr/bin/firefox %s:w3m")], true),
        ] {
            assert_eq!(with(set), expected, "{set:?}");
        }
    }
}
