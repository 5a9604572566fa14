//! The grammar of keys, as tables.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use super::*;

const ESC: Duration = Duration::from_millis(50);

fn decode(parts: &[&[u8]]) -> Vec<Event> {
    events(meanings(parts))
}

fn events(meanings: Vec<Meaning>) -> Vec<Event> {
    let event = |meaning| match meaning {
        Meaning::Event(event) => Some(event),
        _ => None,
    };
    meanings.into_iter().filter_map(event).collect()
}

fn meanings(parts: &[&[u8]]) -> Vec<Meaning> {
    let (mut decoder, mut events) = (Decoder::default(), Vec::new());
    for part in parts {
        decoder.feed(part, &mut events);
    }
    if decoder.pending_timeout(ESC).is_some() {
        decoder.flush_incomplete(&mut events);
    }
    assert!(decoder.pending_timeout(ESC).is_none(), "something is left of {parts:?}");
    events.into_iter().map(|sequence| sequence.meaning).collect()
}

fn only_key(bytes: &[u8]) -> KeyEvent {
    match decode(&[bytes]).as_slice() {
        [Event::Key(key)] => *key,
        other => panic!("{bytes:?} is one key, not {other:?}"),
    }
}

#[test]
fn keys_of_all_kinds_are_known() {
    use KeyCode::*;
    use KeyModifiers as M;
    for (bytes, code, modifiers) in [
        (&b"j"[..], Char('j'), M::NONE),
        (b"J", Char('J'), M::SHIFT),
        ("é".as_bytes(), Char('é'), M::NONE),
        ("日".as_bytes(), Char('日'), M::NONE),
        (b"\r", Enter, M::NONE),
        (b"\n", Char('j'), M::CONTROL),
        (b"\t", Tab, M::NONE),
        (b"\x1b[Z", BackTab, M::SHIFT),
        (b"\x7f", Backspace, M::NONE),
        (b"\x1a", Char('z'), M::CONTROL),
        (b"\x00", Char(' '), M::CONTROL),
        (b"\x1b", Esc, M::NONE),
        (b"\x1bx", Char('x'), M::ALT),
        (b"\x1b[", Char('['), M::ALT),
        (b"\x1bO", Char('O'), M::ALT | M::SHIFT),
        (b"\x1b]", Char(']'), M::ALT),
        (b"\x1b\r", Enter, M::ALT),
        (b"\x1b[A", Up, M::NONE),
        (b"\x1bOB", Down, M::NONE),
        (b"\x1b[1;5C", Right, M::CONTROL),
        (b"\x1b[1;2H", Home, M::SHIFT),
        (b"\x1b[4~", End, M::NONE),
        (b"\x1b[2~", Insert, M::NONE),
        (b"\x1b[5~", PageUp, M::NONE),
        (b"\x1b[6;3~", PageDown, M::ALT),
        (b"\x1bOP", F(1), M::NONE),
        (b"\x1b[15~", F(5), M::NONE),
        (b"\x1b[17~", F(6), M::NONE),
        (b"\x1b[24~", F(12), M::NONE),
        (b"\x1b[[E", F(5), M::NONE),
        (b"\x1b[1;2R", F(3), M::SHIFT),
        (b"\x1b[27;5;9~", Tab, M::CONTROL),
        (b"\x1b[97;5u", Char('a'), M::CONTROL),
        (b"\x1bOM", Enter, M::NONE),
        (b"\x1bOk", Char('+'), M::NONE),
    ] {
        let key = only_key(bytes);
        assert_eq!((key.code, key.modifiers), (code, modifiers), "{bytes:?}");
    }
}

#[test]
fn a_sequence_may_come_byte_by_byte() {
    for whole in [&b"\x1b[1;5C"[..], "日".as_bytes(), b"\x1b[200~ab\x1b[201~", b"\x1bOP", b"\x1bx"] {
        let bytes: Vec<&[u8]> = whole.chunks(1).collect();
        assert_eq!(decode(&bytes), decode(&[whole]), "{whole:?}");
        assert_eq!(decode(&bytes).len(), 1);
    }
}

#[test]
fn esc_before_another_key_stays_a_key_of_its_own() {
    let events = decode(&[b"\x1b\x1b[A"]);
    assert_eq!(events, [Event::Key(KeyCode::Esc.into()), Event::Key(KeyCode::Up.into())]);
}

#[test]
fn what_is_no_key_makes_none() {
    for noise in [
        &b"\x1b[I"[..],
        b"\x1b[12;40R",
        b"\x1b[?62;c",
        b"\x1b[<0;10M",
        b"\x1b[<0;0;10M",
        b"\x1b[<67;10;10M",
        b"\x1b[M\x20\x20\x20",
        b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\",
        b"\x1b]11;rgb:0000/0000/0000\x07",
        b"\x1bP>|xterm(390)\x1b\\",
        b"\x1b_Gi=1;OK\x1b\\",
        b"\x1b[97;1:3u",
        b"\xff",
        b"\xe6\x97",
        b"\xc2\x9b",
    ] {
        assert_eq!(decode(&[noise]), [], "{noise:?}");
        let mut followed = noise.to_vec();
        followed.push(b'q');
        let expected: &[Event] = &[Event::Key(KeyCode::Char('q').into())];
        if noise != b"\xe6\x97" {
            assert_eq!(decode(&[&followed]), expected, "{followed:?}");
        }
    }
}

#[test]
fn a_paste_is_one_event_whatever_is_in_it() {
    assert_eq!(decode(&[b"\x1b[200~q\x1b[A\rF5\r\n\x1b[201~"]), [Event::Paste("q\x1b[A\nF5\n".into())]);
    assert_eq!(
        decode(&[b"\x1b[200~ab\x1b[20", b"1~c"]),
        [Event::Paste("ab".into()), Event::Key(KeyCode::Char('c').into())]
    );
}

#[test]
fn a_paste_without_end_is_over_after_a_silence() {
    let (mut decoder, mut events) = (Decoder::default(), Vec::new());
    decoder.feed(b"\x1b[200~abc", &mut events);
    assert_eq!((events.len(), decoder.pending_timeout(ESC)), (0, Some(PASTE_WAIT)));
    decoder.flush_incomplete(&mut events);
    assert_eq!(events[0].meaning, Meaning::Event(Event::Paste("abc".into())));
    decoder.feed(b"q", &mut events);
    assert_eq!(events.len(), 2);
}

#[test]
fn a_huge_paste_is_cut_but_its_end_is_seen() {
    let mut bytes = b"\x1b[200~".to_vec();
    bytes.resize(300_000, b'a');
    bytes.extend_from_slice(b"\x1b[201~q");
    let chunks: Vec<&[u8]> = bytes.chunks(1024).collect();
    match decode(&chunks).as_slice() {
        [Event::Paste(text), Event::Key(_)] => assert_eq!(text.len(), PASTE_ROOM),
        other => panic!("{} events", other.len()),
    }
}

#[test]
fn the_mouse_is_read_in_both_forms() {
    use KeyModifiers as M;
    use MouseEventKind::*;
    for (bytes, kind, (column, row), modifiers) in [
        (&b"\x1b[<0;1;1M"[..], Down(MouseButton::Left), (0, 0), M::NONE),
        (b"\x1b[<0;300;200m", Up(MouseButton::Left), (299, 199), M::NONE),
        (b"\x1b[<32;12;5M", Drag(MouseButton::Left), (11, 4), M::NONE),
        (b"\x1b[<64;12;5M", ScrollUp, (11, 4), M::NONE),
        (b"\x1b[<65;12;5M", ScrollDown, (11, 4), M::NONE),
        (b"\x1b[<18;3;4M", Down(MouseButton::Right), (2, 3), M::CONTROL),
        (b"\x1b[M\x20\x21\x22", Down(MouseButton::Left), (0, 1), M::NONE),
        (b"\x1b[M\x23\x21\x22", Up(MouseButton::Left), (0, 1), M::NONE),
        (b"\x1b[M\x60\x21\x22", ScrollUp, (0, 1), M::NONE),
    ] {
        let expected = MouseEvent { kind, column, row, modifiers };
        assert_eq!(decode(&[bytes]), [Event::Mouse(expected)], "{bytes:?}");
        let parts: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(decode(&parts), [Event::Mouse(expected)], "{bytes:?} byte by byte");
    }
}

#[test]
fn answers_of_the_terminal_are_read() {
    let text = |text: &str| crate::domain::text::Untrusted::new(text);
    for (bytes, expected) in [
        (&b"\x1b[?62;22c"[..], TerminalAnswer::Attributes(text("62;22"))),
        (b"\x1bP>|tmux 3.3a\x1b\\", TerminalAnswer::Name(text("tmux 3.3a"))),
        (
            b"\x1b]11;rgb:ffff/8080/0000\x07",
            TerminalAnswer::Background(crate::domain::terminal::Rgb { red: 255, green: 128, blue: 0 }),
        ),
        (b"\x1b[?2026;2$y", TerminalAnswer::SynchronizedUpdate(true)),
        (b"\x1b[?2026;0$y", TerminalAnswer::SynchronizedUpdate(false)),
        (b"\x1b[?0u", TerminalAnswer::KittyKeys),
    ] {
        let expected = [Meaning::Answer(expected)];
        assert_eq!(meanings(&[bytes]), expected, "{bytes:?}");
        // In pieces, and with the last byte late.
        let parts: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(meanings(&parts), expected, "{bytes:?} byte by byte");
    }
}

#[test]
fn the_rest_of_an_answer_is_waited_for_longer_than_the_rest_of_a_key() {
    for (bytes, wait) in [
        (&b"\x1b[?62;"[..], REST_WAIT),
        (b"\x1b]11;rgb:ff", REST_WAIT),
        (b"\x1bP>|xt", REST_WAIT),
        (b"\x1b[<0;10", REST_WAIT),
        (b"\x1b[1;5", ESC),
        (b"\x1b", ESC),
    ] {
        let (mut decoder, mut events) = (Decoder::default(), Vec::new());
        decoder.feed(bytes, &mut events);
        assert_eq!((events.len(), decoder.pending_timeout(ESC)), (0, Some(wait)), "{bytes:?}");
    }
}

#[test]
fn an_answer_that_never_ends_is_no_key() {
    for start in [&b"\x1b[?62;"[..], b"\x1b]11;rgb:ff", b"\x1bP>|xt", b"\x1b[<0;10"] {
        let (mut decoder, mut events) = (Decoder::default(), Vec::new());
        decoder.feed(start, &mut events);
        decoder.flush_incomplete(&mut events);
        assert!(events.iter().all(|sequence| sequence.meaning == Meaning::Unknown), "{start:?}: {events:?}");
    }
}

proptest::proptest! {
    #[test]
    fn no_bytes_stop_it_or_stay_in_it(parts: Vec<Vec<u8>>) {
        let (mut decoder, mut events) = (Decoder::default(), Vec::new());
        for part in &parts {
            decoder.feed(part, &mut events);
        }
        decoder.flush_incomplete(&mut events);
        proptest::prop_assert!(decoder.pending_timeout(ESC).is_none());
        events.clear();
        decoder.feed(b"q", &mut events);
        let key = Meaning::Event(Event::Key(KeyCode::Char('q').into()));
        proptest::prop_assert_eq!(events, vec![Sequence { bytes: b"q".to_vec(), meaning: key }]);
    }
}
