//! How things look: a style for each role, and the signs drawn beside words.
//!
//! Views ask for a [`Role`], never for a colour. A role missing from a theme file fails a test. No meaning
//! hangs on colour alone: whatever differs by role differs by sign, word or attribute too. Must not know what is drawn.
//! Start with [`Themes::choose`].

mod depth;
mod file;
mod glyphs;
mod names;
mod role;

use ratatui::style::{Color, Style};

use crate::domain::terminal::Ground;

pub use depth::ColourDepth;
pub use glyphs::Glyphs;
pub use names::Names;
pub use role::Role;

/// Styles by role, and signs.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    styles: [Style; Role::ALL.len()],
    /// The signs.
    pub glyphs: Glyphs,
    /// How names look besides.
    pub names: Names,
    /// Whether graphs that move are left out: numbers and words tell the same.
    pub still: bool,
}

/// The name of the choice that follows the terminal.
pub const AUTO: &str = "auto";

/// The themes by name, the default one first.
const FILES: [(&str, &str); 5] = [
    ("default16", include_str!("../../../assets/themes/default16.toml")),
    ("hemi-dark", include_str!("../../../assets/themes/hemi-dark.toml")),
    ("hemi-light", include_str!("../../../assets/themes/hemi-light.toml")),
    ("high_contrast", include_str!("../../../assets/themes/high_contrast.toml")),
    ("mono", include_str!("../../../assets/themes/mono.toml")),
];

impl Theme {
    /// The names [`Theme::load`] knows.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FILES.iter().map(|(name, _)| *name)
    }

    /// The theme of that name; the default one for a name that is none of [`Theme::names`].
    pub fn load(name: &str) -> Self {
        let file = FILES.iter().find(|(known, _)| *known == name).or(FILES.first());
        let rows = file.and_then(|(_, text)| file::read(text).ok()).unwrap_or_default();
        let style = |role: &Role| rows.get(role.name()).copied().unwrap_or_default();
        let mut styles = [Style::new(); Role::ALL.len()];
        for (slot, role) in styles.iter_mut().zip(Role::ALL) {
            *slot = style(role);
        }
        Self { styles, glyphs: Glyphs::UNICODE, names: Names::default(), still: false }
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

    /// The same on a terminal of so many colours. Sixteen depend on the user's palette, so that no colour has an
    /// equivalent there: a theme that needs more becomes the default one.
    #[must_use]
    pub fn at_depth(self, depth: ColourDepth) -> Self {
        if depth >= self.depth() {
            return self;
        }
        if depth == ColourDepth::Sixteen {
            return Self { glyphs: self.glyphs, names: self.names, still: self.still, ..Self::default() };
        }
        let reduced = |colour| match colour {
            Color::Rgb(red, green, blue) => depth::nearest(red, green, blue),
            other => other,
        };
        let style = |style: Style| Style { fg: style.fg.map(reduced), bg: style.bg.map(reduced), ..style };
        Self { styles: self.styles.map(style), ..self }
    }

    /// How many colours it needs.
    fn depth(&self) -> ColourDepth {
        let colours = self.styles.iter().flat_map(|style| [style.fg, style.bg]).flatten();
        let depth = |colour| match colour {
            Color::Rgb(..) => ColourDepth::True,
            Color::Indexed(_) => ColourDepth::Indexed,
            _ => ColourDepth::Sixteen,
        };
        colours.map(depth).max().unwrap_or_default()
    }

    /// The same with names that look so.
    #[must_use]
    pub fn with_names(self, names: Names) -> Self {
        Self { names, ..self }
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

/// The theme on a dark ground, and the one on a light ground: which of them it is may be known only later.
#[derive(Clone, Debug, PartialEq)]
pub struct Themes {
    /// On a dark ground.
    pub dark: Theme,
    /// On a light ground.
    pub light: Theme,
}

impl Themes {
    /// What was chosen by name, on a terminal of so many colours; [`AUTO`] follows the terminal.
    pub fn choose(name: &str, depth: ColourDepth) -> Self {
        let load = |name: &str| Theme::load(name).at_depth(depth);
        match name {
            AUTO => Self { dark: load("hemi-dark"), light: load("hemi-light") },
            name => Self::from(load(name)),
        }
    }

    /// The same with ASCII signs only.
    #[must_use]
    pub fn ascii(self) -> Self {
        Self { dark: self.dark.ascii(), light: self.light.ascii() }
    }

    /// The same with names that look so.
    #[must_use]
    pub fn with_names(self, names: &Names) -> Self {
        Self { dark: self.dark.with_names(names.clone()), light: self.light.with_names(names.clone()) }
    }

    /// The same without graphs that move, if so.
    #[must_use]
    pub fn still(self, still: bool) -> Self {
        Self { dark: Theme { still, ..self.dark }, light: Theme { still, ..self.light } }
    }

    /// The one for that ground; the dark one until the ground is known.
    pub fn on(&self, ground: Option<Ground>) -> &Theme {
        if ground == Some(Ground::Light) { &self.light } else { &self.dark }
    }
}

impl From<Theme> for Themes {
    fn from(theme: Theme) -> Self {
        Self { light: theme.clone(), dark: theme }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_has_every_role_and_no_other() {
        let mut roles: Vec<&str> = Role::ALL.iter().map(|role| role.name()).collect();
        roles.sort_unstable();
        for (name, text) in FILES {
            let rows = file::read(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(rows.keys().collect::<Vec<_>>(), roles, "{name}");
        }
    }

    #[test]
    fn a_theme_fits_the_terminal_it_is_chosen_for() {
        for depth in [ColourDepth::Sixteen, ColourDepth::Indexed, ColourDepth::True] {
            for name in Theme::names().chain([AUTO]) {
                let themes = Themes::choose(name, depth);
                assert!(themes.dark.depth() <= depth && themes.light.depth() <= depth, "{name} {depth:?}");
                assert_eq!(themes.dark != themes.light, name == AUTO && depth > ColourDepth::Sixteen);
            }
        }
        assert_eq!(Themes::choose("mono", ColourDepth::True).dark, Theme::mono());
        assert_eq!(Themes::choose(AUTO, ColourDepth::True).on(None), &Theme::load("hemi-dark"));
        assert_eq!(
            Themes::choose(AUTO, ColourDepth::True).on(Some(Ground::Light)),
            &Theme::load("hemi-light")
        );
    }

    #[test]
    fn a_theme_with_a_ground_of_its_own_has_one_for_all_that_has_a_ground() {
        for name in Theme::names() {
            let theme = Theme::load(name);
            let has = |role| theme.style(role).bg.is_some_and(|colour| colour != Color::Reset);
            for role in [Role::DialogGround, Role::Behind] {
                assert_eq!(has(Role::Ground), has(role), "{name} {}", role.name());
            }
        }
    }

    #[test]
    fn the_default_has_no_grey_that_palettes_hide_and_no_bold_black() {
        let theme = Theme::default();
        for role in Role::ALL {
            let style = theme.style(*role);
            assert!(![style.fg, style.bg].contains(&Some(Color::DarkGray)), "{}", role.name());
            let bold = style.add_modifier.contains(ratatui::style::Modifier::BOLD);
            assert!(!(bold && style.fg == Some(Color::Black)), "{}", role.name());
        }
    }

    #[test]
    fn without_colour_states_still_differ() {
        use Role::*;
        let theme = Theme::mono();
        assert_eq!(theme.depth(), ColourDepth::Sixteen);
        assert!(
            Role::ALL.iter().all(|role| theme.style(*role).fg.is_none() && theme.style(*role).bg.is_none())
        );
        for (one, other) in [
            (Cursor, Text),
            (Cursor, CursorInactive),
            (Border, BorderActive),
            (Mark, Text),
            (Directory, Text),
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
        let green = |style: Style| match style.fg {
            Some(Color::Green | Color::LightGreen) => true,
            Some(Color::Rgb(red, green, blue)) => green > red && green > blue,
            _ => false,
        };
        for name in Theme::names() {
            let theme = Theme::load(name);
            for role in [Role::Success, Role::Warning, Role::Error, Role::Progress, Role::Mark] {
                assert!(!green(theme.style(role)), "{name} {}", role.name());
            }
        }
    }
}
