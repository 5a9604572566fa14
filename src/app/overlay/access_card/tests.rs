use super::*;
use crate::app::effect::Effect;
use crate::app::overlay::sample::Sample;
use crate::app::overlay::samples;
use crate::app::requests::sharing::{ChangeAccess, FindIdentity, GrantAccess, Grantee};
use crate::app::requests::{Call, Purpose};
use crate::app::widgets::field::tests::keys;
use crate::domain::collection::EntityType;
use crate::domain::ids::IdentityId;
use crate::domain::problem::ProblemKind;
use crate::domain::sharing::{FoundIdentity, Principal};
use crate::domain::text::Untrusted;

fn card(entity: EntityType) -> Sample<AccessCard> {
    let name = Untrusted::new("shared");
    let rules = if entity == EntityType::Guest { samples::sharing::rules(&name) } else { Vec::new() };
    samples::sharing::access(&name, samples::collection(1, &name, entity), rules).unwrap()
}

fn typed(card: &mut Sample<AccessCard>, text: &str) -> Response {
    keys(text).iter().fold(None, |last, key| card.input(key).or(last))
}

fn sent<C: Call + Clone>(card: &mut Sample<AccessCard>) -> Vec<C> {
    let effects = card.take_effects();
    let calls = effects.iter().filter_map(|effect| match effect {
        Effect::Send { request, .. } => C::of(request).cloned(),
        _ => None,
    });
    calls.collect()
}

fn found(card: &mut Sample<AccessCard>, id: Option<IdentityId>) {
    let found = FoundIdentity {
        id,
        username: Untrusted::new("ada@example.org"),
        name: Some(Untrusted::new("Ada")),
        organization: None,
    };
    card.reply::<FindIdentity>(Purpose::read::<FindIdentity>(), Part::Done(Ok(found)));
}

#[test]
fn nobody_gets_anything_before_they_are_shown() {
    let mut card = card(EntityType::Guest);
    typed(&mut card, "aada@example.org\n");
    assert_eq!(sent::<GrantAccess>(&mut card).len(), 0, "it is looked up first");
    typed(&mut card, "\n");
    assert_eq!(sent::<GrantAccess>(&mut card).len(), 0, "it is still looked up");
    let id = IdentityId::new(uuid::Uuid::from_u128(5));
    found(&mut card, Some(id));
    // Another text names another grantee.
    typed(&mut card, "x\n");
    assert_eq!(sent::<GrantAccess>(&mut card).len(), 0);
    found(&mut card, Some(id));
    typed(&mut card, "\t\t \t30 d\n");
    let [grant] = &sent::<GrantAccess>(&mut card)[..] else { panic!("nothing was sent") };
    assert_eq!(grant.to, Grantee::Known(Principal::Identity(id)));
    assert!(grant.write && grant.expires.is_some(), "{grant:?}");
    assert_eq!((grant.path.as_utf8().unwrap(), &grant.notify), ("/gws/shared", &None));
}

#[test]
fn a_username_that_is_new_is_provisioned_only_when_it_is_saved() {
    let mut card = card(EntityType::Guest);
    typed(&mut card, "aada@example.org\n");
    found(&mut card, None);
    card.take_effects();
    typed(&mut card, "\n");
    let [grant] = &sent::<GrantAccess>(&mut card)[..] else { panic!("nothing was sent") };
    assert_eq!(grant.to, Grantee::NewIdentity(Untrusted::new("ada@example.org")));
}

#[test]
fn an_error_stays_in_the_form_with_what_was_typed() {
    let mut card = card(EntityType::Guest);
    typed(&mut card, "aada@example.org\n");
    found(&mut card, None);
    typed(&mut card, "\n");
    let problem = Problem::new(ProblemKind::Refused, "taken", "change it");
    card.reply::<GrantAccess>(Purpose::Change, Part::Done(Err(problem)));
    let form = card.overlay.form.as_ref().unwrap();
    assert!(form.problem.is_some());
    assert_eq!(form.field(choices::FormLine::Who).unwrap().raw(), "ada@example.org");
    card.take_effects();
    typed(&mut card, "\n");
    card.reply::<GrantAccess>(Purpose::Change, Part::Done(Ok("Ada".into())));
    assert!(card.overlay.form.is_none() && card.waits_for(Purpose::read::<ReadRules>()));
}

#[test]
fn a_wrong_date_and_one_that_is_too_late_are_not_sent() {
    let mut card = card(EntityType::Guest);
    card.overlay.access.as_mut().unwrap().details.most_rule_minutes = Some(2 * 24 * 60);
    typed(&mut card, "a\u{1b}");
    for (until, word) in [("soon", "type a date"), ("3 d", "2 days at most"), ("", "2 days at most")] {
        typed(&mut card, "aada@example.org\n");
        found(&mut card, None);
        card.take_effects();
        typed(&mut card, &format!("\t\t\t{until}\n"));
        assert_eq!(sent::<GrantAccess>(&mut card).len(), 0, "{until}");
        let wrong = card.overlay.form.as_ref().unwrap().wrong.clone().unwrap();
        assert!(wrong.as_str().contains(word), "{wrong}");
        typed(&mut card, "\u{1b}");
    }
}

#[test]
fn a_rule_is_changed_and_one_of_a_role_is_not() {
    let mut card = card(EntityType::Guest);
    typed(&mut card, "\n \n");
    let [change] = &sent::<ChangeAccess>(&mut card)[..] else { panic!("nothing was sent") };
    assert!(!change.write, "it was read and write");
    card.reply::<ChangeAccess>(Purpose::Change, Part::Done(Ok("Ada".into())));
    typed(&mut card, "jj\n");
    assert!(card.overlay.form.is_none() && card.overlay.hint.is_some());
    assert!(typed(&mut card, "d").is_none());
    assert!(matches!(typed(&mut card, "kkd"), Some(CloseAction::AskRevoke(..))));
}

#[test]
fn where_there_are_no_rules_it_says_why_and_adds_none() {
    let mut card = card(EntityType::Mapped);
    let why = card.overlay.instead(70, None).unwrap();
    assert!(why.iter().any(|line| line.text().as_str().contains("mapped collection")));
    assert!(matches!(typed(&mut card, "a"), Some(CloseAction::CreateGuest(..))));
    let mut card = self::card(EntityType::Endpoint);
    typed(&mut card, "a");
    assert!(card.overlay.form.is_none() && card.overlay.hint.is_some());
}
