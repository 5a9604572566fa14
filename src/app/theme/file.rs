//! Reads a theme file: names for colours, and a style for each role.

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};

/// A theme file.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Colours by the names that the rows use.
    #[serde(default)]
    colours: BTreeMap<String, Colour>,
    /// A row for each role.
    roles: BTreeMap<String, Row>,
}

/// The row of a role.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    fg: Option<String>,
    bg: Option<String>,
    #[serde(default)]
    also: Vec<Attribute>,
    /// Attributes that what lies below is drawn without.
    #[serde(default)]
    without: Vec<Attribute>,
}

/// A colour by its name, index or `#rrggbb`, as ratatui reads it.
#[derive(serde::Deserialize)]
#[serde(try_from = "String")]
struct Colour(Color);

impl TryFrom<String> for Colour {
    type Error = ratatui::style::ParseColorError;
    fn try_from(name: String) -> Result<Self, Self::Error> {
        name.parse().map(Self)
    }
}

#[derive(Clone, Copy, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Attribute {
    Bold,
    Dim,
    Italic,
    Underlined,
    Reversed,
}

impl From<Attribute> for Modifier {
    fn from(attribute: Attribute) -> Self {
        match attribute {
            Attribute::Bold => Self::BOLD,
            Attribute::Dim => Self::DIM,
            Attribute::Italic => Self::ITALIC,
            Attribute::Underlined => Self::UNDERLINED,
            Attribute::Reversed => Self::REVERSED,
        }
    }
}

/// Why a theme file cannot be used. The files are built in and a test reads each, so users never see this error.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileError {
    /// It is not a theme file.
    #[error(transparent)]
    Toml(#[from] toml::de::Error),
    /// A row names a colour that the file does not have, and that is not one of the sixteen.
    #[error("no colour {0}")]
    Colour(String),
}

/// The styles of a theme file by the names of their roles.
pub(super) fn read(text: &str) -> Result<BTreeMap<String, Style>, FileError> {
    let File { colours, roles } = toml::from_str(text)?;
    let colour = |name: String| match colours.get(&name) {
        Some(colour) => Ok(colour.0),
        None => name.parse().map_err(|_| FileError::Colour(name)),
    };
    let mut styles = BTreeMap::new();
    for (role, row) in roles {
        let mut style = Style::new();
        style.fg = row.fg.map(colour).transpose()?;
        style.bg = row.bg.map(colour).transpose()?;
        style = row.also.into_iter().fold(style, |style, attribute| style.add_modifier(attribute.into()));
        style =
            row.without.into_iter().fold(style, |style, attribute| style.remove_modifier(attribute.into()));
        styles.insert(role, style);
    }
    Ok(styles)
}
