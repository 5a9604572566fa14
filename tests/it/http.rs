//! The HTTP requests that tests send themselves: a browser that follows no redirect, and the control routes.

use std::io::{Read, Write};
use std::net::TcpStream;

fn exchange(method: &str, url: &str, body: &str) -> (u16, String, String) {
    exchange_with(method, url, "Content-Type: application/json\r\n", body)
}

/// Status, headers and body of one request, each on a new connection.
fn exchange_with(method: &str, url: &str, headers: &str, body: &str) -> (u16, String, String) {
    let rest = url.strip_prefix("http://").expect("a plain address on this machine");
    let start = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, path) = (&rest[..start], rest[start..].trim_start_matches('/'));
    let mut stream = TcpStream::connect(host).expect("the sandbox answers");
    write!(
        stream,
        "{method} /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").expect("an HTTP answer");
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).expect("a status");
    (status, head.to_owned(), body.to_owned())
}

pub fn post(url: &str, body: &str) -> (u16, String) {
    let (status, _, body) = exchange("POST", url, body);
    (status, body)
}

pub fn get(url: &str) -> (u16, String) {
    let (status, _, body) = exchange("GET", url, "");
    (status, body)
}

/// Where a GET is sent on to.
pub fn redirect_of(url: &str) -> String {
    let (status, head, body) = exchange("GET", url, "");
    assert_eq!(status, 302, "{url} should redirect, but: {body}");
    location(&head)
}

fn location(head: &str) -> String {
    head.lines()
        .find_map(|line| line.split_once(": ").filter(|(name, _)| name.eq_ignore_ascii_case("location")))
        .expect("a Location")
        .1
        .to_owned()
}

/// What a person does on the page a sign-in's link leads to: keeps the identity that is chosen and presses
/// `allow` or `deny`. Where the browser is sent on to.
pub fn consent(link: &str, decision: &str) -> String {
    let (status, page) = get(link);
    assert_eq!(status, 200, "no page at {link}: {page}");
    let chosen =
        page.split("<label>").find(|label| label.contains(" checked")).expect("an identity is chosen");
    let (ticket, identity) =
        (between(&page, "name=\"ticket\" value=\"", "\""), between(chosen, "value=\"", "\""));
    let (scheme, rest) = link.split_once("://").expect("an address");
    let host = rest.split('/').next().expect("a host");
    let action = format!("{scheme}://{host}{}", between(&page, "action=\"", "\""));
    let headers = "Content-Type: application/x-www-form-urlencoded\r\n";
    let form = format!("ticket={ticket}&identity={identity}&decision={decision}");
    let (status, head, body) = exchange_with("POST", &action, headers, &form);
    assert_eq!(status, 302, "the answer {decision:?} is not taken: {body}");
    location(&head)
}

/// The code on the page a browser is sent to, as a person would copy it.
pub fn code_on(page: &str) -> String {
    between(&get(page).1, "<code>", "</code>").to_owned()
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}")).1;
    rest.split_once(after).unwrap_or_else(|| panic!("no {after} in {rest}")).0
}

/// The value of a query parameter, decoded where it matters to codes: they are plain.
pub fn parameter(url: &str, name: &str) -> Option<String> {
    let (_, query) = url.split_once('?')?;
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(n, _)| *n == name)
        .map(|(_, v)| v.to_owned())
}

/// An access token for a client that signs in as itself, or the body of the refusal.
pub fn token(base: &str, id: &str, secret: &str, form: &str) -> Result<String, String> {
    use base64::Engine as _;
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("{id}:{secret}"));
    let url = format!("{}/v2/oauth2/token", base.trim_end_matches('/'));
    let headers =
        format!("Authorization: Basic {basic}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    let (status, _, body) = exchange_with("POST", &url, &headers, form);
    if status != 200 {
        return Err(body);
    }
    let answer: serde_json::Value = serde_json::from_str(&body).expect("a token answer");
    Ok(answer["access_token"].as_str().expect("a token").to_owned())
}

/// A GET with a token.
pub fn get_with(url: &str, token: &str) -> (u16, String) {
    let (status, _, body) = exchange_with("GET", url, &format!("Authorization: Bearer {token}\r\n"), "");
    (status, body)
}

pub fn delete(url: &str) -> (u16, String) {
    let (status, _, body) = exchange("DELETE", url, "");
    (status, body)
}
