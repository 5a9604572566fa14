//! How names look besides their roles: the user's `LS_COLORS`, and icons. Both only on request.

use std::sync::Arc;

use lscolors::{Indicator, LsColors};
use ratatui::style::{Color, Modifier, Style};

use super::Role;

/// How names look besides their roles.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Whether an icon of a Nerd Font stands before each name.
    icons: bool,
    colours: Option<Arc<LsColors>>,
}

/// Two of them are equal when they are the same one.
impl PartialEq for Names {
    fn eq(&self, other: &Self) -> bool {
        let pointer = |names: &Self| names.colours.as_ref().map(Arc::as_ptr);
        self.icons == other.icons && pointer(self) == pointer(other)
    }
}

impl Names {
    /// With icons or without, and in the colours of that `LS_COLORS` (dircolors(5)), if one is given.
    pub fn new(icons: bool, ls_colors: Option<&str>) -> Self {
        Self { icons, colours: ls_colors.map(|text| Arc::new(LsColors::from_string(text))) }
    }

    /// The icon before a name of that role; private use characters as Nerd Fonts have them (Font Awesome's).
    pub fn icon(&self, role: Role) -> Option<&'static str> {
        let icon = match role {
            Role::Directory => "\u{f07b}",
            Role::Symlink => "\u{f0c1}",
            Role::Broken => "\u{f127}",
            Role::Executable => "\u{f013}",
            Role::Archive => "\u{f1c6}",
            Role::Image => "\u{f1c5}",
            Role::Data => "\u{f1c0}",
            Role::Code => "\u{f1c9}",
            _ => "\u{f15b}",
        };
        self.icons.then_some(icon)
    }

    /// The style that `LS_COLORS` has for a name of that role, if it has one.
    pub fn style(&self, role: Role, name: &[u8]) -> Option<Style> {
        let colours = self.colours.as_ref()?;
        let indicator = match role {
            Role::Directory => Indicator::Directory,
            Role::Symlink => Indicator::SymbolicLink,
            Role::Broken => Indicator::OrphanedSymbolicLink,
            Role::Executable => Indicator::ExecutableFile,
            _ => {
                let name = std::str::from_utf8(name).unwrap_or_default();
                return colours.style_for_str(name).map(style);
            }
        };
        colours.style_for_indicator(indicator).map(style)
    }
}

fn style(style: &lscolors::Style) -> Style {
    let font = &style.font_style;
    let attributes = [
        (font.bold, Modifier::BOLD),
        (font.dimmed, Modifier::DIM),
        (font.italic, Modifier::ITALIC),
        (font.underline, Modifier::UNDERLINED),
        (font.reverse, Modifier::REVERSED),
    ];
    let added = attributes.into_iter().filter(|(on, _)| *on).map(|(_, one)| one).collect();
    Style {
        fg: style.foreground.as_ref().map(colour),
        bg: style.background.as_ref().map(colour),
        sub_modifier: Modifier::all().difference(added),
        add_modifier: added,
    }
}

fn colour(colour: &lscolors::Color) -> Color {
    use lscolors::Color as Ls;
    match colour {
        Ls::Black => Color::Black,
        Ls::Red => Color::Red,
        Ls::Green => Color::Green,
        Ls::Yellow => Color::Yellow,
        Ls::Blue => Color::Blue,
        Ls::Magenta => Color::Magenta,
        Ls::Cyan => Color::Cyan,
        Ls::White => Color::Gray,
        Ls::BrightBlack => Color::DarkGray,
        Ls::BrightRed => Color::LightRed,
        Ls::BrightGreen => Color::LightGreen,
        Ls::BrightYellow => Color::LightYellow,
        Ls::BrightBlue => Color::LightBlue,
        Ls::BrightMagenta => Color::LightMagenta,
        Ls::BrightCyan => Color::LightCyan,
        Ls::BrightWhite => Color::White,
        Ls::Fixed(index) => Color::Indexed(*index),
        Ls::RGB(red, green, blue) => Color::Rgb(*red, *green, *blue),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_the_colours_of_the_variable() {
        let names = Names::new(false, Some("di=01;34:ln=36:ex=32:*.nc=38;5;214:*.tar=48;2;1;2;3:or=31"));
        let style = |role, name: &str| names.style(role, name.as_bytes());
        let blue = style(Role::Directory, "d").unwrap();
        assert_eq!((blue.fg, blue.add_modifier), (Some(Color::Blue), Modifier::BOLD));
        assert_eq!(style(Role::Symlink, "l").unwrap().fg, Some(Color::Cyan));
        assert_eq!(style(Role::Broken, "l").unwrap().fg, Some(Color::Red));
        assert_eq!(style(Role::Executable, "x").unwrap().fg, Some(Color::Green));
        assert_eq!(style(Role::Data, "a.nc").unwrap().fg, Some(Color::Indexed(214)));
        assert_eq!(style(Role::Archive, "a.tar").unwrap().bg, Some(Color::Rgb(1, 2, 3)));
        assert_eq!(style(Role::Text, "README").and_then(|style| style.fg), None);
        assert_eq!(Names::default().style(Role::Directory, b"d"), None);
    }

    #[test]
    fn every_kind_has_an_icon_on_request_only() {
        for role in Role::ALL {
            assert_eq!(Names::default().icon(*role), None);
            assert_eq!(Names::new(true, None).icon(*role).map(|icon| icon.chars().count()), Some(1));
        }
    }
}
