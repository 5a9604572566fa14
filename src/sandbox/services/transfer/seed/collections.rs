//! The endpoints and collections of a new sandbox: a national facility, a laptop, and others for searches.

use uuid::Uuid;

use crate::sandbox::model::access_rules::SessionErrorForm;
use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::collection::{Collection, EntityType};
use crate::sandbox::model::seeded_id::seeded_id;
use crate::sandbox::model::sharing::{AccessRule, Principal, Role};
use crate::sandbox::model::user_credential::UserCredential;
use crate::sandbox::services::auth::seed::FACILITY_DOMAIN;
use crate::sandbox::services::groups::seed::PARTNERS;

fn strings(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

/// Adds all collections except the very large one.
pub fn add_collections(accounts: &mut Accounts) {
    let seed = accounts.seed;
    let mut owners = accounts.users.iter().copied();
    let demo = owners.next().unwrap_or_default();
    let alice = owners.next().unwrap_or_default();
    let facility = seeded_id(seed, "zoe@ceda.example.org");
    let made = |name: &str, kind, owner| Collection::new(seeded_id(seed, name), name, kind, owner);

    let mut nodes = made("JASMIN Data Transfer Nodes", EntityType::Endpoint, facility);
    nodes.organization = text("STFC Rutherford Appleton Laboratory");
    nodes.description = text("The data transfer nodes behind the JASMIN collections.");
    nodes.keywords = strings(&["jasmin", "ceda", "dtn"]);
    nodes.gcs_version = text("5.4.84");

    let mut jasmin = made("JASMIN Default Collection", EntityType::Mapped, facility);
    jasmin.endpoint = Some(nodes.id);
    jasmin.dir = "jasmin".to_owned();
    jasmin.home = "/home/users/demo/".to_owned();
    jasmin.default_directory = text("/~/");
    jasmin.read_only = strings(&["/badc", "/neodc"]);
    jasmin.organization = text("STFC Rutherford Appleton Laboratory");
    jasmin.department = text("RAL Space, CEDA");
    jasmin.description =
        text("Home directories, group workspaces, the transfer cache, and the CEDA archive (read-only).");
    jasmin.keywords = strings(&["jasmin", "ceda", "climate", "cmip6", "gws", "xfc"]);
    jasmin.contact_email = text("support@ceda.example.org");
    jasmin.info_link = text("https://help.jasmin.example.org/transfers");
    jasmin.gcs_version = text("5.4.84");
    jasmin.hostname = text("gridftp1.jasmin.example.org");
    jasmin.subscription_id = Some(seeded_id(seed, "subscription"));

    jasmin.access.requirement.domains = strings(&[FACILITY_DOMAIN]);
    jasmin.access.session_form = SessionErrorForm::External;
    jasmin.access.message =
        text("Sign in with your JASMIN account: link it to your identity first, if you have not yet.");

    let mut laptop = made("GCP laptop", EntityType::Personal, demo);
    laptop.dir = "laptop".to_owned();
    laptop.home = "/home/demo/".to_owned();
    laptop.description = text("Globus Connect Personal on the demo scientist's own laptop.");
    laptop.keywords = strings(&["laptop", "personal"]);
    laptop.public = false;

    let mut archer_nodes = made("ARCHER2 endpoint", EntityType::Endpoint, facility);
    archer_nodes.organization = text("EPCC, University of Edinburgh");
    archer_nodes.description =
        text("The data transfer nodes of ARCHER2, which the demo scientist helps to run.");
    archer_nodes.gcs_version = text("5.4.84");
    archer_nodes.subscription_id = Some(seeded_id(seed, "subscription"));
    archer_nodes.public = false;
    archer_nodes.roles = vec![Role {
        id: seeded_id(seed, "archer role"),
        principal: Principal::Identity(demo),
        role: "administrator".to_owned(),
    }];

    let mut archer = made("ARCHER2 filesystems", EntityType::Mapped, facility);
    archer.endpoint = Some(archer_nodes.id);
    archer.gcs_version = text("5.4.84");
    archer.dir = "archer2".to_owned();
    archer.home = "/home/n02/n02/demo/".to_owned();
    archer.default_directory = text("/~/");
    archer.organization = text("EPCC, University of Edinburgh");
    archer.description = text("Home and work file systems of the ARCHER2 supercomputer.");
    archer.keywords = strings(&["archer2", "hpc", "epcc"]);
    archer.user_message = text("Files on /work are not backed up.");
    archer.subscription_id = Some(seeded_id(seed, "subscription"));

    let mut archive = made("CEDA Archive (read-only)", EntityType::Guest, facility);
    archive.endpoint = Some(nodes.id);
    archive.dir = "jasmin/badc".to_owned();
    archive.read_only = strings(&["/"]);
    archive.mapped_collection_id = Some(jasmin.id);
    archive.mapped_collection_display_name = text(&jasmin.display_name);
    archive.organization = text("Centre for Environmental Data Analysis");
    archive.description = text("Atmospheric data of the CEDA archive, for everyone who can sign in.");
    archive.keywords = strings(&["ceda", "badc", "archive", "cmip6"]);

    let mut shared = made("North Atlantic ensemble (shared)", EntityType::Guest, alice);
    shared.endpoint = archer.endpoint;
    shared.dir = "archer2/work/n02/n02/alice/shared".to_owned();
    shared.mapped_collection_id = Some(archer.id);
    shared.mapped_collection_display_name = text(&archer.display_name);
    shared.organization = text("Example University");
    shared.description = text("NEMO ensemble output shared with project partners.");
    shared.keywords = strings(&["nemo", "ocean", "ensemble"]);

    let partners = Principal::Group(seeded_id(seed, PARTNERS));
    shared.rules = vec![rule(seed, "ensemble", Principal::AllUsers, "/", false)];
    shared.rules.push(rule(seed, "partners", partners, "/member_01/", true));
    archive.rules = vec![rule(seed, "archive", Principal::AllUsers, "/", false)];
    archive.roles = vec![Role {
        id: seeded_id(seed, "archive role"),
        principal: Principal::Identity(seeded_id(seed, "b.okafor@uni.example.org")),
        role: "access_manager".to_owned(),
    }];

    let mut rothera = made("Rothera observations", EntityType::Guest, demo);
    rothera.endpoint = Some(nodes.id);
    rothera.dir = "jasmin/gws/nopw/j04/demo_climate".to_owned();
    rothera.mapped_collection_id = Some(jasmin.id);
    rothera.mapped_collection_display_name = text(&jasmin.display_name);
    rothera.description = text("A group workspace, shared with colleagues elsewhere.");
    rothera.keywords = strings(&["rothera", "observations"]);
    rothera.rules = vec![rule(
        seed,
        "bola",
        Principal::Identity(seeded_id(seed, "b.okafor@uni.example.org")),
        "/users/bola/",
        true,
    )];
    rothera.roles = vec![Role {
        id: seeded_id(seed, "rothera role"),
        principal: Principal::Identity(alice),
        role: "access_manager".to_owned(),
    }];

    let mut workstation = made("Alice's workstation", EntityType::Personal, alice);
    workstation.dir = "workstation".to_owned();
    workstation.home = "/home/alice/".to_owned();
    workstation.public = false;

    let mut field = made("Field laptop (offline)", EntityType::Personal, demo);
    field.dir = "field-laptop".to_owned();
    field.home = "/home/demo/".to_owned();
    field.offline = true;
    field.description = text("The rugged laptop that travels with the instruments.");
    field.keywords = strings(&["laptop", "fieldwork", "antarctica"]);

    let mut cohort = made("Health cohort (high assurance)", EntityType::Mapped, facility);
    cohort.endpoint = Some(nodes.id);
    cohort.dir = "cohort".to_owned();
    cohort.home = "/projects/heatwave/".to_owned();
    cohort.default_directory = text("/~/");
    cohort.organization = text("STFC Rutherford Appleton Laboratory");
    cohort.description =
        text("Hospital admissions beside daily temperatures; a sign-in counts for half an hour.");
    cohort.keywords = strings(&["health", "sensitive"]);
    cohort.high_assurance = true;
    cohort.authentication_timeout_mins = Some(30);
    cohort.force_encryption = true;
    cohort.access.admits_clients = false;
    cohort.hostname = text("gridftp2.jasmin.example.org");
    cohort.subscription_id = Some(seeded_id(seed, "subscription"));

    // ARCHER2 and what is shared there have no HTTPS server.
    for served in [&mut jasmin, &mut archive, &mut rothera, &mut cohort] {
        served.https = true;
    }
    accounts.user_credentials.push(UserCredential {
        id: seeded_id(seed, "archer credential"),
        identity: demo,
        gateway: archer.storage_gateway(),
        username: text("demo"),
        display_name: text("my account"),
    });
    let order =
        [jasmin, laptop, archer, archive, shared, rothera, workstation, field, cohort, nodes, archer_nodes];
    for mut collection in order {
        let owner = accounts.identities.get(&collection.owner);
        collection.owner_string = owner.map(|owner| owner.username.clone()).unwrap_or_default();
        insert(accounts, collection);
    }
}

/// Adds the collection of generated directories with 100,000 and 1,000,000 entries, and with 10,000 hostile names.
pub fn add_big(accounts: &mut Accounts) {
    let demo = accounts.users.first().copied().unwrap_or(Uuid::nil());
    let name = "Very large directories";
    let mut big = Collection::new(seeded_id(accounts.seed, name), name, EntityType::Guest, demo);
    if accounts.collections.contains_key(&big.id) {
        return;
    }
    big.dir = "big".to_owned();
    let owner = accounts.identities.get(&demo).map(|owner| owner.username.clone());
    big.owner_string = owner.unwrap_or_default();
    big.description =
        text("Directories of 100,000 and 1,000,000 entries, for measuring, and of hostile names, for tests.");
    big.read_only = strings(&["/"]);
    big.rules = vec![rule(accounts.seed, "big", Principal::AllUsers, "/", false)];
    // One of them has a single entry more than a listing.
    let counts = [("/100000/", 100_000), ("/100001/", 100_001), ("/1000000/", 1_000_000)];
    big.generated.extend(counts.map(|(path, count)| (path.to_owned(), count)));
    big.hostile.insert("/hostile/".to_owned(), 10_000);
    insert(accounts, big);
}

fn rule(seed: u64, name: &str, principal: Principal, path: &str, write: bool) -> AccessRule {
    AccessRule {
        id: seeded_id(seed, &format!("rule {name}")),
        principal,
        path: path.to_owned(),
        write,
        created: jiff::Timestamp::from_second(1_700_000_000).unwrap_or_default(),
        expires: None,
        notified: None,
    }
}

fn insert(accounts: &mut Accounts, collection: Collection) {
    accounts.order.push(collection.id);
    accounts.collections.insert(collection.id, collection);
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}
