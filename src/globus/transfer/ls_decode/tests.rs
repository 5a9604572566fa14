use proptest::prelude::*;

use super::*;
use crate::domain::entry::EntryKind;
use crate::domain::listing::Listing;
use crate::domain::sort::Sort;

/// Rows as text, in the order they came, however the body was cut.
fn decode(pieces: &[&[u8]]) -> Result<(Vec<String>, Facts), Malformed> {
    let mut decoder = Decoder::default();
    for piece in pieces {
        decoder.feed(piece)?;
    }
    let facts = decoder.finish()?.clone();
    let mut listing = Listing::new(Sort::default(), true);
    listing.push(decoder.take());
    let mut rows: Vec<_> = listing.iter().collect();
    rows.sort_by_key(|entry| entry.row);
    let text = rows.iter().map(|e| {
        let link = e.link_target.map(|target| target.sanitized());
        format!(
            "{} {:?} {:?} {:?} {:?} {} {} {:?}",
            e.name.sanitized(),
            e.kind,
            e.size,
            e.modified,
            e.permissions,
            e.user.sanitized(),
            e.group.sanitized(),
            link.as_ref().map(|target| target.as_str()),
        )
    });
    Ok((text.collect(), facts))
}

fn names(body: &[u8]) -> (Vec<String>, u64) {
    let (rows, facts) = decode(&[body]).unwrap();
    let name = |row: String| row.split(' ').next().unwrap_or_default().to_owned();
    (rows.into_iter().map(name).collect(), facts.unreadable)
}

fn listing(entries: &str) -> Vec<u8> {
    format!("{{\"DATA_TYPE\":\"file_list\",\"DATA\":[{entries}],\"path\":\"/a/\",\"total\":2}}").into_bytes()
}

const REAL: &str = r#"{
  "path": "/home/users/demo/",
  "DATA": [
    {"DATA_TYPE":"file","name":"tas day.nc","type":"file","size":1048576,"last_modified":"2024-01-01 00:00:01+00:00",
     "permissions":"0644","user":"demo","group":"users","link_target":null,"link_size":null},
    {"DATA_TYPE":"file","name":"日本 \"x\" [}\\","type":"dir","size":4096,"last_modified":"2024-02-29 12:00:00+00:00",
     "permissions":"0755","user":"demo","group":"users","link_target":"../else/where","x":{"y":["}",{}]}},
    {"name":"object","type":"file","size":5,"last_modified":null,"permissions":"","user":null,"group":null}
  ],
  "absolute_path": null, "endpoint": "x", "length": 3, "total": 7, "rename_supported": true
}"#;

#[test]
fn a_listing_is_read_with_what_stands_before_and_after_its_rows() {
    let (rows, facts) = decode(&[REAL.as_bytes()]).unwrap();
    assert_eq!(
        rows,
        [
            "tas day.nc File Some(1048576) Some(1704067201) Some(420) demo users None",
            "日本 \"x\" [}\\\\ Dir Some(4096) Some(1709208000) Some(493) demo users Some(\"../else/where\")",
            "object File Some(5) None None   None",
        ]
    );
    let expected = Facts {
        path: StorePath::parse("/home/users/demo/").ok(),
        absolute_path: None,
        total: Some(7),
        has_rows: true,
        rows: 3,
        unreadable: 0,
    };
    assert_eq!(facts, expected);
}

#[test]
fn a_row_comes_out_with_its_last_byte() {
    let body = listing(r#"{"name":"a"},{"name":"b"}"#);
    let end_of_first = body.windows(2).position(|two| two == b"},").unwrap() + 1;
    let mut decoder = Decoder::default();
    decoder.feed(&body[..end_of_first - 1]).unwrap();
    assert_eq!(decoder.pending(), 0);
    decoder.feed(&body[end_of_first - 1..end_of_first]).unwrap();
    assert_eq!(decoder.pending(), 1);
    assert_eq!(decoder.finish(), Err(Malformed));
}

#[test]
fn one_odd_entry_costs_itself_at_most() {
    for (odd, row, bad) in [
        // Names nothing.
        (r#"{}"#, None, 1),
        (r#"{"name":null}"#, None, 1),
        (r#"{"name":7}"#, None, 1),
        (r#"{"name":""}"#, None, 1),
        (r#"{"name":".."}"#, None, 0),
        (r#"{"name":{"name":"x"}}"#, None, 1),
        ("7", None, 1),
        ("null", None, 1),
        ("\"text\"", None, 1),
        ("[{\"name\":\"x\"}]", None, 1),
        // Broken JSON inside balanced braces.
        (r#"{"name":"x" "type":"dir"}"#, None, 1),
        (r#"{name:"x"}"#, None, 1),
        (r#"{"name":"\q"}"#, None, 1),
        (r#"{"name":"\u12"}"#, None, 1),
        // Attributes of any type.
        (
            r#"{"name":"x","type":"dir","size":"12","user":7,"group":{"a":[1]},"permissions":[],"last_modified":true}"#,
            Some("x Dir Some(12) None None   None"),
            0,
        ),
        (r#"{"name":"x","size":-1,"type":null}"#, Some("x Other None None None   None"), 0),
        (r#"{"name":"x","size":5.5,"type":"door"}"#, Some("x Other Some(5) None None   None"), 0),
        (
            r#"{"name":"x","size":18446744073709551614,"type":"file"}"#,
            Some("x File Some(18446744073709551614) None None   None"),
            0,
        ),
        (
            r#"{"name":"x","size":99999999999999999999999,"type":"file"}"#,
            Some("x File None None None   None"),
            0,
        ),
        (r#"{"name":"x","size":1e999,"type":"file"}"#, Some("x File None None None   None"), 0),
        (r#"{"name":"x","type":"file","link_target":[1]}"#, Some("x File None None None   None"), 0),
        // Twice the same member: the last counts.
        (r#"{"name":"y","name":"x","type":"dir","type":"file"}"#, Some("x File None None None   None"), 0),
        // Text that is none.
        (r#"{"name":"a\ud800b","type":"file"}"#, Some("a\\xed\\xa0\\x80b File None None None   None"), 0),
        (r#"{"name":"\u0000\u001b[2J","type":"file"}"#, Some("\\x00\\x1b[2J File None None None   None"), 0),
        (r#"{"name":"x","type":"file","user":"\ud800"}"#, Some("x File None None None   None"), 0),
        (r#"{"name":"\ud83d\ude00","type":"dir"}"#, Some("😀 Dir None None None   None"), 0),
    ] {
        for body in
            [listing(&format!(r#"{odd},{{"name":"good"}}"#)), listing(&format!(r#"{{"name":"good"}},{odd}"#))]
        {
            let (rows, facts) = decode(&[&body]).unwrap();
            let seen = rows.iter().find(|row| !row.starts_with("good"));
            assert_eq!((seen.map(String::as_str), facts.unreadable), (row, bad), "{odd}");
            assert!(rows.iter().any(|row| row.starts_with("good")), "{odd} cost its neighbour");
        }
    }
}

#[test]
fn quotes_and_braces_inside_text_end_nothing() {
    let text = r#"\\\"]}{[,:\""#;
    let long = text.repeat(1000);
    for tricky in [text, long.as_str()] {
        let body = format!(
            r#"{{"a":"{tricky}","b":["{tricky}",{{"{tricky}":0}}],"DATA":[{{"name":7,"x":"{tricky}"}},{{"name":"x","x":"{tricky}"}}],"z":"{tricky}"}}"#
        );
        for size in [1000, 7, body.len()] {
            let pieces: Vec<&[u8]> = body.as_bytes().chunks(size).collect();
            let (rows, facts) = decode(&pieces).unwrap();
            assert_eq!((rows.len(), facts.unreadable), (1, 1));
        }
    }
}

#[test]
fn bad_bytes_stay_what_they_are() {
    let mut body = b"{\"DATA\":[".to_vec();
    body.extend_from_slice(
        b"{\"name\":\"a\x01b\"},{\"name\":\"\xff\xfe\",\"user\":\"\xff\",\"type\":\"dir\"}]}",
    );
    let (rows, facts) = decode(&[&body]).unwrap();
    assert_eq!(rows, ["a\\x01b Other None None None   None", "\\xff\\xfe Dir None None None   None"]);
    assert_eq!(facts.unreadable, 0);
}

#[test]
fn what_is_no_listing_is_refused() {
    for bad in [
        "",
        " ",
        "[]",
        "null",
        "7",
        "\"x\"",
        "<html></html>",
        "{",
        "{}",
        "{\"DATA\":null}",
        "{\"DATA\":{}}",
        "{\"DATA\":[}",
        "{\"DATA\":[]",
        "{\"DATA\":[]}x",
        "{\"DATA\":[]}{",
        "{\"DATA\" []}",
        "{x}",
        "{\"DATA\":[{\"name\":\"a\"}",
        "{\"DATA\":[{\"name\":\"a\"}}",
        "{\"data\":[]}",
        "\u{feff}",
        "x{\"DATA\":[]}",
        "{\"DATA\":,}",
        "{\"path\":}",
    ] {
        assert_eq!(decode(&[bad.as_bytes()]).err(), Some(Malformed), "{bad}");
    }
    for good in [
        "{\"DATA\":[]}",
        "\u{feff}{\"DATA\":[]}\n",
        "{\"x\":\"DATA\",\"DATA\":[],\"path\":7,\"total\":\"x\"}",
    ] {
        assert_eq!(decode(&[good.as_bytes()]).unwrap().0, Vec::<String>::new(), "{good}");
    }
}

#[test]
fn depth_and_length_make_it_neither_fall_nor_crawl() {
    let deep = |inner: &str| {
        let body = listing(&format!("{inner},{{\"name\":\"good\"}}"));
        let pieces: Vec<&[u8]> = body.chunks(1000).collect();
        let (rows, facts) = decode(&pieces).unwrap();
        (rows.len(), facts.unreadable)
    };
    let nested = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    assert_eq!(deep(&nested), (1, 1));
    assert_eq!(deep(&format!("{{\"name\":\"x\",\"x\":{nested}}}")), (2, 0));
    assert_eq!(deep(&format!("{{\"name\":\"{}\"}}", "x".repeat(1_000_000))), (2, 0));
    // A million bytes one by one within one entry: looked at once each, not again and again.
    let mut decoder = Decoder::default();
    decoder.feed(b"{\"DATA\":[{\"name\":\"").unwrap();
    for _ in 0..1_000_000 {
        decoder.feed(b"x").unwrap();
    }
    decoder.feed(b"\"}]}").unwrap();
    assert_eq!(decoder.pending(), 1);
}

#[test]
fn times_read_by_hand_are_those_of_the_calendar() {
    for day in (-719_162..47_000).step_by(13) {
        let at = jiff::Timestamp::from_second(day * 86_400 + 3_723).unwrap();
        let text = at.strftime("%Y-%m-%d %H:%M:%S+00:00").to_string();
        let body = listing(&format!(r#"{{"name":"x","last_modified":"{text}"}}"#));
        let (rows, _) = decode(&[&body]).unwrap();
        assert!(rows[0].contains(&format!("Some({})", at.as_second())), "{text}: {rows:?}");
    }
    for (text, read) in [
        ("2024-01-01T00:00:01+00:00", "Some(1704067201)"),
        ("2024-01-01 01:00:01+01:00", "Some(1704067201)"),
        ("2024-01-01T00:00:01Z", "Some(1704067201)"),
        ("2024-01-01T00:00:01.5Z", "Some(1704067201)"),
        ("2023-02-30 00:00:00+00:00", "None"),
        ("2024-13-01 00:00:00+00:00", "None"),
        ("soon", "None"),
    ] {
        let body = listing(&format!(r#"{{"name":"x","last_modified":"{text}"}}"#));
        assert!(decode(&[&body]).unwrap().0[0].starts_with(&format!("x Other None {read}")), "{text}");
    }
}

#[test]
fn kinds_and_bits() {
    assert_eq!(kind_of(b"invalid_symlink"), EntryKind::BrokenLink);
    assert_eq!(octal(b"0o100755"), Some(0o755));
    for bad in ["", "9", "rwx", "-1", "999999999999999999"] {
        assert_eq!(octal(bad.as_bytes()), None, "{bad}");
    }
    assert_eq!(
        names(&listing(r#"{"name":"a/b"},{"name":"x"}"#)),
        (vec!["a/b".to_owned(), "x".to_owned()], 0)
    );
}

proptest! {
    #[test]
    fn any_cut_of_the_body_gives_the_same_rows(cuts in prop::collection::vec(0..2000_usize, 0..40), odd in "[\\[\\]{}\",:\\\\ a\u{e9}0-9]{0,12}") {
        let entries = format!(r#"{{"name":"a \"}}]\\"}},{odd:?},{{"name":{odd:?},"x":[{odd:?}]}},{{"name":"z"}}"#);
        for body in [REAL.as_bytes().to_vec(), listing(&entries)] {
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (body.len() + 1)).collect();
            cuts.sort_unstable();
            let mut pieces = Vec::new();
            let mut from = 0;
            for cut in cuts {
                pieces.push(&body[from..cut]);
                from = cut;
            }
            pieces.push(&body[from..]);
            prop_assert_eq!(decode(&pieces), decode(&[&body]));
        }
    }

    #[test]
    fn spoilt_bodies_read_the_same_in_one_piece_and_byte_by_byte(at in 0..900_usize, byte: u8, cut in 0..900_usize) {
        let mut body = REAL.as_bytes().to_vec();
        let len = body.len();
        body[at % len] = byte;
        if cut % 2 == 0 {
            body.truncate(cut % len);
        }
        let bytes: Vec<&[u8]> = body.chunks(1).collect();
        prop_assert_eq!(decode(&bytes), decode(&[&body]));
    }

    #[test]
    fn no_bytes_make_it_fall(body: Vec<u8>, text in "[\\[\\]{}\",:\\\\a0DT ]{0,60}") {
        let _ = decode(&[&body]);
        let bytes: Vec<&[u8]> = text.as_bytes().chunks(1).collect();
        prop_assert_eq!(decode(&bytes), decode(&[text.as_bytes()]));
        let inside = listing(&text);
        let bytes: Vec<&[u8]> = inside.chunks(1).collect();
        prop_assert_eq!(decode(&bytes), decode(&[&inside]));
    }
}
