//! `hemi help`: subcommands and guides.

use hemi::app::commands;
use hemi::app::keymap::Keymap;
use hemi::domain::guides::GUIDES;

use crate::headless::Home;

#[test]
fn help_lists_all_there_is_and_explains_each() {
    let home = Home::empty();
    let list = home.run(&["help"]).expect(0).out;
    for sub in hemi::cli::args::command().get_subcommands() {
        assert!(list.contains(&format!("\n  {} ", sub.get_name())), "{} is not in {list}", sub.get_name());
        let help = home.run(&["help", sub.get_name()]).expect(0).out;
        assert_eq!(help, home.run(&[sub.get_name(), "--help"]).expect(0).out);
    }
    let nested = home.run(&["help", "session", "update"]).expect(0).out;
    assert_eq!(nested, home.run(&["session", "update", "--help"]).expect(0).out);
    for guide in &GUIDES {
        assert!(list.contains(&format!("\n  {} ", guide.name)) && list.contains(guide.title), "{list}");
        assert_eq!(home.run(&["help", guide.name]).expect(0).out, guide.text);
    }
    home.run(&["help", "jasmni"]).expect(2).says("did you mean jasmin?");
    home.run(&["help", "nothing", "such"]).expect(2).says("hemi help");
    home.run(&["help", "session", "nothing"]).expect(2).says("session nothing");
}

#[test]
fn every_key_that_a_guide_names_exists() {
    let keymap = Keymap::blend();
    let keys: Vec<String> =
        commands::all().flat_map(|command| keymap.all_keys(command)).map(|key| key.to_string()).collect();
    for guide in &GUIDES {
        let named: Vec<&str> = guide.text.split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "{}", guide.name);
        for key in named.into_iter().filter(|key| *key != "..") {
            assert!(keys.iter().any(|known| known == key), "{} names the key {key}", guide.name);
        }
    }
}

#[test]
fn every_command_line_that_a_guide_names_is_read() {
    for guide in &GUIDES {
        let lines = guide.text.lines().filter_map(|line| line.strip_prefix("    "));
        for line in lines.filter(|line| *line == "hemi" || line.starts_with("hemi ")) {
            let words = line.split("  #").next().unwrap().replace("'My bookmark'", "Bookmark");
            let parsed = hemi::cli::args::command().try_get_matches_from(words.split_whitespace());
            assert!(parsed.is_ok(), "{}: {line}: {}", guide.name, parsed.unwrap_err());
        }
    }
}
