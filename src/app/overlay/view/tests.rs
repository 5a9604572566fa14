//! Every overlay's samples, drawn at many sizes and in every theme, with kind and with hostile names.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

use crate::app::commands::Command;
use crate::app::effect::LoginMethod;
use crate::app::input::Input;
use crate::app::overlay::sample::{SCREEN, Sample};
use crate::app::overlay::samples::samples;
use crate::app::overlay::*;
use crate::app::requests::fs::FsReply;
use crate::app::requests::login::{BeginLogin, LoginReply, LoginStep, SaveClientId};
use crate::app::requests::search::{FindCollections, FoundCollections};
use crate::app::requests::task::ReadTaskLog;
use crate::app::requests::{Call, Owner, Part, Reply, Slot};
use crate::app::theme::Theme;
use crate::app::widgets::field::tests as field;
use crate::domain::account::DeviceCode;
use crate::domain::ids::RequestId;
use crate::domain::link::Link;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::sanitise;
use crate::domain::text::{SafeText, Untrusted};
use crate::domain::time::Timestamp;

const SIZES: [(u16, u16); 11] =
    [(80, 24), (160, 60), (100, 80), (60, 20), (40, 12), (200, 60), (20, 5), (24, 7), (3, 2), (1, 1), (0, 0)];

const KIND: &str = "CMIP6 été 日本語 👩‍🔬";

fn hostile() -> Vec<Untrusted> {
    let long = "tas_".repeat(200);
    let mut names: Vec<Untrusted> = [
        "\u{1b}]0;owned\u{7}\u{1b}[2J",
        "\u{202e}gpj.exe\u{2066}",
        "a\u{200b}\u{feff}\u{ad}b\u{e0041}",
        "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
        "line\nbreak\r\ttab",
        " outer blanks ",
        "{} %s \\x1b",
        &long,
        "\u{9b}31m",
        "",
    ]
    .into_iter()
    .map(Untrusted::new)
    .collect();
    names.push(Untrusted::new(b"\xff\xfe\x00"));
    names
}

fn keys(command: &Command) -> SafeText {
    crate::safe!("{}", command.name.chars().next().unwrap_or('?'))
}

fn kind() -> Vec<(&'static str, Sample)> {
    samples(&Untrusted::new(KIND), keys)
}

fn drawn(sample: &Sample, theme: &Theme, size: (u16, u16)) -> Buffer {
    let mut buf = Buffer::filled(Rect::new(0, 0, size.0, size.1), Cell::new("~"));
    let area = buf.area;
    if let Some(cursor) = sample.view(theme, area, &mut buf).cursor {
        assert!(area.contains(cursor), "the cursor stands outside");
    }
    buf
}

fn text(buf: &Buffer) -> String {
    buf.content.iter().map(Cell::symbol).collect()
}

/// Whether a cell holds what only an attack could have put there.
fn is_foreign(cell: &Cell) -> bool {
    let sign = cell.symbol();
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{feff}')
    };
    sign.chars().any(steers) || sanitise::width(sign) == 0 || sign.chars().count() > 8
}

#[test]
fn there_is_a_sample_of_every_overlay() {
    let kinds: std::collections::HashSet<_> =
        kind().iter().map(|(_, sample)| std::mem::discriminant(&sample.overlay)).collect();
    assert_eq!(kinds.len(), Overlay::KINDS);
}

#[test]
fn nothing_panics_and_nothing_foreign_is_drawn_at_any_size() {
    let names = hostile().into_iter().chain([Untrusted::new(KIND)]);
    for name in names {
        for (what, sample) in samples(&name, keys) {
            for size in SIZES {
                let buf = drawn(&sample, &Theme::default(), size);
                let foreign = buf.content.iter().find(|cell| is_foreign(cell));
                assert_eq!(foreign, None, "{what} {size:?} {name:?}");
            }
        }
    }
}

#[test]
fn ascii_is_ascii_but_for_names() {
    let theme = Theme::default().ascii();
    for (what, sample) in samples(&Untrusted::new("tas_day ".repeat(20).trim()), keys) {
        for size in SIZES {
            let text = text(&drawn(&sample, &theme, size));
            assert!(text.is_ascii(), "{what} {size:?}: {text}");
        }
    }
}

/// What is too long is cut with the theme's one sign.
#[test]
fn nothing_is_cut_with_another_sign_than_the_themes() {
    let long = Untrusted::new("tas_day_HadGEM3_GC31_historical ".repeat(9).trim());
    for (what, sample) in samples(&long, keys) {
        for size in SIZES {
            let mut buf = Buffer::empty(Rect::new(0, 0, size.0, size.1));
            let area = buf.area;
            sample.view(&Theme::default(), area, &mut buf);
            // A home directory is none.
            let text = text(&buf).replace("~/", "/").replace("/~", "/");
            assert!(!text.contains('~'), "{what} {size:?}: {text}");
        }
    }
}

#[test]
fn every_theme_draws_the_same_words() {
    for (what, sample) in kind() {
        let plain = text(&drawn(&sample, &Theme::mono(), (80, 24)));
        for name in Theme::names() {
            assert_eq!(text(&drawn(&sample, &Theme::load(name), (80, 24))), plain, "{what} {name}");
        }
    }
}

#[test]
fn at_80x24_what_matters_is_there() {
    for (what, sample) in kind() {
        let text = text(&drawn(&sample, &Theme::mono(), (80, 24)));
        let expected: &[&str] = match what {
            "help" => &["First of all", "Move to the next row.", "Esc close"],
            "guide" => &["First steps"],
            "palette" => &["cursor_down", "Move to the next row.", "Commands"],
            "palette typed" => &["(clear_marks)", "Not possible now: Nothing is marked."],
            "search" => &["‹All›", "offline", "cannot be used", "42 so far"],
            "search typed" => &["Find: CMI", "mapped collection"],
            "search pasted" => &["Enter opens this place", "/some/where"],
            "search failed" => &["did not answer", "Ctrl-R searches again"],
            "plan" => &[
                "From",
                "To",
                "2 files of 2.9 MiB",
                "everything inside",
                "[x] verify",
                "[ Send ]",
                "hemi does not know which",
            ],
            "plan refused" => &["did not answer", "looks read-only", "and 2 more", "overwritten", "[ Send ]"],
            "sign-in" => &["With a browser", "a code to paste", "did not answer"],
            "sign-in ways" => &["> p With a link", "  d With a short code"],
            "sign-in device" => &["auth.example.org/device", "WDJB-MJHT", "15 minutes", "Ctrl-T", "█▀▀▀▀▀█"],
            "sign-in browser" => &["Waiting for the browser", "https://auth.example.org", "another way"],
            "sign-in paste" => &["https://auth.example.org", "Code: •••••", "Ctrl-Y copy"],
            "sign-in refused" => &["Code: •••••", "did not answer"],
            "setup" => &[
                "Register a thick client or script that will be installed",
                "Client UUID:",
                "HEMI_CLIENT_ID",
            ],
            "setup wrong" => &["That is not a UUID"],
            "task log" => &["PERMISSION_DENIED", "2024-01-31 12:00", "more lines"],
            "task log reading" => &["Reading the events"],
            "account" => &[
                "Signed in as CMIP6",
                "27 days ago, in use",
                "expires in 3 days",
                "no consent yet",
                "use Globus Transfer",
                "Enter renew",
                "x sign out",
            ],
            "drop" => &["Drop the saved submission", "It was never sent", "[ No, keep it ]"],
            "quit" => &["2 submissions are waiting", "will be sent when hemi runs next", "[ Quit ]"],
            "doctor" => &["Press a key to see what it sends", "TERM", "Background"],
            "saved submission" => &["Not sent:", "File:", "and 4 more items"],
            "confirm" => &["Files already copied stay", "stay at the destination", "[ No, let it run ]"],
            "mark" => &["Mark:", "such as *.nc", "Enter mark"],
            "mark refused" => &["Mark: CMI", "Enter mark"],
            "unmark" => &["Unmark:", "37 of 5,000 marked: entries named", "Enter unmark"],
            "basket" => {
                &["Marks of this pane", "/gws/CMIP6", "not scanned", "marked in 2 directories", "c send all"]
            }
            "basket empty" => &["Nothing is marked.", "Esc b close"],
            "batch read" => &["Read marks from:", "--batch", "Enter read"],
            "batch write" => &["Write marks to:", "--batch", "Enter write"],
            "compare" => &["Compare the panes by", "name and size", "may differ by 2s", "Enter compare"],
            "compared" => &["+ 3 not there", "> 2 newer", "4,000 differ", "not all listed", "m mark missing"],
            "chmod" => &[
                "Permissions: CMIP6",
                "[x] write",
                "3 of 4 entries change",
                "1 entry left out",
                "Enter change",
            ],
            "chmod reading" => &["reading", "Esc q cancel"],
            "chmod failed" => &["did not answer", "octal   700"],
            "actions" => &["Actions: CMIP6", "Plan a transfer", "Enter do it"],
            "filter" => &["Filter: CMI", "Esc show all"],
            "filter at the service" => &["Filter at the service: CMI", "lists *CMI", "Enter list "],
            "find" => &["Find: CMI", "No name matches.", "Up Down next match"],
            "place" => &["Go to: /CMI", "2 directories: CMI", "Tab complete"],
            "place refused" => &["Go to: CMI", "Enter open"],
            "message" => &["did not answer", "Look whether", "Details: "],
            "new directory" => {
                &["CMIP6", "/gws/CMIP6", "Name  2026/results", "Creates /gws/CMIP6", "Enter create"]
            }
            "new directory failed" => &["2026/results", "did not answer"],
            "add bookmark" => &["Name  CMIP6", "web app", "Enter add"],
            "create guest" => {
                &["Name  CMIP6", "before you add them", "when that account ends", "Enter create"]
            }
            "rename bookmark" => &["Old name  CMIP6", "Leads to  CMIP6", "Enter rename"],
            "remove bookmark" => &["Remove the bookmark CMIP6", "stays as it is", "[ No, keep it ]"],
            "find below" => &["Find below /gws", "Part of a name, or tests such as"],
            "find below found" => {
                &["CMIP6", "2 entries in 7 directories, 1 marked", "1 directory left", "m search on"]
            }
            "viewer" => {
                &["Leads to  CMIP6", "first line", "        tab", "This is the beginning", "Tab x bytes"]
            }
            "viewer searched" => &["00000000", "66 69 72 73 74", "n N next, previous"],
            "known names" => &["Find:", "31,234 names in 420 directories", "2023-11-14"],
            "known names found" => &["CMIP6", "2024-01-31", "20,000 of 31,234", "Enter go there"],
            "viewer failed" => &["did not answer"],
            "viewer facts" => &["A directory.", "Esc q i F3 close"],
            "create in the other pane" => &["has no directory /gws/CMIP6", "[ Browse separately ]"],
            "delete" => {
                &["(right pane)", "40 directories with everything inside", "Type delete", "no way back"]
            }
            "delete checking" => &["Finding out what must stay", "[ Close ]"],
            "delete never" => &["never deleted", "[ Close ]"],
            "delete to the trash" => {
                &["This computer (right pane)", "moved to the trash", "y delete", "[ Cancel ]"]
            }
            "delete for good" => &["this disk has no trash", "Type delete"],
            "delete in part" => &["1,234 entries are gone", "5 could not", "permission denied", "and 2 more"],
            "rename" => &["Old name  CMIP6", "Name  CMIP6", "Enter rename"],
            "access" => &["Who may use CMIP6", "read and write", "all signed-in users", "access manager"],
            "access none" => &["is a mapped collection", "guest collection"],
            "access form" => &["Who  ada@example.org", "This is CMIP6", "may read", "Enter save"],
            "access failed" => &["ada@example.org", "did not answer", "Enter look up"],
            "revoke" => &["Revoke the rule for CMIP6", "[ No, keep it ]"],
            "collection" => &["CMIP6", "guest collection", "Id  ", "y copy the line"],
            "server" => &["Server of CMIP6", "POSIX", "Mapped  CMIP6", "Guest  CMIP6", "y copy the id"],
            "server hidden" => &["(not visible to you)", "Mapped  CMIP6"],
            other => panic!("{other} has no words to look for"),
        };
        for words in expected {
            assert!(text.contains(words), "{what}: no {words:?} in {text}");
        }
    }
}

#[test]
fn every_overlay_is_left_by_a_key_and_stops_what_it_asked() {
    let mut busy = Vec::new();
    for (what, mut sample) in kind() {
        let waits: Vec<Slot> = sample.requests().slots().collect();
        // Closing the owner ends no other request.
        assert!(waits.iter().all(|slot| slot.owner == Owner::Overlay), "{what}: {waits:?}");
        let escape = field::keys("\u{1b}").remove(0);
        // A form goes back to what it was opened from first.
        let response = sample.input(&escape).or_else(|| sample.input(&escape));
        assert!(matches!(response, Some(CloseAction::Closed)), "{what}");
        let cancelled = sample.requests_mut().close(Owner::Overlay);
        assert_eq!(cancelled.len(), waits.len(), "{what} leaves a request behind");
        assert_eq!(sample.requests().slots().count(), 0, "{what} leaves a request behind");
        if !waits.is_empty() {
            busy.push(what);
        }
    }
    let expected = [
        "sign-in device",
        "sign-in browser",
        "sign-in paste",
        "sign-in refused",
        "known names found",
        "task log reading",
        "delete checking",
        "chmod reading",
    ];
    assert_eq!(busy, expected);
}

#[test]
fn a_paste_decides_nothing_in_any_overlay() {
    let later = Timestamp { mono: 1_000_000, wall: 0 };
    for (what, mut sample) in kind() {
        sample.overlay.drawn(SCREEN, Timestamp::default());
        sample.take_effects();
        sample.at(later);
        for paste in ["y\n", "\n", "\r\n\r\n", "q"] {
            let response = sample.input(&Input::Paste(paste.into()));
            assert!(response.is_none() && sample.take_effects().is_empty(), "{what} {paste:?}");
        }
    }
}

/// Whether this kind of overlay asks for what this answers.
fn asks_for(overlay: &Overlay, reply: &Reply) -> bool {
    match reply {
        Reply::Search(_) => matches!(overlay, Overlay::Search(_)),
        Reply::Task(_) => matches!(overlay, Overlay::TaskLog(_)),
        Reply::Login(LoginReply::SaveClientId(_)) => matches!(overlay, Overlay::RegisterClient(_)),
        Reply::Login(_) => matches!(overlay, Overlay::SignIn(_)),
        Reply::Account(_) => matches!(overlay, Overlay::Account(_)),
        Reply::Fs(FsReply::ReadHead(_) | FsReply::ReadDirectoryHead(_)) => {
            matches!(overlay, Overlay::Viewer(_))
        }
        Reply::Attributes(_) => matches!(overlay, Overlay::Chmod(_)),
        Reply::Fs(_) | Reply::Bookmarks(_) => matches!(overlay, Overlay::NameDialog(_)),
        Reply::Sharing(_) => matches!(overlay, Overlay::CollectionCard(_) | Overlay::AccessCard(_)),
        Reply::Tree(_) => matches!(overlay, Overlay::FindBelow(_)),
        Reply::Removal(_) => matches!(overlay, Overlay::Delete(_) | Overlay::Removal(_)),
        Reply::Batch(_) => matches!(overlay, Overlay::BatchField(_)),
        Reply::KnownNames(_) => matches!(overlay, Overlay::KnownNames(_)),
        Reply::Service(_) | Reply::SavedSession(_) => false,
    }
}

#[test]
fn news_nobody_waits_for_changes_nothing() {
    let problem = Problem::new(ProblemKind::Offline, "stale news", "do nothing");
    let link = Link::new("https://stale.example.org").unwrap();
    let code = DeviceCode { user_code: Untrusted::new("STALE"), page: link.clone(), whole: None, minutes: 1 };
    let begun = LoginStep::Link { method: LoginMethod::Browser, link };
    let found = FoundCollections { collections: Vec::new(), next: None };
    let stale = [
        FindCollections::reply(Part::Done(Ok(found))),
        FindCollections::reply(Part::Done(Err(problem.clone()))),
        BeginLogin::reply(Part::Partial(begun)),
        BeginLogin::reply(Part::Partial(LoginStep::DeviceCode(code))),
        BeginLogin::reply(Part::Done(Err(problem.clone()))),
        ReadTaskLog::reply(Part::Done(Ok(Vec::new()))),
        ReadTaskLog::reply(Part::Done(Err(problem.clone()))),
        SaveClientId::reply(Part::Done(Err(problem))),
    ];
    let state =
        |sample: &Sample| (format!("{:?}", sample.overlay), sample.requests().slots().collect::<Vec<_>>());
    for (what, mut sample) in kind() {
        sample.take_effects();
        let before = state(&sample);
        for reply in &stale {
            let received = sample.requests_mut().receive(RequestId(u64::MAX), reply, Timestamp::default());
            assert!(received.is_none(), "{what}: {received:?}");
            // An overlay makes nothing of what answers another kind of overlay either.
            if !asks_for(&sample.overlay, reply) {
                let response = sample.with(|overlay, cx| overlay.reply(reply, cx));
                assert!(response.is_none(), "{what}: {response:?}");
            }
            assert!(sample.take_effects().is_empty(), "{what}");
        }
        assert_eq!(state(&sample), before, "{what}");
    }
}
