//! What is on a server, line by line.

use crate::app::overlay::fact_page::{Fact, FactPage};
use crate::app::overlay::message::problem_brief;
use crate::app::theme::Role;
use crate::app::widgets::text::Line;
use crate::domain::format::count;
use crate::domain::ids::GatewayId;
use crate::domain::problem::Problem;
use crate::domain::server::{ServerCollection, ServerTree, StorageGateway, Told};
use crate::domain::text::SafeText;
use crate::safe;

/// All of it.
pub(super) fn lines(
    tree: Option<&ServerTree>,
    problem: Option<&Problem>,
    cells: usize,
) -> Vec<(Option<Fact>, Line)> {
    let mut page = FactPage::new(cells);
    if let Some(tree) = tree {
        of_tree(&mut page, tree);
    }
    if let Some(problem) = problem {
        page.lines.extend(problem_brief(problem, cells).into_iter().map(|line| (None, line)));
    }
    page.lines
}

fn of_tree(page: &mut FactPage, tree: &ServerTree) {
    page.id("Server", tree.name.known().map(|name| name.on_one_line()), safe!("{}", tree.endpoint));
    page.text("Manager", Some(&tree.manager));
    let known = tree.gateways.known().map(Vec::as_slice).unwrap_or_default();
    match &tree.gateways {
        Told::Known(all) => {
            page.say("Gateways", Role::Text, counted(all.len(), "storage gateway", "storage gateways"))
        }
        Told::Hidden => page.say(
            "Gateways",
            Role::Secondary,
            "(not visible to you): their names and policies are shown to administrators of the server",
        ),
        Told::Unknown => page.say("Gateways", Role::Secondary, "(no answer)"),
    }
    let all = tree.collections.len();
    page.say(
        "Collections",
        Role::Text,
        safe!("{} that you may see", counted(all, "collection", "collections")),
    );
    for gateway in gateways_of(tree) {
        page.blank();
        let of_id = gateway.and_then(|id| known.iter().find(|one| one.id == id));
        head(page, gateway, of_id);
        for one in tree.collections.iter().filter(|one| one.gateway == gateway && !one.guest) {
            put(page, "Mapped", one);
            for guest in tree.collections.iter().filter(|guest| guest.guest && guest.mapped == Some(one.id)) {
                put(page, "Guest", guest);
            }
        }
        // Guest collections on what the user may not see.
        let seen = |id| tree.collections.iter().any(|one| !one.guest && Some(one.id) == id);
        for guest in tree.collections.iter().filter(|one| one.gateway == gateway && one.guest) {
            if !seen(guest.mapped) {
                put(page, "Guest", guest);
            }
        }
    }
}

/// The gateways in the order of the list, then those that only collections name, then none.
fn gateways_of(tree: &ServerTree) -> Vec<Option<GatewayId>> {
    let listed = tree.gateways.known().into_iter().flatten().map(|one| Some(one.id));
    let named = tree.collections.iter().map(|one| one.gateway);
    let mut all: Vec<Option<GatewayId>> = Vec::new();
    for one in listed.chain(named) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all.sort_by_key(Option::is_none);
    all
}

fn head(page: &mut FactPage, id: Option<GatewayId>, known: Option<&StorageGateway>) {
    match (id, known) {
        (Some(id), Some(gateway)) => {
            page.id("Gateway", Some(gateway.name.on_one_line()), safe!("{}", id));
            page.say("Storage", Role::Text, gateway.connector.clone());
            page.say("Policy", Role::Text, gateway.policy());
        }
        (Some(id), None) => page.id("Gateway", Some("(not visible to you)".into()), safe!("{}", id)),
        (None, _) => page.say("Gateway", Role::Secondary, "(not told)"),
    }
}

fn put(page: &mut FactPage, label: &'static str, one: &ServerCollection) {
    page.id(label, Some(one.name.on_one_line()), safe!("{}", one.id));
}

fn counted(number: usize, one: &'static str, many: &'static str) -> SafeText {
    count(u64::try_from(number).unwrap_or(u64::MAX), one, many)
}
