//! Arguments that cannot be read.

use crate::headless::Home;

const HOSTILE: &str = "qq\u{1b}]0;EVIL\u{7}\u{9b}31m\u{202e}x\ny";

/// Nothing but printable characters and line ends.
fn is_harmless(text: &str) -> bool {
    text.chars().all(|c| c == '\n' || !(c.is_control() || ('\u{200b}'..='\u{202e}').contains(&c)))
}

#[test]
fn no_argument_reaches_the_terminal_raw() {
    let home = Home::empty();
    let flag = format!("--{HOSTILE}");
    let value = format!("--seed={HOSTILE}");
    for arguments in [
        &[flag.as_str()][..],
        &["a", "b", HOSTILE],
        &["sandbox", "--data", "D", "--seed", HOSTILE],
        &["sandbox", "--data", "D", &value],
        &["help", HOSTILE],
        &["session", HOSTILE],
        &["session", "update", "--policy", HOSTILE],
        &["whoami", "--format", HOSTILE],
    ] {
        let ended = home.run(arguments).expect(2);
        assert!(is_harmless(&ended.err) && is_harmless(&ended.out), "{ended:?}");
        assert!(ended.err.contains("qq\\x1b]0;EVIL\\x07\\u{9b}31m\\u{202e}x"), "{ended:?}");
    }
    let ended = home.run(&["whoami", "--jmespath", HOSTILE]).expect(2);
    assert!(is_harmless(&ended.err) && ended.err.contains("\\x1b"), "{ended:?}");
}

#[test]
fn what_is_refused_is_escaped_once() {
    let home = Home::empty();
    for (arguments, code) in [
        (&["--profile", "a\u{1b}b", "whoami"][..], 2),
        (&["--profile", "a\u{1b}b", "logout"], 2),
        (&["--profile", "a\u{1b}b"], 2),
        (&["session", "consent", "a\u{1b}b[", "--profile", "a\u{1b}b"], 2),
    ] {
        let ended = home.run(arguments).expect(code);
        assert!(ended.err.contains("a\\x1bb") && !ended.err.contains("\\\\x1b"), "{ended:?}");
    }
    let config = home.path().join("a\u{1b}b/hemi");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(config.join("config.toml"), "client_id = 7").unwrap();
    for (name, value) in [
        ("XDG_CONFIG_HOME", config.parent().unwrap().to_str().unwrap()),
        ("HEMI_CLIENT_ID", "a\u{1b}b"),
        ("GLOBUS_SDK_ENVIRONMENT", "a\u{1b}b"),
    ] {
        let ended = Home::empty().with(name, value).run(&["whoami"]).expect(2);
        assert!(ended.err.contains("a\\x1bb") && !ended.err.contains("\\\\x1b"), "{ended:?}");
    }
}

#[test]
fn a_value_that_means_nothing_is_refused() {
    let home = Home::empty();
    let dir = home.path().join("sandbox").to_str().unwrap().to_owned();
    home.run(&["sandbox", "--data", &dir, "--rate", "0"]).expect(2).says("--rate");
    let update = ["session", "update"];
    for more in [&["--identity", ""][..], &["--identity", " "], &["--identity", "a", "--identity", ""]] {
        home.run(&[&update[..], more].concat()).expect(2).says("no identity");
    }
    // A code for another device carries scopes and nothing else: such a sign-in would satisfy nothing.
    for more in [&["--domain", "uni.example.org"][..], &["--mfa"], &["--all"], &["--identity", "a"]] {
        home.run(&[&update[..], more, &["--device"]].concat()).expect(2).says("Use --paste or --browser");
    }
}

#[test]
fn theme_and_ascii_are_for_the_terminal_program_and_for_config_show() {
    let home = Home::empty();
    home.run(&["--ascii", "config", "check"]).expect(2).says("for hemi without a subcommand");
    home.run(&["--theme", "mono", "whoami"]).expect(2).says("for hemi without a subcommand");
    home.run(&["--theme", "nonsense", "config", "show"]).expect(2).says("hemi-dark");
}

#[test]
fn a_mistyped_subcommand_is_an_error_that_names_the_nearest() {
    let home = Home::empty();
    home.run(&["logut"]).expect(2).says("did you mean logout?").says("hemi -- logut").says("hemi ./logut");
    let styled = home.run(&["logut"]).expect(2);
    assert!(!styled.err.contains("\\x1b"), "styles are shown as text: {}", styled.err);
    home.run(&["lgoin", "--demo"]).expect(2).says("did you mean login?");
    home.run(&["sesion", "show"]).expect(2).says("did you mean session?");
    // Places start the terminal program, which needs a terminal.
    for place in [&["--", "logut"][..], &["./logut"], &["archive"], &["logut", "work"]] {
        home.run(place).expect(2).says("needs a terminal");
    }
    // So does a file of that name.
    std::fs::write(home.path().join("logut"), "").unwrap();
    let mut command = home.hemi(&["logut"]);
    crate::headless::Ended::of(command.current_dir(home.path()).spawn().unwrap())
        .expect(2)
        .says("needs a terminal");
}
