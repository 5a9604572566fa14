//! A problem in full, with the other side's text as it came.

use super::kit::*;
use crate::app::overlay::Overlay;
use crate::domain::text::Untrusted;

fn with_raw(words: &'static str) -> crate::domain::problem::Problem {
    let mut problem = problem(words).with_detail("no such file".into());
    problem.raw = Some(Untrusted::new("550-no such file%0D%0A550 End.\u{1b}").sanitized());
    problem
}

#[test]
fn the_problem_of_the_last_notice_is_shown_in_full_and_as_it_came() {
    let mut rig = Rig::browsing(&["a/"]);
    rig.keys("l");
    let id = rig.asked();
    rig.event(Event::done::<List>(id, Err(with_raw("It failed."))));
    rig.wait(9_000).keys("j g m");
    assert!(matches!(rig.app.overlay(), Some(Overlay::Message(_))), "also when its line is gone");
    assert!(rig.text().contains("no such file") && rig.text().contains("t raw text"), "{}", rig.text());
    rig.keys("t");
    assert!(rig.text().contains("550-no such file%0D%0A550 End.\\x1b"), "{}", rig.text());
    rig.keys("t Esc");
    assert!(rig.app.overlay().is_none());
}

#[test]
fn the_problem_of_the_active_pane_comes_first() {
    let mut rig = Rig::signed_in((80, 24));
    rig.event(Event::Auth(AuthEvent::Connected {
        environment: Default::default(),
        places: vec![(crate::domain::place::Side::Left, spec(JASMIN))],
        method: LoginMethod::Browser,
    }));
    let id = rig.take().iter().find_map(resolve).unwrap();
    rig.event(Event::done::<Resolve>(id, Err(with_raw("It is not there."))));
    rig.event(Event::Tasks(TasksEvent::RecoveryFailed(problem("Another one."))));
    rig.keys("g m t");
    assert!(rig.text().contains("550 End."), "{}", rig.text());
}
