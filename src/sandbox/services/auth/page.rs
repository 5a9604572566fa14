//! HTML pages: consent, authorization code, errors. Static; all text is escaped.

use axum::extract::Query;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::identity::Identity;
use crate::sandbox::model::scope::Scope;
use crate::sandbox::services::auth::pending::AuthorizationRequest;
use crate::sandbox::services::auth::scope_registry;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:38rem;margin:3rem auto;padding:0 1rem;\
color:#1a1a1a;background:#fdfdfd}h1{font-size:1.4rem}code{font-size:1.1rem;background:#eee;padding:.3rem .5rem;\
word-break:break-all}fieldset{border:1px solid #bbb;margin:1rem 0}label{display:block;padding:.2rem}\
button,input[type=text]{font:inherit;padding:.5rem 1.5rem;margin-right:1rem}small{color:#555}\
[role=alert]{border-left:.3rem solid #b00;padding-left:.7rem}";

/// No scripts, no external resources, no framing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style>\
         </head><body><main><h1>{title}</h1>{body}</main>\
         <footer><small>This is a sandbox: a local Globus, not the real one.</small></footer></body></html>\n"
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (status, headers, html).into_response()
}

/// 400: a request that must not be redirected.
pub fn error_page(why: &str) -> Response {
    page(StatusCode::BAD_REQUEST, "This sign-in cannot continue", &format!("<p>{}</p>", escaped(why)))
}

/// 200: a page with a message only.
pub fn message_page(title: &str, words: &str) -> Response {
    page(StatusCode::OK, title, &format!("<p>{}</p>", escaped(words)))
}

/// The form for a device's user code. `wrong` is the error of the last one.
pub fn device_page(wrong: Option<&str>) -> Response {
    let mut body = alert(wrong);
    body += "<form method=\"get\" action=\"/v2/web/device\"><label for=\"user_code\">The code that the device shows</label>\
             <input type=\"text\" id=\"user_code\" name=\"user_code\" autocomplete=\"off\" required autofocus>\
             <button>Continue</button></form>";
    let status = if wrong.is_some() { StatusCode::NOT_FOUND } else { StatusCode::OK };
    page(status, "Sign in a device", &body)
}

fn alert(words: Option<&str>) -> String {
    words.map(|words| format!("<p role=\"alert\">{}</p>", escaped(words))).unwrap_or_default()
}

/// The consent page: client, scopes, and the choice of identity. `lacking` is the requirement that the last answer
/// did not meet.
pub fn consent_page(
    accounts: &Accounts,
    request: &AuthorizationRequest,
    chosen: Uuid,
    ticket: Uuid,
    unmet: Option<&str>,
) -> Response {
    let name = accounts.clients.get(&request.client).map_or("An application", |client| client.name.as_str());
    let mut body = alert(unmet);
    body += &format!("<p><b>{}</b> would like to:</p><ul>", escaped(name));
    permissions(accounts, &request.scopes, &mut Vec::new(), &mut body);
    body += "</ul>";
    if let Some(label) = &request.label {
        body += &format!("<p>It calls this permission “{}”.</p>", escaped(label));
    }
    if let Some(message) = &request.message {
        body += &format!("<p>It says: “{}”</p>", escaped(message));
    }
    body += &format!(
        "<form method=\"post\" action=\"/v2/oauth2/authorize\"><input type=\"hidden\" name=\"ticket\" value=\"{ticket}\">\
         <fieldset><legend>Sign in as</legend>"
    );
    for identity in offered_identities(accounts, chosen) {
        let provider = accounts.providers.iter().find(|provider| provider.id == identity.provider);
        body += &format!(
            "<label><input type=\"radio\" name=\"identity\" value=\"{}\"{}> {} <small>{} ({})</small></label>",
            identity.id,
            if identity.id == chosen { " checked" } else { "" },
            escaped(identity.name.as_deref().unwrap_or(&identity.username)),
            escaped(&identity.username),
            escaped(provider.map_or("no provider", |provider| &provider.name)),
        );
    }
    body += "</fieldset>";
    if request.session_params.mfa() {
        body += "<label><input type=\"checkbox\" name=\"second_factor\" value=\"given\"> \
                 I confirm this with a second factor</label>";
    }
    body += "<button name=\"decision\" value=\"allow\">Allow</button>\
             <button name=\"decision\" value=\"deny\">Deny</button></form>";
    page(StatusCode::OK, "Sign in to the Globus sandbox", &body)
}

/// Descriptions of the scopes and their dependencies, without duplicates.
fn permissions(accounts: &Accounts, scopes: &[Scope], said: &mut Vec<String>, body: &mut String) {
    for scope in scopes {
        let meaning = scope_registry::description(accounts, &scope.name);
        if !said.contains(&meaning) {
            *body += &format!("<li title=\"{}\">{}</li>", escaped(&scope.name), escaped(&meaning));
            said.push(meaning);
        }
        permissions(accounts, &scope.dependencies, said, body);
    }
}

/// The identities of all users, and `chosen` if it is not among them.
fn offered_identities(accounts: &Accounts, chosen: Uuid) -> Vec<&Identity> {
    let users = accounts.users.iter().filter_map(|id| accounts.identities.get(id));
    let mut offered: Vec<&Identity> = Vec::new();
    for identity in users.flat_map(|user| accounts.linked(user)).chain(accounts.identities.get(&chosen)) {
        if !offered.iter().any(|held| held.id == identity.id) {
            offered.push(identity);
        }
    }
    offered
}

/// `GET /v2/web/auth-code`: the authorization code, for copying into the client.
pub async fn code(Query(query): Query<Vec<(String, String)>>) -> Response {
    let find = |name: &str| query.iter().find(|(held, _)| held == name).map(|(_, value)| value.as_str());
    match (find("code"), find("error")) {
        (Some(code), _) => page(
            StatusCode::OK,
            "Authorization code",
            &format!(
                "<p>Copy this code into the program that asked for it:</p><p><code>{}</code></p>",
                escaped(code)
            ),
        ),
        (None, Some(error)) => {
            let why = find("error_description").unwrap_or("nothing more is known");
            let text = format!("<p>The sign-in was refused: {} ({}).</p>", escaped(why), escaped(error));
            page(StatusCode::OK, "No authorization code", &text)
        }
        (None, None) => error_page("There is no code in this address."),
    }
}

/// `GET /v2/web/logout`.
pub async fn logout() -> Response {
    page(
        StatusCode::OK,
        "Not signed in here",
        "<p>The sandbox gives browsers no cookie, so it cannot tell whose sign-in to forget here: \
         <code>hemi sandbox --help</code> says how to make it forget one.</p>",
    )
}

/// Escapes text for HTML content and attributes.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(c),
        }
    }
    safe
}
