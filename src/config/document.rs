//! `config.toml` with every setting explained and, commented out, at its default: what `hemi config edit` begins with.

use super::definitions::{SETTINGS, Setting};
use crate::domain::text::SafeText;
use crate::safe;

/// Cells of the longest line.
const WIDTH: usize = 78;

/// What stands above the settings.
const HEAD: &str = "Settings of hemi. A line that begins with # sets nothing: remove the # from a line that sets one, and change \
                    its value. To see where each value comes from: hemi config show. To check this file: hemi config check.";

/// What stands above the example of keys.
pub const KEYS: &str = "Keys of your own, for the commands and the parts of the screen that the help of the keys (? in hemi) names. \
                    They replace the keys that the command has in `keymap`; [] takes all its keys away. Two keys with a blank \
                    between are pressed one after the other.";

/// An example of keys, which sets what hemi has anyway.
pub const EXAMPLE_OF_KEYS: [&str; 2] = ["[keys.list]", "transfer = [\"c\", \"F5\"]"];

/// The text of the file.
pub fn default_file() -> String {
    let mut lines = Vec::new();
    explain(HEAD, &mut lines);
    for setting in SETTINGS {
        lines.push(String::new());
        explain(setting.sentence, &mut lines);
        lines.extend(comment(&safe!("Takes {}.", setting.kind.sentence())));
        lines.push(line(setting));
    }
    lines.push(String::new());
    explain(KEYS, &mut lines);
    lines.extend(EXAMPLE_OF_KEYS.iter().map(|line| format!("#{line}")));
    lines.join("\n") + "\n"
}

fn explain(text: &'static str, lines: &mut Vec<String>) {
    lines.extend(comment(&text.into()));
}

fn comment(text: &SafeText) -> Vec<String> {
    text.wrap(WIDTH - 2).iter().map(|line| format!("# {line}")).collect()
}

/// Its line. Only the version is set: it is that of the file's format.
fn line(setting: &Setting) -> String {
    let sets = if setting.name == "version" { "" } else { "#" };
    format!("{sets}{} = {}", setting.name, setting.default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::definitions::Config;
    use crate::config::parse::parse;

    #[test]
    fn the_file_sets_nothing_but_its_version() {
        let parsed = parse(&default_file());
        assert_eq!((parsed.config.lines.len(), parsed.clone().problems()), (1, vec![]));
    }

    #[test]
    fn each_line_without_its_sign_sets_the_default() {
        let text = default_file();
        assert!(text.lines().all(|line| line.len() <= WIDTH && !line.ends_with(' ')), "{text}");
        let without = |line: &str| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') => rest.to_owned(),
            _ => line.to_owned(),
        };
        let all: Vec<String> = text.lines().map(without).collect();
        let parsed = parse(&all.join("\n"));
        assert_eq!(parsed.clone().problems(), []);
        assert_eq!(parsed.config.lines.len(), SETTINGS.len(), "each setting is there once");
        assert_eq!(parsed.config.keys.len(), 1);
        assert_eq!(Config { lines: [].into(), keys: Vec::new(), ..parsed.config }, Config::default());
    }
}
