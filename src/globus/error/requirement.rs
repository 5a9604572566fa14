//! Finds an auth requirement in an error body of any status: the canonical form, the legacy forms in the order of
//! `globus-api.md` 4.3, and the form inside the text of a 502 (4.4).

use serde_json::{Map, Value};

use crate::domain::requirement::Requirement;
use crate::domain::text::Untrusted;

type Object = Map<String, Value>;

/// The requirement of a body: at the top first, then in each of its `errors`.
pub(super) fn find(body: &Object) -> Option<Requirement> {
    let errors = body.get("errors").and_then(Value::as_array);
    let candidates =
        || std::iter::once(body).chain(errors.into_iter().flatten().filter_map(Value::as_object));
    candidates()
        .find_map(parameters)
        .or_else(|| candidates().find_map(consent))
        .or_else(|| dependent_consent(body))
        .or_else(|| candidates().find_map(timeout))
        .or_else(|| candidates().find_map(|one| in_text(text(one, "message")?)))
}

/// `authorization_parameters`, with or without a code.
fn parameters(body: &Object) -> Option<Requirement> {
    let given = body.get("authorization_parameters")?.as_object()?;
    let prompt = match given.get("prompt") {
        None | Some(Value::Null) => false,
        Some(Value::String(word)) => word == "login",
        Some(_) => return None,
    };
    let mfa = match given.get("session_required_mfa") {
        None | Some(Value::Null) => false,
        Some(flag) => flag.as_bool()?,
    };
    let message = match given.get("session_message") {
        None | Some(Value::Null) => None,
        Some(words) => Some(Untrusted::new(words.as_str()?)),
    };
    let found = Requirement {
        message,
        scopes: list(given, "required_scopes", false)?,
        identities: list(given, "session_required_identities", true)?,
        domains: list(given, "session_required_single_domain", true)?,
        policies: list(given, "session_required_policies", true)?,
        mfa,
        fresh: prompt,
    };
    // Parameters without content mean that no identity is mapped: there is nothing to satisfy (4.4).
    let asks = found != Requirement::default() || text(body, "code") == Some("AuthorizationRequired");
    // With session members alone, Globus Auth would offer the old session again (4.2).
    let fresh = found.fresh || found.scopes.is_empty();
    asks.then_some(Requirement { fresh, ..found })
}

/// The manager of a server may say in `detail` alone that the session is too old (13).
fn timeout(body: &Object) -> Option<Requirement> {
    let kind = body.get("detail")?.get("DATA_TYPE")?.as_str()?;
    let message = text(body, "message").map(Untrusted::new);
    kind.starts_with("authentication_timeout").then(|| Requirement {
        message,
        fresh: true,
        ..Requirement::default()
    })
}

/// `ConsentRequired` with its scopes beside the code.
fn consent(body: &Object) -> Option<Requirement> {
    if text(body, "code")? != "ConsentRequired" {
        return None;
    }
    let (scopes, message) = match body.get("required_scope") {
        Some(Value::String(one)) => (vec![Untrusted::new(one)], text(body, "description")),
        _ => (list(body, "required_scopes", false)?, text(body, "message")),
    };
    (!scopes.is_empty()).then(|| Requirement {
        message: message.map(Untrusted::new),
        scopes,
        ..Requirement::default()
    })
}

/// The form of Globus Auth for dependent tokens.
fn dependent_consent(body: &Object) -> Option<Requirement> {
    if text(body, "error")? != "dependent_consent_required" {
        return None;
    }
    let first = body.get("errors")?.as_array()?.first()?.as_object()?;
    let scopes = list(first, "unapproved_scopes", false)?;
    (!scopes.is_empty()).then(|| Requirement { scopes, ..Requirement::default() })
}

/// The JSON result inside a GridFTP server's reply.
fn in_text(message: &str) -> Option<Requirement> {
    let (_, rest) = message.split_once("530-GridFTP-JSON-Result:")?;
    let parse = |text: &str| {
        let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
        values.next().and_then(Result::ok)
    };
    let line = rest.split_once("\\r\\n").map_or(rest, |(line, _)| line);
    let result = parse(rest).or_else(|| parse(line)).or_else(|| parse(&line.replace("\\\"", "\"")))?;
    let result = result.as_object()?;
    parameters(result).or_else(|| result.get("detail").and_then(Value::as_object).and_then(parameters))
}

fn text<'a>(body: &'a Object, name: &str) -> Option<&'a str> {
    body.get(name)?.as_str()
}

/// An array of texts; empty when absent or null. With `commas`, a text with commas counts as an array.
/// `None` for anything else: then it is not the known form.
fn list(body: &Object, name: &str, commas: bool) -> Option<Vec<Untrusted>> {
    match body.get(name) {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(Value::Array(all)) => all.iter().map(|one| one.as_str().map(Untrusted::new)).collect(),
        Some(Value::String(joined)) if commas => {
            let parts = joined.split(',').map(str::trim).filter(|part| !part.is_empty());
            Some(parts.map(Untrusted::new).collect())
        }
        Some(_) => None,
    }
}
