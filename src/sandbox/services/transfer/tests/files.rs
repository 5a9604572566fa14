use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_listing_says_where_it_is_and_what_is_there() {
    let client = SignedIn::new().await;
    let (path, real) = client.fresh();
    fs::create_dir(real.join("dir")).unwrap();
    fs::write(real.join("a.nc"), "12345").unwrap();
    fs::write(real.join(".hidden"), "").unwrap();
    fs::write(real.join(OsStr::from_bytes(b"caf\xe9")), "").unwrap();
    symlink("a.nc", real.join("link")).unwrap();
    symlink("/etc/passwd", real.join("out")).unwrap();
    let listing = client.file("ls", &client.laptop(), &[("path", "~/fresh")]).await.json();
    assert_eq!(listing["DATA_TYPE"], "file_list");
    assert_eq!(listing["path"], "/home/demo/fresh/");
    assert_eq!(listing["endpoint"], client.laptop());
    assert_eq!((&listing["length"], &listing["total"]), (&json!(6), &json!(6)));
    assert_eq!(names(&listing), [".hidden", "a.nc", "\u{fffd}caf\u{e9}", "dir", "link", "out"]);
    let row = &listing["DATA"][4];
    assert_eq!(
        (&row["type"], &row["size"], &row["link_target"]),
        (&json!("file"), &json!(5), &json!("a.nc"))
    );
    assert_eq!(listing["DATA"][5]["type"], "invalid_symlink");
    for (hidden, count) in [("0", 5), ("false", 5), ("1", 6), ("true", 6)] {
        let shown = client.file("ls", &client.laptop(), &[("path", &path), ("show_hidden", hidden)]).await;
        assert_eq!(names(&shown.json()).len(), count);
    }
    let back = client.file("stat", &client.laptop(), &[("path", "~/fresh/\u{fffd}caf\u{e9}")]).await.json();
    assert_eq!((&back["name"], &back["DATA_TYPE"]), (&json!("\u{fffd}caf\u{e9}"), &json!("file")));
    let home = client.file("ls", &client.jasmin(), &[]).await.json();
    assert_eq!(home["path"], "/home/users/demo/", "without a path: the default directory");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listing_names_its_directory_in_each_form() {
    let client = SignedIn::new().await;
    for (form, path, absolute) in [
        (None, "/home/demo/Documents/", Value::Null),
        (Some("given"), "/~/Documents/", Value::Null),
        (Some("given_with_absolute"), "/~/Documents/", json!("/home/demo/Documents/")),
        (Some("resolved"), "/home/demo/Documents/", Value::Null),
    ] {
        if let Some(form) = form {
            client.sandbox.control("/collection", json!({"name": "GCP laptop", "ls_path": form})).await;
        }
        let listing = client.file("ls", &client.laptop(), &[("path", "/~/Documents")]).await.json();
        assert_eq!((&listing["path"], &listing["absolute_path"]), (&json!(path), &absolute), "{form:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_chosen_sorted_and_paged() {
    let client = SignedIn::new().await;
    let (path, real) = client.fresh();
    fs::create_dir(real.join("dir")).unwrap();
    for (name, size) in [("a.nc", 3), ("b.nc", 1), ("c.txt", 2), ("d.nc", 3)] {
        fs::write(real.join(name), vec![0; size]).unwrap();
    }
    for (fields, expected) in [
        (&[("filter", "name:~*.nc")][..], &["a.nc", "b.nc", "d.nc"][..]),
        (&[("filter", "name:~*.nc/size:2,")], &["a.nc", "d.nc"]),
        (&[("filter", "type:dir"), ("filter", "name:b.nc")], &["b.nc", "dir"]),
        (&[("filter", "type:file"), ("orderby", "size DESC,name DESC")], &["d.nc", "a.nc", "c.txt", "b.nc"]),
        (&[("orderby", "type,name")], &["dir", "a.nc", "b.nc", "c.txt", "d.nc"]),
        (&[("limit", "2"), ("offset", "1")], &["b.nc", "c.txt"]),
        (&[("limit", "1"), ("offset", "1"), ("filter", "name:~*.nc")], &["b.nc"]),
        (&[("limit", "1"), ("orderby", "name DESC")], &["dir"]),
        (&[("offset", "9")], &[]),
    ] {
        let all: Vec<_> = fields.iter().copied().chain([("path", path.as_str())]).collect();
        let listing = client.file("ls", &client.laptop(), &all).await.json();
        assert_eq!(names(&listing), expected, "{fields:?}");
        assert_eq!(listing["length"], expected.len());
        let filtered = fields.iter().any(|(name, _)| *name == "filter");
        assert!(filtered || listing["total"] == 5, "{fields:?}: {}", listing["total"]);
    }
    for (name, value) in
        [("filter", "colour:red"), ("orderby", "colour"), ("limit", "x"), ("show_hidden", "x")]
    {
        let reply = client.file("ls", &client.laptop(), &[("path", &path), (name, value)]).await;
        assert_eq!(refusal(&reply), (400, "ClientError.BadRequest".to_owned()), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_have_the_services_codes() {
    let client = SignedIn::new().await;
    let (path, real) = client.fresh();
    fs::write(real.join("file"), "").unwrap();
    fs::create_dir(real.join("closed")).unwrap();
    fs::set_permissions(real.join("closed"), fs::Permissions::from_mode(0o000)).unwrap();
    let (laptop, jasmin, field) = (client.laptop(), client.jasmin(), client.id("Field laptop"));
    let at = |name: &str| format!("{path}/{name}");
    for (operation, collection, path, status, code) in [
        ("ls", &laptop, at("nothing"), 404, "ClientError.NotFound"),
        ("ls", &laptop, at("file"), 502, "ExternalError.DirListingFailed.NotDirectory"),
        ("ls", &laptop, at("closed"), 502, "ExternalError.DirListingFailed.PermissionDenied"),
        ("ls", &field, "/".to_owned(), 502, "ExternalError.DirListingFailed.GCDisconnected"),
        ("ls", &laptop, "/a\nb".to_owned(), 400, "InvalidPath"),
        ("ls", &Uuid::nil().to_string(), "/".to_owned(), 404, "EndpointNotFound"),
        ("ls", &"no-id".to_owned(), "/".to_owned(), 404, "EndpointNotFound"),
        ("stat", &laptop, at("nothing"), 404, "NotFound"),
        ("stat", &laptop, at("closed/x"), 403, "EndpointPermissionDenied"),
    ] {
        let reply = client.file(operation, collection, &[("path", &path)]).await;
        assert_eq!(refusal(&reply), (status, code.to_owned()), "{operation} {path}");
        assert!(!reply.json()["message"].as_str().unwrap().is_empty());
    }
    for (operation, collection, body, status, code) in [
        ("mkdir", &laptop, json!({"path": at("file")}), 502, "ExternalError.MkdirFailed.Exists"),
        (
            "mkdir",
            &laptop,
            json!({"path": at("closed/x")}),
            502,
            "ExternalError.MkdirFailed.PermissionDenied",
        ),
        ("mkdir", &jasmin, json!({"path": "/badc/x"}), 502, "ExternalError.MkdirFailed.PermissionDenied"),
        ("mkdir", &laptop, json!({"path": at("x/y/z")}), 502, "ExternalError.MkdirFailed.NotFound"),
        ("mkdir", &field, json!({"path": "/x"}), 502, "ExternalError.MkdirFailed.GCDisconnected"),
        ("mkdir", &laptop, json!({}), 400, "ClientError.BadRequest"),
        ("mkdir", &laptop, json!({"DATA_TYPE": "rename", "path": "/x"}), 400, "ClientError.BadRequest"),
        ("rename", &laptop, json!({"old_path": at("x"), "new_path": at("y")}), 404, "ClientError.NotFound"),
        (
            "rename",
            &laptop,
            json!({"old_path": at("file"), "new_path": at("closed")}),
            502,
            "ExternalError.RenameFailed.Exists",
        ),
        (
            "rename",
            &jasmin,
            json!({"old_path": "/badc/cmip6", "new_path": "/~/x"}),
            502,
            "ExternalError.RenameFailed.PermissionDenied",
        ),
    ] {
        let reply = client.change(operation, collection, &body).await;
        assert_eq!(refusal(&reply), (status, code.to_owned()), "{operation} {body}");
    }
    fs::set_permissions(real.join("closed"), fs::Permissions::from_mode(0o755)).unwrap();
    let stranger = client.get_as(&client.other(), &format!("operation/endpoint/{laptop}/ls")).await;
    assert_eq!(
        refusal(&stranger),
        (404, "EndpointNotFound".to_owned()),
        "somebody else's private collection"
    );
    let nobody = client.get_as("no-token", &format!("operation/endpoint/{laptop}/ls")).await;
    assert_eq!(nobody.status, 401);
    let missing = client.root("GCP laptop");
    fs::rename(&missing, missing.with_extension("gone")).unwrap();
    let reply = client.file("ls", &laptop, &[("path", "/")]).await;
    assert_eq!(refusal(&reply), (502, "ExternalError.DirListingFailed.LoginFailed".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn directories_are_made_names_moved_and_links_moved_themselves() {
    let client = SignedIn::new().await;
    let (path, real) = client.fresh();
    let made = client
        .change("mkdir", &client.laptop(), &json!({"DATA_TYPE": "mkdir", "path": "~/fresh/日本 é"}))
        .await;
    assert_eq!((made.status, made.json()["code"].as_str().unwrap()), (202, "DirectoryCreated"));
    assert!(real.join("日本 é").is_dir());
    fs::write(real.join("file"), "x").unwrap();
    symlink("file", real.join("link")).unwrap();
    let rename = |old: &str, new: &str| json!({"DATA_TYPE": "rename", "old_path": format!("{path}/{old}"), "new_path": format!("{path}/{new}")});
    for (old, new) in [("link", "日本 é/link"), ("file", "renamed"), ("日本 é", "plain")] {
        let moved = client.change("rename", &client.laptop(), &rename(old, new)).await;
        assert_eq!((moved.status, moved.json()["code"].as_str().unwrap()), (200, "FileRenamed"), "{old}");
    }
    assert!(fs::symlink_metadata(real.join("plain/link")).unwrap().is_symlink());
    assert!(real.join("renamed").exists() && !real.join("file").exists());
    let inside = client.change("rename", &client.laptop(), &rename("plain", "plain/deeper")).await;
    assert_eq!(inside.status, 502);
    let linked =
        json!({"DATA_TYPE": "symlink", "symlink_target": "renamed", "path": format!("{path}/new-link")});
    assert_eq!(client.change("symlink", &client.laptop(), &linked).await.status, 202);
    assert_eq!(fs::read_link(real.join("new-link")).unwrap().to_str(), Some("renamed"));
    client.sandbox.control("/disk", json!({"full": true})).await;
    let full = client.change("mkdir", &client.laptop(), &json!({"path": "~/fresh/more"})).await;
    assert_eq!(refusal(&full), (502, "ExternalError.MkdirFailed.NoSpaceLeft".to_owned()));
}
