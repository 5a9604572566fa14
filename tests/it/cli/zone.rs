//! Times in the zone of the user.

use super::signed_in;

#[test]
fn a_zone_is_known_by_its_name_without_a_database() {
    let (_sandbox, home) = signed_in();
    let mut home = home.with("TZDIR", "/nonexistent");
    let shown = |home: &crate::headless::Home| home.run(&["session", "show"]).expect(0);
    let utc = shown(&home).out;
    home.variables.insert("TZ".into(), "Pacific/Kiritimati".into());
    let far = shown(&home);
    assert!(far.out != utc && far.err.is_empty(), "{far:?}");
    home.variables.insert("TZ".into(), "Asia/Tokio".into());
    let unknown = shown(&home);
    assert_eq!(unknown.out, utc);
    assert_eq!(
        unknown.err.matches("TZ is Asia/Tokio, which is not a known time zone").count(),
        1,
        "{unknown:?}"
    );
}
