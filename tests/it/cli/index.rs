//! `hemi index`: the names that are kept of what was browsed.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use super::signed_in;

const ID: &str = "6d3b5a2e-1111-4222-8333-444455556666";

#[test]
fn names_are_counted_and_removed_also_by_a_sign_out() {
    let (_sandbox, home) = signed_in();
    home.run(&["index"]).expect(0).says("No names are kept yet.");
    let shown = home.run(&["index", "show", "--json"]).expect(0).out;
    let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
    let file = PathBuf::from(shown["file"].as_str().unwrap());
    let keep = || {
        let text = format!("hemi-names 1 {ID}\nD\t12\t{ID}\t1700000000000\t2\t/a\tc\nf\t5\tx\nf\t5\ty\n");
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    };
    keep();
    home.run(&["index"]).expect(0).says("2 names in 1 directory");
    home.run(&["index", "wipe"]).expect(0).says("The names are removed.");
    assert!(!file.exists());
    home.run(&["index", "wipe"]).expect(0).says("No names were kept.");
    keep();
    home.run(&["logout"]).expect(0);
    assert!(!file.exists(), "names are those of the person who saw them");
}
