//! When news goes away, and how much of the screen it may take.

use super::kit::*;
use crate::app::input::Input;
use crate::app::overlay::Overlay;
use crate::domain::place::PlaceSpec;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::text::SafeText;
use crate::safe;

const LONG: &str = "The collection refused this for a reason that takes very many words to tell, so that no line of a \
                    small screen holds all of it, nor two lines, nor three, nor even four of them, whatever is done; \
                    and at its very end it says: ask Ada.";

#[test]
fn an_error_goes_when_the_same_thing_works_and_not_when_another_does() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("R");
    let id = rig.asked();
    rig.event(Event::done::<List>(id, Err(problem("It refused."))));
    assert!(rig.text().contains("It refused."));
    rig.keys("Tab R");
    let other = rig.asked();
    rig.listed(other, "/data");
    assert!(rig.text().contains("It refused."), "that was the other pane");
    rig.keys("Tab R");
    let id = rig.asked();
    assert!(rig.text().contains("It refused."), "nothing is known yet");
    rig.list(id, "/home/demo", &["a"]);
    assert!(!rig.text().contains("It refused."), "{}", rig.text());
}

#[test]
fn a_path_that_is_too_long_for_its_row_is_cut_and_its_ends_are_seen() {
    let path = "/gws/nopw/j04/cmip6/data/a-very-long-directory-name-that-nobody-types/tas_day_2020.nc";
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("R");
    let id = rig.asked();
    let words = SafeText::from("It cannot be read:");
    let problem =
        Problem::new(ProblemKind::Denied, safe!("{} {}", words, SafeText::from(path)), "Ask its owner.");
    rig.event(Event::done::<List>(id, Err(problem)));
    let screen = rig.screen();
    let row = screen.iter().find(|row| row.contains("It cannot be read:")).unwrap();
    assert!(row.contains("/gws/nopw/") && row.contains("2020.nc") && row.contains("shows all"), "{row}");
    let blank = row.len() - row.trim_end().len();
    assert!(blank < 4, "{blank} cells of the row are wasted: {row}");
}

#[test]
fn stopped_is_not_said_beside_what_loads_again() {
    let mut rig = Rig::browsing(&["a"]);
    rig.keys("R");
    let id = rig.asked();
    rig.keys("Esc");
    assert!(rig.text().contains("Stopped."));
    assert_eq!(cancelled(&rig.take()), [id]);
    rig.keys("R").rest();
    assert!(rig.text().contains("loading") && !rig.text().contains("Stopped."), "{}", rig.text());
}

#[test]
fn a_long_message_never_hides_the_row_with_the_cursor_and_a_key_reads_it_whole() {
    let names = ["a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9"];
    for size in [(20, 5), (20, 6), (24, 7), (30, 8), (60, 4), (40, 12), (80, 24)] {
        for last in [false, true] {
            let mut rig = Rig::browsing(&names);
            rig.app.input(Input::Resize { columns: size.0, rows: size.1 }, at(rig.now));
            rig.keys("R");
            let id = rig.asked();
            rig.event(Event::done::<List>(id, Err(Problem::new(ProblemKind::Denied, LONG, "Then wait."))));
            // The cursor moves before the message counts as read.
            rig.keys(if last { "G" } else { "g g" });
            let name = if last { "▌ a9" } else { "▌ .." };
            let text = rig.text();
            assert!(text.contains(name), "{size:?}: {name} is hidden: {text}");
            assert!(text.contains("!!") && (size.0 == 80 || text.contains("… gm")), "{size:?}: {text}");
        }
    }
    let mut rig = Rig::browsing(&names);
    rig.keys("R");
    let id = rig.asked();
    rig.event(Event::done::<List>(id, Err(Problem::new(ProblemKind::Denied, LONG, "Then wait."))));
    rig.wait(5_000).keys("g m");
    assert!(matches!(rig.app.overlay(), Some(Overlay::Message(_))));
    assert!(rig.text().contains("ask Ada.") && rig.text().contains("Then wait."), "{}", rig.text());
    rig.keys("Esc g m");
    assert!(rig.text().contains("ask Ada."), "it can be read again");
}

#[test]
fn a_renewal_that_could_not_be_saved_is_told_until_it_is() {
    let mut rig = Rig::browsing(&["a"]);
    let problem =
        Problem::new(ProblemKind::Local, "It was renewed, but could not be saved: disk full.", "Make room.");
    rig.event(Event::Auth(AuthEvent::NotSaved(Some(problem))));
    assert!(rig.text().contains("could not be saved: disk full. Make room."), "{}", rig.text());
    rig.event(Event::Auth(AuthEvent::NotSaved(None)));
    assert!(!rig.text().contains("disk full"));
}

/// A directory of this computer on the left, nothing on the right.
pub(super) fn local(size: (u16, u16)) -> Rig {
    let mut options = setup(size);
    options.start[0].spec = Some(PlaceSpec::Local(path("/home/ada")));
    let mut rig = Rig { app: crate::app::App::new(options), now: 0, effects: Effects::new() };
    rig.drawn();
    rig
}

#[test]
fn without_an_account_a_local_pane_says_what_works_and_how_to_send() {
    let mut rig = local((80, 24));
    let id = rig.asked();
    rig.list(id, "/home/ada", &["d/", "f"]);
    rig.event(sign_in_needed());
    let bar = rig.hints();
    assert!(bar.starts_with("P sign in  l open  Space mark  ? help"), "{bar}");
    rig.keys("c");
    let text = rig.notice();
    assert!(
        text.contains("Globus Connect Personal, sign in with P, and open that collection with o."),
        "{text}"
    );
    rig.wait(9_000).keys("j l");
    assert!(
        rig.text().contains("No window can be opened from here: E edits this file, gp shows it."),
        "{}",
        rig.text()
    );
    rig.keys("Tab");
    assert!(rig.text().contains("hemi DIR shows a"), "{}", rig.text());
    let bar = rig.screen().pop().unwrap();
    assert!(!bar.contains("open") && !bar.contains("mark"), "{bar}");
}

#[test]
fn what_answered_a_key_goes_at_the_next_one_or_when_its_place_is_left() {
    let mut rig = Rig::browsing(&["d/", "x"]);
    rig.keys("j l");
    assert!(rig.text().contains("x is a file:"), "{}", rig.text());
    rig.keys("k");
    assert!(!rig.text().contains("is a file:"), "{}", rig.text());
    // Said of rows that another place then replaces.
    rig.keys("h l");
    let id = rig.asked();
    assert!(rig.text().contains("/home is still loading"), "{}", rig.text());
    rig.event(Event::partial::<List>(id, chunk(&["demo/"])));
    assert!(!rig.text().contains("is still loading"), "{}", rig.text());
    rig.listed(id, "/home");
    // The same where that place cannot be shown.
    rig.keys("h j l");
    let id = rig.asked();
    assert!(rig.text().contains("/ is still loading"), "{}", rig.text());
    rig.event(Event::done::<List>(id, Err(problem("It refused."))));
    assert!(!rig.text().contains("is still loading") && rig.text().contains("It refused."), "{}", rig.text());
    rig.wait(5_000).keys("j");
    assert!(!rig.text().contains("It refused.") && !rig.text().contains("loading"), "{}", rig.text());
}

#[test]
fn marks_that_stay_are_not_told_of_when_they_are_shown_again() {
    let mut rig = Rig::browsing(&["d/", "x"]);
    rig.keys("Space h");
    let id = rig.asked();
    rig.list(id, "/home", &["demo/"]);
    assert!(rig.text().contains("1 mark stays in JASMIN /home/demo/."), "{}", rig.text());
    rig.keys("Tab R");
    let id = rig.asked();
    rig.list(id, "/data", &[]);
    assert!(rig.text().contains("1 mark stays"), "that was the other pane");
    rig.keys("Tab l");
    let id = rig.asked();
    rig.list(id, "/home/demo", &["d/", "x"]);
    assert!(!rig.text().contains("1 mark stays"), "{}", rig.text());
}
