//! Lines of the config file that set nothing.

use super::signed_in;

#[test]
fn lines_that_set_nothing_are_named_on_standard_error() {
    let (_sandbox, home) = signed_in();
    let config = home.path().join(".config/hemi");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(config.join("config.toml"), "\ncleint_id = \"x\"\ntheme = \"mono\"\n").unwrap();
    let ended = home.run(&["whoami"]).expect(0);
    assert_eq!(ended.out.lines().count(), 1);
    assert!(
        ended
            .err
            .contains("config.toml, line 2: cleint_id is not a setting of hemi: did you mean client_id?")
    );
    assert_eq!(ended.err.lines().count(), 1, "{ended:?}");
    // The environment has all that is needed: the broken file is named, and is no reason to stop.
    std::fs::write(config.join("config.toml"), "theme =\n").unwrap();
    let ended = home.run(&["whoami"]).expect(0);
    assert!(ended.err.contains("config.toml, line 1: "), "{ended:?}");
}
