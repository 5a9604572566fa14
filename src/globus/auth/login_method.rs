//! The login method that suits this machine (`globus-api.md` 2.3).

use crate::domain::account::LoginMethod as Way;
use crate::domain::browser::has_window;

/// The method to offer first: the local browser if there is one, else pasting a code.
pub fn usual(variable: impl Fn(&str) -> Option<String>) -> Way {
    if has_window(variable) { Way::Browser } else { Way::Paste }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_only_where_one_can_open_here() {
        let desk = |name: &str| (name == "DISPLAY").then(|| ":0".to_owned());
        assert_eq!(usual(desk), Way::Browser);
        assert_eq!(
            usual(|name| desk(name).or((name == "SSH_TTY").then(|| "/dev/pts/1".to_owned()))),
            Way::Paste
        );
    }
}
