use super::*;
use crate::app::effect::Effect;
use crate::app::overlay::sample::Sample;
use crate::app::requests::fs::{Changed, MakeDirectories, RenameEntry};
use crate::app::requests::{Call, Part};
use crate::app::widgets::field::tests::keys;
use crate::domain::place::Place;
use crate::domain::problem::ProblemKind;
use crate::domain::text::UntrustedRef;
use crate::domain::time::Timestamp;

fn open(dialog: impl FnOnce(Arc<StoreInfo>, StorePath) -> NameDialog) -> Sample<NameDialog> {
    let place = (Arc::new(StoreInfo::local()), StorePath::parse("/data").unwrap());
    Sample::open(Timestamp::default(), |_| dialog(place.0, place.1))
}

fn rename(name: &[u8], is_directory: bool) -> Sample<NameDialog> {
    let name = EntryName::new(UntrustedRef(name)).unwrap();
    open(|store, directory| NameDialog::rename(store, directory, name, is_directory))
}

fn sent<C: Call + Clone>(dialog: &mut Sample<NameDialog>) -> Option<C> {
    dialog.take_effects().iter().find_map(|effect| match effect {
        Effect::Send { request, .. } => C::of(request).cloned(),
        _ => None,
    })
}

fn below(dialog: &Sample<NameDialog>) -> String {
    let lines = dialog.overlay.below(70, dialog.waits_for(Purpose::Change));
    lines.iter().map(|line| line.text().as_str().to_owned()).collect::<Vec<_>>().join("\n")
}

fn type_in(dialog: &mut Sample<NameDialog>, text: &str) -> bool {
    keys(text).iter().any(|key| dialog.input(key).is_some())
}

#[test]
fn a_path_below_the_directory_is_created_and_others_are_not_sent() {
    for (typed, why) in [
        ("", "Type a name first"),
        ("  ", "Type a name first"),
        ("//", "begin with the first name"),
        ("/etc/x", "begin with the first name"),
        ("a/../b", "may not be empty, `.`, `..`"),
    ] {
        let mut dialog = open(NameDialog::new_directory);
        type_in(&mut dialog, &format!("{typed}\n"));
        assert!(sent::<MakeDirectories>(&mut dialog).is_none(), "{typed}");
        assert!(below(&dialog).contains(why), "{typed}: {}", below(&dialog));
    }
    let mut dialog = open(NameDialog::new_directory);
    type_in(&mut dialog, "a/b//c/");
    assert!(below(&dialog).contains("Creates /data/a/b/c/"), "{}", below(&dialog));
    type_in(&mut dialog, "\n");
    let call = sent::<MakeDirectories>(&mut dialog).unwrap();
    assert_eq!(call.at.path.as_utf8(), Ok("/data"));
    let names: Vec<_> = call.names.iter().map(EntryName::raw).collect();
    assert_eq!(names, [b"a", b"b", b"c"]);
    type_in(&mut dialog, "\n");
    assert!(sent::<MakeDirectories>(&mut dialog).is_none(), "it is being created already");
}

#[test]
fn a_failure_is_told_in_the_dialog_and_what_was_typed_stays() {
    let mut dialog = open(NameDialog::new_directory);
    type_in(&mut dialog, "new\n");
    let problem = Problem::new(ProblemKind::Denied, "You may not write here.", "Choose another place.");
    dialog.reply::<MakeDirectories>(Purpose::Change, Part::Done(Err(problem)));
    assert!(below(&dialog).contains("You may not write here."), "{}", below(&dialog));
    assert_eq!(dialog.overlay.field.raw(), "new");
    type_in(&mut dialog, "er");
    assert!(!below(&dialog).contains("may not"), "another name is another try");
    type_in(&mut dialog, "\n");
    assert!(sent::<MakeDirectories>(&mut dialog).is_some());
    let at = Place { store: StoreInfo::local().id, path: StorePath::parse("/data").unwrap() };
    let name = EntryName::new(UntrustedRef(b"newer")).unwrap();
    let changed = Changed { at, name, from: None, created: Vec::new() };
    let reply = MakeDirectories::reply(Part::Done(Ok(changed)));
    let closed = dialog.with(|dialog, cx| dialog.reply(&reply, cx));
    assert!(matches!(closed, Some(CloseAction::Closed)));
}

#[test]
fn a_rename_begins_before_the_extension_and_says_what_becomes_what() {
    for (name, is_directory, expected) in [
        (&b"run.tar.gz"[..], false, "run.tarX.gz"),
        (b"run.d", true, "run.dX"),
        (b".profile", false, ".profileX"),
        ("ä.txt".as_bytes(), false, "äX.txt"),
    ] {
        let mut dialog = rename(name, is_directory);
        assert!(below(&dialog).contains("Type the new name."));
        type_in(&mut dialog, "\n");
        assert!(sent::<RenameEntry>(&mut dialog).is_none(), "the same name is no new one");
        type_in(&mut dialog, "X");
        assert!(below(&dialog).contains(&format!("becomes {expected}")), "{}", below(&dialog));
        type_in(&mut dialog, "\n");
        let call = sent::<RenameEntry>(&mut dialog).unwrap();
        assert_eq!((call.from.raw(), call.to.as_utf8()), (name, Ok(expected)));
    }
    let mut dialog = rename(b"x", false);
    type_in(&mut dialog, "/y\n");
    assert!(sent::<RenameEntry>(&mut dialog).is_none());
    assert!(below(&dialog).contains("no / in it"), "{}", below(&dialog));
}

#[test]
fn a_name_that_cannot_be_typed_is_renamed_as_exactly_its_bytes() {
    for name in [&b"caf\xe9"[..], b"two\nlines"] {
        let mut dialog = rename(name, false);
        assert_eq!(dialog.overlay.field.raw(), "", "what the field holds would be another name");
        assert!(below(&dialog).contains("cannot be typed"), "{}", below(&dialog));
        type_in(&mut dialog, "plain\n");
        let call = sent::<RenameEntry>(&mut dialog).unwrap();
        assert_eq!((call.from.raw(), call.to.raw()), (name, &b"plain"[..]));
    }
}

#[test]
fn ctrl_u_empties_the_whole_name_though_the_cursor_is_before_the_extension() {
    let mut dialog = rename(b"env.yml", false);
    type_in(&mut dialog, "\u{15}env2.yml\n");
    let call = sent::<RenameEntry>(&mut dialog).unwrap();
    assert_eq!(call.to.raw(), b"env2.yml");
}
