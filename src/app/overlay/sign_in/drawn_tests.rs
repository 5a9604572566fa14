//! What of a sign-in is seen, in windows of any size.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

use super::*;
use crate::app::overlay::Overlay;
use crate::app::overlay::sample::Sample;
use crate::app::overlay::samples::samples;
use crate::app::theme::Theme;
use crate::app::widgets::drawn::Drawn;
use crate::domain::text::Untrusted;

fn states() -> Vec<(&'static str, Sample)> {
    let all = samples(&Untrusted::new("globus"), |_| "?".into()).into_iter();
    all.filter(|(_, sample)| matches!(sample.overlay, Overlay::SignIn(_))).collect()
}

fn sign_in(sample: &Sample) -> &SignIn {
    let Overlay::SignIn(sign_in) = &sample.overlay else { panic!("{sample:?}") };
    sign_in
}

fn draw(sample: &Sample, theme: &Theme, (columns, rows): (u16, u16)) -> (Buffer, String, Drawn) {
    let mut buf = Buffer::empty(Rect::new(0, 0, columns, rows));
    let area = buf.area;
    let drawn = sample.view(theme, area, &mut buf);
    let lines = buf.content.chunks(usize::from(columns));
    let text = lines.map(|row| row.iter().map(Cell::symbol).collect::<String>() + "\n").collect();
    (buf, text, drawn)
}

#[test]
fn every_state_fits_and_says_its_keys() {
    for (what, sample) in states() {
        let sign_in = sign_in(&sample);
        for size in [(80, 24), (40, 12), (200, 60)] {
            let (_, text, drawn) = draw(&sample, &Theme::mono(), size);
            for (key, words) in sign_in.keys_now() {
                let there = text.contains(&format!("{key} {words}"));
                assert!(there, "{what} at {size:?} does not say {key} {words}:\n{text}");
            }
            assert!(!text.contains('↑'), "{what} at {size:?} is cut:\n{text}");
            assert_eq!(drawn.cursor.is_some(), sign_in.has_field(), "{what} at {size:?}");
            assert_eq!(drawn.links.is_empty(), sign_in.link().is_none(), "{what} at {size:?}");
        }
    }
}

#[test]
fn the_cells_that_lead_somewhere_are_those_of_the_link() {
    for (what, sample) in states() {
        for size in [(80, 24), (40, 12), (200, 60), (24, 7), (10, 3)] {
            let (buf, _, drawn) = draw(&sample, &Theme::mono(), size);
            let Some((_, link)) = drawn.links.first() else { continue };
            let cells = drawn.links.iter().flat_map(|(area, to)| {
                assert_eq!(to, link);
                area.positions().map(|at| buf[at].symbol())
            });
            let shown: String = cells.collect();
            let begin = shown.trim_end_matches(['.', '↑']);
            assert!(link.as_str().contains(begin), "{what} at {size:?}: {shown}");
            let whole = size.0 >= 80;
            assert!(!whole || link.as_str() == shown, "{what} at {size:?}: {shown}");
        }
    }
}

#[test]
fn a_phone_gets_a_code_where_there_is_room_and_use_for_it() {
    let has = |what: &str, theme: &Theme, size| {
        let (_, sample) = states().into_iter().find(|(state, _)| *state == what).unwrap();
        draw(&sample, theme, size).1.contains("█▀▀▀▀▀█")
    };
    let theme = Theme::default();
    assert!(has("sign-in device", &theme, (80, 24)));
    assert!(has("sign-in device", &theme, (50, 40)), "below the words");
    assert!(!has("sign-in device", &theme, (60, 20)) && !has("sign-in device", &theme, (40, 12)));
    assert!(has("sign-in paste", &theme, (160, 48)) && has("sign-in paste", &theme, (90, 60)));
    assert!(!has("sign-in paste", &theme, (80, 24)));
    assert!(!has("sign-in browser", &theme, (200, 60)), "its link leads back to this machine");
    assert!(!has("sign-in device", &theme.ascii(), (80, 24)));
}

#[test]
fn a_code_for_a_phone_is_dark_on_light_in_every_theme() {
    use ratatui::style::{Color, Modifier};
    for name in Theme::names() {
        let (_, sample) = states().into_iter().find(|(state, _)| *state == "sign-in device").unwrap();
        let (buf, ..) = draw(&sample, &Theme::load(name), (80, 24));
        let ink = buf.content.iter().find(|cell| cell.symbol() == "█").unwrap();
        let dark =
            [Color::Black, Color::Indexed(16), Color::Rgb(0x14, 0x18, 0x1f), Color::Rgb(0x1d, 0x24, 0x2d)];
        let light =
            [Color::White, Color::Indexed(231), Color::Rgb(0xdd, 0xe1, 0xe8), Color::Rgb(0xfb, 0xfa, 0xf8)];
        let plain = dark.contains(&ink.fg) && light.contains(&ink.bg);
        let turned =
            (ink.fg, ink.bg) == (Color::Reset, Color::Reset) && ink.modifier.contains(Modifier::REVERSED);
        assert!(if name == "mono" { turned } else { plain }, "{name}: {ink:?}");
    }
}
