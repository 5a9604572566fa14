//! How things look: a style for each role, and the signs drawn beside words.
//!
//! Views ask for a [`Role`], never for a colour. A role missing from a theme file fails a test. No meaning
//! hangs on colour alone: whatever differs by role differs by sign, word or attribute too
//!. Must not know what is drawn.

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};

macro_rules! roles {
    ($($(#[$doc:meta])* $role:ident $name:literal;)*) => {
        /// What something on the screen is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Role { $($(#[$doc])* $role,)* }

        impl Role {
            /// Every role there is.
            pub const ALL: &'static [Self] = &[$(Self::$role,)*];

            /// Its name in theme files.
            pub fn name(self) -> &'static str {
                match self { $(Self::$role => $name,)* }
            }
        }
    };
}

roles! {
    /// Plain words.
    Text "text";
    /// The frame of the pane that has not the keys.
    Border "border";
    /// The frame of the pane or overlay that has the keys.
    BorderActive "border_active";
    /// The words in a frame.
    Title "title";
    /// The row at the cursor.
    Bar "bar";
    /// The row at the cursor in a list without the keys.
    BarInactive "bar_inactive";
    /// A marked row.
    Mark "mark";
    /// A directory.
    Dir "dir";
    /// A symlink, or a link to open.
    Link "link";
    /// What cannot be written to.
    ReadOnly "read_only";
    /// What went wrong.
    Error "error";
    /// What deserves a look.
    Warning "warning";
    /// What went well.
    Ok "ok";
    /// What matters less.
    Dim "dim";
    /// A key in a hint.
    Key "key";
    /// Where text is typed.
    Field "field";
    /// The letters that match what was typed.
    Match "match";
    /// The part of a dialog that has the keys.
    Focus "focus";
    /// Columns' heads.
    Heading "heading";
    /// Rates in a sparkline.
    Spark "spark";
    /// A QR code: dark ink on light.
    Qr "qr";
}

/// The signs drawn beside words and around them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyphs {
    /// Frame: horizontal, vertical, then the corners from top left, clockwise.
    pub frame: [&'static str; 6],
    /// Eight heights of a sparkline, lowest first.
    pub levels: [&'static str; 8],
    /// Where text was cut.
    pub cut: &'static str,
    /// A marked row.
    pub mark: &'static str,
    /// The row at the cursor.
    pub bar: &'static str,
    /// A hidden letter.
    pub masked: &'static str,
    /// From here to there.
    pub to: &'static str,
    /// There is more above, and below.
    pub more: [&'static str; 2],
    /// What cannot be written to.
    pub read_only: &'static str,
    /// A symlink.
    pub link: &'static str,
    /// Between two facts on one line.
    pub between: &'static str,
}

impl Glyphs {
    /// For terminals that can draw Unicode.
    pub const UNICODE: Self = Self {
        frame: ["─", "│", "┌", "┐", "┘", "└"],
        levels: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
        cut: "…",
        mark: "●",
        bar: "▸",
        masked: "•",
        to: "→",
        more: ["↑", "↓"],
        read_only: "⊘",
        link: "↪",
        between: "·",
    };

    /// For the others: nothing above 0x7E.
    pub const ASCII: Self = Self {
        frame: ["-", "|", "+", "+", "+", "+"],
        levels: ["_", ".", ":", "-", "=", "+", "*", "#"],
        cut: "~",
        mark: "*",
        bar: ">",
        masked: "*",
        to: "->",
        more: ["^", "v"],
        read_only: "!",
        link: "@",
        between: "-",
    };
}

/// Styles by role, and signs.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    styles: [Style; Role::ALL.len()],
    /// The signs.
    pub glyphs: Glyphs,
}

const FILES: [(&str, &str); 4] = [
    ("default16", include_str!("../../assets/themes/default16.toml")),
    ("high_contrast", include_str!("../../assets/themes/high_contrast.toml")),
    ("colour_blind", include_str!("../../assets/themes/colour_blind.toml")),
    ("mono", include_str!("../../assets/themes/mono.toml")),
];

/// A row of a theme file.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    fg: Option<Colour>,
    bg: Option<Colour>,
    #[serde(default)]
    also: Vec<Attribute>,
}

/// A colour by its name, as ratatui knows it.
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

impl Row {
    fn style(self) -> Style {
        let style = Style { fg: self.fg.map(|c| c.0), bg: self.bg.map(|c| c.0), ..Style::new() };
        self.also.into_iter().fold(style, |style, attribute| style.add_modifier(attribute.into()))
    }
}

impl Theme {
    /// The names [`Theme::load`] knows.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FILES.iter().map(|(name, _)| *name)
    }

    /// The theme of that name; the default one for a name that is none of [`Theme::names`].
    pub fn load(name: &str) -> Self {
        let file = FILES.iter().find(|(known, _)| *known == name).or(FILES.first());
        let rows = file.and_then(|(_, text)| read(text).ok()).unwrap_or_default();
        let style = |role: &Role| rows.get(role.name()).copied().unwrap_or_default();
        let mut styles = [Style::new(); Role::ALL.len()];
        for (slot, role) in styles.iter_mut().zip(Role::ALL) {
            *slot = style(role);
        }
        Self { styles, glyphs: Glyphs::UNICODE }
    }

    /// Without colours, for `NO_COLOR`: what differs does so by attribute.
    pub fn mono() -> Self {
        Self::load("mono")
    }

    /// The same with ASCII signs only.
    #[must_use]
    pub fn ascii(self) -> Self {
        Self { glyphs: Glyphs::ASCII, ..self }
    }

    /// How that role looks.
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }
}

impl Default for Theme {
    fn default() -> Self {
        Self::load("default16")
    }
}

fn read(text: &str) -> Result<BTreeMap<String, Style>, toml::de::Error> {
    let rows: BTreeMap<String, Row> = toml::from_str(text)?;
    Ok(rows.into_iter().map(|(role, row)| (role, row.style())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_has_every_role_and_no_other() {
        let mut roles: Vec<&str> = Role::ALL.iter().map(|role| role.name()).collect();
        roles.sort_unstable();
        for (name, text) in FILES {
            let rows = read(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(rows.keys().collect::<Vec<_>>(), roles, "{name}");
        }
    }

    #[test]
    fn every_theme_keeps_to_the_sixteen_colours() {
        for name in Theme::names() {
            let theme = Theme::load(name);
            for role in Role::ALL {
                let style = theme.style(*role);
                for colour in [style.fg, style.bg].into_iter().flatten() {
                    assert!(!matches!(colour, Color::Rgb(..) | Color::Indexed(_)), "{name} {}", role.name());
                }
            }
        }
    }

    #[test]
    fn without_colour_states_still_differ() {
        use Role::*;
        let theme = Theme::mono();
        assert!(
            Role::ALL.iter().all(|role| theme.style(*role).fg.is_none() && theme.style(*role).bg.is_none())
        );
        for (one, other) in [
            (Bar, Text),
            (Bar, BarInactive),
            (Border, BorderActive),
            (Mark, Text),
            (Dir, Text),
            (Error, Text),
            (Field, Text),
            (Focus, Text),
            (Match, Text),
        ] {
            assert_ne!(theme.style(one), theme.style(other), "{} {}", one.name(), other.name());
        }
    }

    #[test]
    fn good_and_bad_are_never_red_and_green() {
        let theme = Theme::load("colour_blind");
        let red = [Color::Red, Color::LightRed];
        let green = [Color::Green, Color::LightGreen];
        for role in Role::ALL {
            let fg = theme.style(*role).fg;
            assert!(fg.is_none_or(|c| !red.contains(&c) && !green.contains(&c)), "{}", role.name());
        }
        let theme = Theme::default();
        let pair = (theme.style(Role::Ok).fg, theme.style(Role::Error).fg);
        assert!(!(pair.0.is_some_and(|c| green.contains(&c)) && pair.1.is_some_and(|c| red.contains(&c))));
    }

    #[test]
    fn ascii_signs_are_ascii_and_one_cell_like_the_others() {
        for glyphs in [Glyphs::UNICODE, Glyphs::ASCII] {
            let each = glyphs.frame.iter().chain(&glyphs.levels).chain(&glyphs.more);
            let single = [
                glyphs.cut,
                glyphs.mark,
                glyphs.bar,
                glyphs.masked,
                glyphs.read_only,
                glyphs.link,
                glyphs.between,
            ];
            for sign in each.chain(&single) {
                assert_eq!(crate::domain::sanitise::width(sign), 1, "{sign}");
                assert!(glyphs == Glyphs::UNICODE || sign.is_ascii(), "{sign}");
            }
        }
    }
}
