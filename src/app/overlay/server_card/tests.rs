use super::*;
use crate::app::effect::Effect;
use crate::app::overlay::samples;
use crate::app::widgets::field::tests::keys;
use crate::domain::server::Told;
use crate::domain::text::Untrusted;

fn text(card: &ServerCard) -> String {
    card.lines(120).iter().map(|(_, line)| format!("{}\n", line.text())).collect()
}

#[test]
fn collections_are_below_their_gateways_and_guests_below_what_they_are_on() {
    let card = samples::sharing::server(&Untrusted::new("JASMIN"), true).unwrap();
    let said = text(&card.overlay);
    let at = |words: &str| said.find(words).unwrap_or_else(|| panic!("{words} is not in\n{said}"));
    assert!(at("Gateway ") < at("Mapped") && at("Mapped") < at("Guest"), "{said}");
    assert!(said.contains("POSIX") && said.contains("a sign-in counts for 30 minutes"), "{said}");
}

#[test]
fn what_is_hidden_is_said_to_be_and_its_id_is_there_to_be_copied() {
    let mut card = samples::sharing::server(&Untrusted::new("JASMIN"), false).unwrap();
    let said = text(&card.overlay);
    assert!(said.contains("(not visible to you)") && !said.contains("POSIX"), "{said}");
    let gateway = card.overlay.tree.as_ref().unwrap().collections[0].gateway.unwrap();
    assert!(matches!(card.overlay.tree.as_ref().unwrap().gateways, Told::Hidden));
    let at = card
        .overlay
        .lines(70)
        .iter()
        .position(|(_, line)| line.text().as_str().contains("Gateway "))
        .unwrap();
    card.take_effects();
    for key in keys(&format!("{}y", "j".repeat(at))) {
        card.input(&key);
    }
    let copied = card.take_effects().into_iter().find_map(|effect| match effect {
        Effect::Terminal(TerminalCommand::Copy(text)) => Some(text.as_str().to_owned()),
        _ => None,
    });
    assert_eq!(copied, Some(gateway.to_string()));
}
