//! What a keymap may say, and that the one we ship keeps the rules.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::*;

fn press(name: &str) -> KeyPress {
    KeyPress::parse(name).unwrap_or_else(|| panic!("{name} is no key"))
}

/// A keymap of these tables alone.
fn read(text: &str) -> Result<Keymap, KeymapError> {
    let mut layers = Layers::default();
    layers.preset(text)?;
    Keymap::checked(layers)
}

/// A preset with changes of a user.
fn changed(preset: &str, changes: &str) -> Result<Keymap, KeymapError> {
    Keymap::of(preset, &changes.parse().unwrap())
}

/// Every keymap hemi comes with.
fn presets() -> impl Iterator<Item = (&'static str, Keymap)> {
    Keymap::presets().map(|name| (name, changed(name, "").unwrap_or_else(|error| panic!("{name}: {error}"))))
}

#[test]
fn every_command_can_be_reached_by_a_letter_wherever_it_applies() {
    for (preset, map) in presets() {
        for command in commands::all() {
            for context in command.contexts.iter().filter(|context| **context != Context::Overlay) {
                let mut keys = map.keys_of(*context, command);
                let safe = keys.any(|keys| keys.iter().all(|key| key.is_safe()));
                assert!(safe, "{preset}: {} has no key that every terminal sends", command.name);
            }
        }
    }
}

#[test]
fn keys_that_lines_and_multiplexers_eat_are_not_bound() {
    for (preset, map) in presets() {
        for name in ["Ctrl-S", "Ctrl-Q", "Ctrl-A", "Ctrl-B"] {
            let bound = map.rows.iter().find(|row| row.keys.contains(&press(name)));
            assert!(bound.is_none(), "{preset}: {name} is bound to {:?}", bound.map(|row| row.command));
        }
    }
}

#[test]
fn digits_count_or_are_function_keys() {
    for (preset, map) in presets() {
        let digit = map.rows.iter().find(|row| row.keys.iter().any(|key| key.digit().is_some()));
        assert!(digit.is_none(), "{preset}: a digit is bound to {:?}", digit.map(|row| row.command));
        assert_eq!(map.digits_are_function_keys(), preset == "mc", "{preset}");
    }
}

#[test]
fn presets_have_what_their_users_expect() {
    let list = [Context::List, Context::Global];
    let (mc, vim) = (changed("mc", "").unwrap(), changed("vim", "").unwrap());
    let find = |map: &Keymap, keys: &str| {
        let keys: Vec<_> = keys.split(' ').map(press).collect();
        map.find(&list, &keys)
    };
    for (keys, command) in [
        ("F1", &commands::global::HELP),
        ("F5", &commands::transfer::TRANSFER),
        ("F10", &commands::global::QUIT),
        ("Ctrl-U", &commands::pane::SWAP),
        ("Ctrl-X j", &commands::tasks::TOGGLE),
        ("Insert", &commands::marks::MARK),
    ] {
        assert_eq!(find(&mc, keys), Found::Command(command), "{keys}");
    }
    for (keys, command) in [
        ("Z Z", &commands::global::QUIT),
        ("Z Q", &commands::global::QUIT_UNSAVED),
        ("g g", &commands::cursor::FIRST),
        ("Ctrl-U", &commands::cursor::HALF_UP),
        ("Ctrl-W w", &commands::pane::SWITCH),
        ("y y", &commands::copy::PATH),
    ] {
        assert_eq!(find(&vim, keys), Found::Command(command), "{keys}");
    }
    assert_eq!(find(&vim, "F10"), Found::Nothing);
}

#[test]
fn a_clash_is_refused_and_named() {
    for (text, both) in [
        ("[list]\nmark = [\"x\"]\nrefresh = [\"x\"]", ["mark", "refresh"]),
        ("[list]\nmark = [\"s\"]\nsort_name = [\"s n\"]", ["mark", "sort_name"]),
        ("[list]\nswitch_pane = [\"Tab\"]\nmark = [\"Ctrl-I\"]", ["switch_pane", "mark"]),
        ("[list]\nenter = [\"Enter\"]\nmark = [\"Ctrl-J\"]", ["enter", "mark"]),
        ("[global]\nquit = [\"g\"]\n[list]\ntop = [\"g g\"]", ["quit", "top"]),
        ("[global]\nquit = [\"x\"]\n[list]\nmark = [\"x\"]", ["quit", "mark"]),
    ] {
        let said = read(text).unwrap_err().to_string();
        assert!(both.iter().all(|name| said.contains(name)), "{said}");
    }
    assert!(read("[global]\nquit = [\"x\", \"q\"]\n[list]\nmark = [\"x\"]").is_ok(), "q still quits there");
}

#[test]
fn a_user_changes_keys_of_a_preset() {
    let list = [Context::List, Context::Global];
    for preset in Keymap::presets() {
        let map = changed(preset, "[list]\nmark = [\"x\", \"g z\"]\nrefresh = []").unwrap();
        assert_eq!(map.find(&list, &[press("x")]), Found::Command(&commands::marks::MARK), "{preset}");
        assert_eq!(map.find(&list, &[press("Space")]), Found::Nothing, "{preset}: the keys are replaced");
        assert!(map.all_keys(&commands::listing::REFRESH).is_empty(), "{preset}");
        let tasks = [Context::Tasks, Context::Global];
        assert_eq!(map.find(&tasks, &[press("x")]), Found::Command(&commands::tasks::CANCEL), "{preset}");
        let said = changed(preset, "[list]\nmark = [\"c\"]").unwrap_err().to_string();
        assert!(said.contains("c to mark and c to transfer"), "{said}");
        let swapped = "[list]\nmark = [\"c\"]\ntransfer = [\"Space\"]";
        assert!(changed(preset, swapped).is_ok(), "{preset}");
    }
    let said =
        changed("blend", "[global]\nquit = []\nquit_unsaved = []\npalette = []").unwrap_err().to_string();
    assert!(said.contains("No key is left to quit"), "{said}");
    assert!(changed("blend", "[global]\nquit = []").is_ok(), "the palette quits");
}

#[test]
fn what_is_not_known_is_refused_and_named_with_the_nearest() {
    for (text, words) in [
        ("[panes]\nmark = [\"x\"]", &["[keys.panes]", "[keys.list]"][..]),
        ("[taks]\nmark = [\"x\"]", &["did you mean [keys.tasks]?"]),
        ("[list]\nfly = [\"x\"]", &["fly"]),
        ("[list]\nmrak = [\"x\"]", &["mrak", "did you mean mark?"]),
        ("[list]\nmark = [\"Hyper-x\"]", &["Hyper-x", "Ctrl-D"]),
        ("[list]\nmark = [\"Crtl-x\"]", &["Crtl-x", "did you mean Ctrl-x?"]),
        ("[list]\nmark = [\"PgDwn\"]", &["did you mean PgDn?"]),
        ("[list]\nmark = [\"gg\"]", &["did you mean g g?"]),
        ("[list]\nmark = [\"5\"]", &["5", "digits count"]),
        ("[list]\nmark = [\"\"]", &["mark"]),
        ("[list]\nmark = [\"F13\"]", &["F13"]),
        ("[list]\nmark = \"x\"", &["mark", "[\"x\"]"]),
        ("[list]\nmark = [1]", &["mark", "[\"x\"]"]),
        ("[tasks]\nmark = [\"z\"]", &["mark, which belongs in [keys.list]"]),
        ("list = 3", &["[keys.list] is not a table"]),
        ("list", &["cannot be read"]),
    ] {
        let error = read(text).unwrap_err();
        let said = error.to_string();
        assert!(words.iter().all(|word| said.contains(word)), "{said}");
        assert_eq!(said, error.message().as_str());
    }
    let said = changed("vmi", "").unwrap_err().to_string();
    assert!(said.contains("vmi") && said.contains("did you mean vim?"), "{said}");
    assert!(changed("emacs", "").unwrap_err().to_string().contains("blend, mc and vim"));
}

#[test]
fn the_focused_context_wins_and_sequences_are_followed() {
    let map = Keymap::blend();
    let tasks = [Context::Tasks, Context::Global];
    let list = [Context::List, Context::Global];
    assert_eq!(map.find(&tasks, &[press("q")]), Found::Command(&commands::tasks::CLOSE));
    assert_eq!(map.find(&list, &[press("q")]), Found::Command(&commands::global::QUIT));
    assert_eq!(map.find(&list, &[press("g")]), Found::Prefix);
    assert_eq!(map.find(&list, &[press("g"), press("g")]), Found::Command(&commands::cursor::FIRST));
    assert_eq!(map.find(&list, &[press("g"), press("z")]), Found::Nothing);
    assert_eq!(map.find(&list, &[press("Ctrl-X")]), Found::Nothing);
    let after: Vec<_> = map.after(&list, &[press("s")]).into_iter().map(|(_, command)| command).collect();
    for command in commands::sort::ROWS {
        assert!(after.contains(command));
    }
}

#[test]
fn the_same_key_has_one_spelling() {
    let event = |code, held| KeyPress::of(KeyEvent::new(code, held));
    assert_eq!(event(KeyCode::Char('h'), KeyModifiers::CONTROL), press("Backspace"));
    assert_eq!(event(KeyCode::Char('G'), KeyModifiers::SHIFT), press("G"));
    assert_eq!(event(KeyCode::BackTab, KeyModifiers::SHIFT), press("Shift-Tab"));
    assert_eq!(event(KeyCode::BackTab, KeyModifiers::NONE), press("Shift-Tab"));
    for name in ["j", "G", "Ctrl-D", "Shift-Tab", "F5", "Space", "Alt-Enter"] {
        assert_eq!(KeyPress::of(press(name).event()), press(name), "{name}");
    }
    assert_eq!(press("Ctrl-X").sanitized().as_str(), "Ctrl-X");
    assert_eq!(press("Ctrl--").sanitized().as_str(), "Ctrl--");
    assert_eq!(event(KeyCode::Char('\u{9b}'), KeyModifiers::NONE).sanitized().as_str(), "\\u{9b}");
    assert_eq!(name(&[press("g"), press("g")]).as_str(), "gg");
}

#[test]
fn the_guide_for_people_of_mc_names_every_key_that_its_keymap_adds() {
    let (blend, mc) = (Keymap::blend(), changed("mc", "").unwrap());
    let guide = crate::domain::guides::named("mc").unwrap().text;
    let added = mc.rows.iter().filter(|row| {
        !blend.rows.iter().any(|other| (other.command, &other.keys) == (row.command, &row.keys))
    });
    let mut count = 0;
    for row in added {
        let keys = apart(&row.keys);
        assert!(guide.contains(keys.as_str()), "{keys}: {}", row.command.name);
        count += 1;
    }
    assert!(count > 12, "only {count} keys");
}

#[test]
fn keys_with_long_names_stand_apart() {
    let named = |text: &str| {
        let keys: Vec<KeyPress> = text.split(' ').map(|key| KeyPress::parse(key).unwrap()).collect();
        name(&keys).as_str().to_owned()
    };
    assert_eq!(["g g", "Ctrl-W x", "g Enter", "F5"].map(named), ["gg", "Ctrl-W x", "g Enter", "F5"]);
}
