//! The keys of `config.toml`.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::domain::ids::ClientId;
use crate::domain::nearest::nearest;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

/// Every key there is.
const KEYS: [&str; 4] = ["version", "client_id", "theme", "ascii"];

/// What the file sets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// The id of the registered native application.
    pub client_id: Option<ClientId>,
    /// The name of the colour theme.
    pub theme: Option<Untrusted>,
    /// Whether to draw with ASCII characters only.
    pub ascii: Option<bool>,
    /// Lines that set nothing, in their order.
    pub warnings: Vec<LineError>,
}

/// What is wrong in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub reason: SafeText,
}

/// Reads the text of the file. A key that is unknown, or that has a value of the wrong type, is a warning.
///
/// # Errors
/// The first line that is not TOML, or a client id that is none: hemi cannot do without it.
pub fn parse(text: &str) -> Result<Config, LineError> {
    let at = |offset: usize| 1 + text.get(..offset).unwrap_or_default().matches('\n').count();
    let table = DeTable::parse(text).map_err(|error| LineError {
        line: at(error.span().map_or(0, |span| span.start)),
        reason: Untrusted::new(error.message()).on_one_line().fit(120),
    })?;
    let mut config = Config::default();
    for (key, value) in table.get_ref() {
        let line = at(key.span().start);
        let mut warn = |reason| config.warnings.push(LineError { line, reason });
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("version", _) => {}
            ("client_id", value) => config.client_id = client_id(value, line)?,
            ("theme", DeValue::String(name)) => config.theme = Some(Untrusted::new(name.as_bytes())),
            ("theme", _) => warn("theme takes a name in quotes, such as \"mono\"".into()),
            ("ascii", DeValue::Boolean(ascii)) => config.ascii = Some(*ascii),
            ("ascii", _) => warn("ascii takes true or false".into()),
            (unknown, _) => warn(unknown_key(unknown)),
        }
    }
    config.warnings.sort_by_key(|warning| warning.line);
    Ok(config)
}

/// The line, counted from 1, of a key at the top level.
pub fn line_of(text: &str, key: &str) -> Option<usize> {
    let table = DeTable::parse(text).ok()?;
    let offset = table.get_ref().keys().find(|known| known.get_ref() == key).map(Spanned::span)?.start;
    Some(1 + text.get(..offset)?.matches('\n').count())
}

fn client_id(value: &DeValue<'_>, line: usize) -> Result<Option<ClientId>, LineError> {
    let text = value.as_str().map(str::trim);
    if text == Some("") {
        return Ok(None);
    }
    let reason = || "client_id is not an id such as 1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901".into();
    let parsed = text.and_then(|text| text.parse().ok());
    parsed.map(Some).ok_or_else(|| LineError { line, reason: reason() })
}

fn unknown_key(key: &str) -> SafeText {
    let name = Untrusted::new(key).sanitized().fit(60);
    match nearest(key, KEYS) {
        Some(meant) => safe!("{} is not a setting of hemi: did you mean {}?", name, meant),
        None => safe!("{} is not a setting of this version of hemi", name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_and_nothing_is_dropped_silently() {
        let text = "# mine\nthmee = \"x\"\ntheme = \"mono\"\nascii = true\n\n[keys]\na = 1\n";
        let config = parse(text).unwrap();
        assert_eq!((config.theme, config.ascii), (Some(Untrusted::new("mono")), Some(true)));
        let warnings: Vec<String> =
            config.warnings.iter().map(|warning| format!("{}: {}", warning.line, warning.reason)).collect();
        assert_eq!(
            warnings,
            [
                "2: thmee is not a setting of hemi: did you mean theme?",
                "6: keys is not a setting of this version of hemi",
            ]
        );
    }

    #[test]
    fn values_of_the_wrong_type_are_named_with_what_is_taken() {
        let config = parse("theme = 1\nascii = \"yes\"\n\"\\u001b]0;x\" = 1\n").unwrap();
        assert_eq!((config.theme, config.ascii), (None, None));
        let reasons: Vec<&str> = config.warnings.iter().map(|warning| warning.reason.as_str()).collect();
        assert_eq!(
            reasons,
            [
                "theme takes a name in quotes, such as \"mono\"",
                "ascii takes true or false",
                "\\x1b]0;x is not a setting of this version of hemi",
            ]
        );
    }
}
