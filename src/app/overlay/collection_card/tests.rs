use super::*;
use crate::app::effect::Effect;
use crate::app::overlay::sample::Sample;
use crate::app::overlay::samples;
use crate::app::requests::Purpose;
use crate::app::widgets::field::tests::keys;
use crate::domain::collection::{Collection, EntityType};
use crate::domain::text::Untrusted;
use crate::domain::time::Timestamp;

fn card(entity: EntityType) -> Sample<CollectionCard> {
    let collection = Collection {
        force_encryption: true,
        user_message: Some(Untrusted::new("read the rules")),
        ..samples::collection(1, &Untrusted::new("JASMIN"), entity)
    };
    let store = Arc::new(StoreInfo::from(&collection));
    let session = Session::default();
    let open = |cx: &mut ModalCx<'_>| CollectionCard::open(store, &session, cx);
    let mut card = Sample::try_open(Timestamp::default(), open).unwrap();
    card.reply::<ReadCollection>(
        Purpose::read::<ReadCollection>(),
        Part::Done(Ok(Box::new(samples::sharing::details(collection)))),
    );
    card
}

fn text(card: &CollectionCard) -> String {
    card.lines(70).iter().map(|(_, line)| format!("{}\n", line.text())).collect()
}

#[test]
fn a_page_says_what_the_service_says() {
    let card = card(EntityType::Mapped);
    let said = text(&card.overlay);
    for words in [
        "read the rules",
        "mapped collection",
        "always encrypted",
        "verified by checksum if you choose so",
        "access manager",
        "dtn1.example.org",
        "Endpoint",
        "Consent",
    ] {
        assert!(said.contains(words), "{words} is not in\n{said}");
    }
}

#[test]
fn the_line_at_the_cursor_is_copied() {
    let mut card = card(EntityType::Guest);
    let copied = |card: &mut Sample<CollectionCard>, typed: &str| {
        card.take_effects();
        for key in keys(typed) {
            card.input(&key);
        }
        card.take_effects().into_iter().find_map(|effect| match effect {
            Effect::Terminal(TerminalCommand::Copy(text)) => Some(text.as_str().to_owned()),
            _ => None,
        })
    };
    let id = card.overlay.id.to_string();
    assert_eq!(copied(&mut card, "y"), Some(id));
    assert_eq!(copied(&mut card, "jy").as_deref(), Some("read the rules"));
}

#[test]
fn a_consent_is_given_ahead_only_where_there_is_one() {
    let mut mapped = card(EntityType::Mapped);
    mapped.overlay.can_consent = true;
    let key = keys("c").remove(0);
    assert!(matches!(mapped.input(&key), Some(CloseAction::ConsentTo(..))));
    let mut guest = card(EntityType::Guest);
    guest.overlay.can_consent = true;
    assert!(guest.input(&key).is_none() && guest.overlay.hint.is_some());
}
