//! The HTML pages, submitted as a browser without scripts does.

use super::*;

fn field(page: &str, before: &str) -> String {
    page.split_once(before).unwrap().1.split_once('"').unwrap().0.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_allows_or_denies_on_a_page() {
    let sandbox = Sandbox::start_with(|options| options.auto_consent = false).await;
    let asked =
        authorize(&sandbox, &[("session_message", "<script>alert(1)</script>"), ("sandbox_user", "alice")]);
    let page = sandbox.get(&asked).send().await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("<script"), "text from the address must stay text");
    assert!(page.body.contains("Browse, transfer and delete files for you"));
    let alice = sandbox.running.ready.users[1].id.to_string();
    assert!(page.body.contains(&format!("value=\"{alice}\" checked")));
    let ticket = field(&page.body, "name=\"ticket\" value=\"");

    let answer = |decision: &'static str, ticket: String| {
        let fields = [("ticket", ticket.as_str()), ("identity", alice.as_str()), ("decision", decision)];
        sandbox.post("/v2/oauth2/authorize").form(&fields).send()
    };
    let allowed = answer("allow", ticket.clone()).await;
    let tokens = exchange(&sandbox, &allowed.redirected_with("code").unwrap(), VERIFIER).await.json();
    let person = userinfo(&sandbox, &tokens).await;
    assert_eq!(person["preferred_username"], "alice@uni.example.org");
    assert_eq!(answer("allow", ticket).await.status, 400, "a page is answered once");

    let page = sandbox.get(&asked).send().await;
    let denied = answer("deny", field(&page.body, "name=\"ticket\" value=\"")).await;
    assert_eq!(denied.redirected_with("error").as_deref(), Some("access_denied"));

    let shown = sandbox.get("/v2/web/auth-code?code=%3Cb%3E1").send().await;
    assert!(shown.body.contains("<code>&lt;b&gt;1</code>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_offers_every_identity_and_says_what_is_asked() {
    let sandbox = Sandbox::start_with(|options| options.auto_consent = false).await;
    let archer =
        sandbox.running.ready.collections.iter().find(|one| one.name.starts_with("ARCHER2")).unwrap().id;
    let scope = format!("openid {TRANSFER}[*https://auth.globus.org/scopes/{archer}/data_access]");
    let page = sandbox.get(&authorize(&sandbox, &[("scope", &scope)])).send().await.body;
    for said in [
        "Reach your files on ARCHER2 filesystems",
        "demo@globusid.example.org (Globus ID)",
        "demo@accounts.jasmin.example.org (JASMIN Accounts)",
        "alice@uni.example.org (Example University)",
        "<legend>Sign in as</legend>",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert_eq!(page.matches(" checked").count(), 1);
    assert!(!page.contains("second_factor"));
    let jasmin = authorize(&sandbox, &[("sandbox_identity", "demo@accounts.jasmin.example.org")]);
    let page = sandbox.get(&jasmin).send().await.body;
    let id = sandbox.running.world.accounts().by_username("demo@accounts.jasmin.example.org").unwrap().id;
    assert!(page.contains(&format!("value=\"{id}\" checked")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wrong_identity_is_asked_again_until_it_is_the_right_one() {
    let sandbox = Sandbox::start_with(|options| options.auto_consent = false).await;
    let wanted =
        [("session_required_single_domain", "accounts.jasmin.example.org"), ("session_required_mfa", "True")];
    let page = sandbox.get(&authorize(&sandbox, &wanted)).send().await.body;
    assert!(!page.contains("role=\"alert\"") && page.contains("name=\"second_factor\""));
    let demo = sandbox.running.ready.users[0].id.to_string();
    let jasmin = field(page.split_once(" checked").unwrap().0.rsplit_once("<label>").unwrap().1, "value=\"");
    assert_ne!(jasmin, demo, "the identity that will do is preselected");
    let ticket = |page: &str| field(page, "name=\"ticket\" value=\"");
    let answer = |page: &str, identity: &str, factor: &str| {
        let fields = [
            ("ticket", ticket(page)),
            ("identity", identity.to_owned()),
            ("decision", "allow".to_owned()),
            ("second_factor", factor.to_owned()),
        ];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        sandbox.post("/v2/oauth2/authorize").form(&fields[..if factor.is_empty() { 3 } else { 4 }]).send()
    };
    let alice = sandbox.running.ready.users[1].id;
    let somebody_else = answer(&page, &alice.to_string(), "given").await;
    assert_eq!((somebody_else.status, somebody_else.header("location")), (200, None));
    let again = answer(&somebody_else.body, &demo, "given").await;
    assert_eq!((again.status, again.header("location")), (200, None));
    assert!(again.body.contains("role=\"alert\"") && again.body.contains("accounts.jasmin.example.org"));
    let no_factor = answer(&again.body, &jasmin, "").await;
    assert!(no_factor.body.contains("with a second factor"), "{}", no_factor.body);
    let done = answer(&no_factor.body, &jasmin, "given").await;
    assert!(done.redirected_with("code").is_some(), "{}", done.body);
    let sessions = sandbox.running.world.accounts().sessions.clone();
    assert_eq!((sessions.len(), sessions[0].person.to_string()), (1, demo));
    assert!(!sessions[0].authentications.contains_key(&alice), "who began the page is not who ended it");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_sign_in_can_be_denied_from_outside() {
    for auto_consent in [true, false] {
        let sandbox = Sandbox::start_with(|options| options.auto_consent = auto_consent).await;
        sandbox.control("/deny", json!({"count": 1})).await;
        let denied = sandbox.get(&authorize(&sandbox, &[])).send().await;
        assert_eq!(denied.redirected_with("error").as_deref(), Some("access_denied"));
        let next = sandbox.get(&authorize(&sandbox, &[])).send().await;
        assert_eq!(next.status, if auto_consent { 302 } else { 200 });
        assert_eq!(next.redirected_with("error"), None);
    }
}
