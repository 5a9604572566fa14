//! Access rules of guest collections (`globus-api.md` 11.2).
//!
//! After a lost answer to a new rule the list is read before the rule is sent again (`ARCHITECTURE.md` 12).

use serde_json::{Map, Value, json};

use super::details::principal;
use super::get;
use crate::domain::ids::CollectionId;
use crate::domain::path::StorePath;
use crate::domain::sharing::{AccessRule, Principal, rule_path};
use crate::domain::text::Untrusted;
use crate::globus::call::{CallClass, Request};
use crate::globus::client::Globus;
use crate::globus::error::{ApiError, ErrorKind};

/// How often a change is sent when every answer is lost and the list shows that it was not made.
const TRIES: u32 = 3;

/// A rule to be created.
#[derive(Clone, Debug)]
pub struct NewRule {
    /// To whom it applies.
    pub principal: Principal,
    /// The directory.
    pub path: StorePath,
    /// Whether it allows changes as well.
    pub write: bool,
    /// When it ends, in seconds since the Unix epoch.
    pub expires: Option<i64>,
    /// Whom the service tells by e-mail, and the words of the message.
    pub notify: Option<(Untrusted, Untrusted)>,
}

/// All rules, without the names of those they are for.
///
/// # Errors
/// `Denied` for those who do not manage access, `Refused` or `Conflict` where rules do not exist; those of
/// [`Globus::call`] for a read.
pub async fn access_list(globus: &Globus, id: CollectionId) -> Result<Vec<AccessRule>, ApiError> {
    let request = get(globus, format_args!("endpoint/{id}/access_list"));
    let (_, rules) = globus.list(request).await?;
    let read = rules.iter().map(|rule| AccessRule {
        id: rule.nonempty_text("id").filter(|_| rule.nonempty_text("role_id").is_none()),
        principal: principal(rule),
        title: None,
        path: rule.text("path").unwrap_or_default(),
        write: rule.str("permissions") == "rw",
        expires: rule.time("expiration_date"),
        role: rule.nonempty_text("role_type"),
    });
    Ok(read.collect())
}

/// Creates a rule. The same rule counts as created only where an earlier try may have created it.
///
/// # Errors
/// `Exists` or `Conflict` when there is one for the same directory and principal; an error that
/// [`ApiError::may_have_run`] when the list could not be read either.
pub async fn create(globus: &Globus, id: CollectionId, rule: &NewRule) -> Result<(), ApiError> {
    let path = rule_path(&rule.path)
        .ok_or_else(|| ApiError::new(ErrorKind::Refused, "the path of the directory is no text"))?;
    let body = Value::Object(document(rule, &path)).to_string();
    let is_it = |one: &AccessRule| {
        one.principal == Some(rule.principal) && one.path.raw() == path.as_bytes() && one.write == rule.write
    };
    let mut sent = 0;
    loop {
        let at = format!("v0.10/endpoint/{id}/access");
        let request = Request::post(globus.transfer(), at, body.clone(), CallClass::WriteOther);
        let Err(error) = globus.document(request).await else { return Ok(()) };
        sent += 1;
        let by_us = sent > 1 && matches!(error.kind, ErrorKind::Conflict | ErrorKind::Exists);
        if !error.may_have_run() && !by_us {
            return Err(error);
        }
        match access_list(globus, id).await {
            Ok(all) if all.iter().any(is_it) => return Ok(()),
            Ok(_) if !by_us && sent < TRIES => {}
            Ok(_) | Err(_) => return Err(error),
        }
    }
}

fn document(rule: &NewRule, path: &str) -> Map<String, Value> {
    let (kind, principal) = match rule.principal {
        Principal::Identity(id) => ("identity", id.to_string()),
        Principal::Group(id) => ("group", id.to_string()),
        Principal::AllUsers => ("all_authenticated_users", String::new()),
        Principal::Anonymous => ("anonymous", String::new()),
    };
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    put("DATA_TYPE", json!("access"));
    put("principal_type", json!(kind));
    put("principal", json!(principal));
    put("path", json!(path));
    put("permissions", json!(permissions(rule.write)));
    if let Some(at) = rule.expires.and_then(iso) {
        put("expiration_date", json!(at));
    }
    if let Some((email, message)) = &rule.notify {
        put("notify_email", json!(email.raw_str().unwrap_or_default()));
        if !message.is_empty() {
            put("notify_message", json!(message.raw_str().unwrap_or_default()));
        }
    }
    members
}

/// Changes what a rule allows and when it ends: sent twice it is the same as once.
///
/// # Errors
/// `NotFound` when it is gone; those of [`Globus::call`].
pub async fn update(
    globus: &Globus,
    id: CollectionId,
    rule: &Untrusted,
    write: bool,
    expires: Option<i64>,
) -> Result<(), ApiError> {
    let body = json!({"DATA_TYPE": "access", "permissions": permissions(write), "expiration_date": expires.and_then(iso)});
    let request = Request::put(globus.transfer(), path_of(id, rule)?, body.to_string());
    globus.document(request).await.map(drop)
}

/// Removes a rule. One that is gone is removed.
///
/// # Errors
/// Those of [`Globus::call`]; an error that [`ApiError::may_have_run`] when every answer was lost.
pub async fn remove(globus: &Globus, id: CollectionId, rule: &Untrusted) -> Result<(), ApiError> {
    let path = path_of(id, rule)?;
    let mut sent = 0;
    loop {
        let Err(error) = globus.document(Request::delete(globus.transfer(), path.clone())).await else {
            return Ok(());
        };
        sent += 1;
        // It names this rule and no other, ever: to send it again removes nothing else.
        match error.kind {
            ErrorKind::NotFound => return Ok(()),
            _ if error.may_have_run() && sent < TRIES => {}
            _ => return Err(error),
        }
    }
}

/// The path of a rule, whose id is a word of the service.
fn path_of(id: CollectionId, rule: &Untrusted) -> Result<String, ApiError> {
    let plain =
        |text: &&str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let rule = rule.raw_str().filter(plain);
    let rule = rule.ok_or_else(|| ApiError::new(ErrorKind::Refused, "the id of the rule cannot be used"))?;
    Ok(format!("v0.10/endpoint/{id}/access/{rule}"))
}

fn permissions(write: bool) -> &'static str {
    if write { "rw" } else { "r" }
}

fn iso(seconds: i64) -> Option<String> {
    let at = jiff::Timestamp::from_second(seconds).ok()?;
    Some(at.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::globus::testing::{Server, answer};

    const ID: &str = "6d3b5a2e-1111-4222-8333-444455556666";

    /// A service with these rules that answers the first change so, and later ones with a conflict.
    async fn create_at(first: u16, listed: &'static str) -> (Result<(), ErrorKind>, usize) {
        let server = Server::start(move |number, seen| match seen.line().starts_with("GET") {
            true => answer(200, "", &format!(r#"{{"DATA":[{listed}]}}"#)),
            false if number == 0 => answer(first, "", r#"{"code":"x","message":"m"}"#),
            false => answer(409, "", r#"{"code":"Exists","message":"taken"}"#),
        })
        .await;
        let rule = NewRule {
            principal: Principal::AllUsers,
            path: StorePath::parse("/data").unwrap(),
            write: false,
            expires: Some(1_704_067_200),
            notify: None,
        };
        let end = create(&server.globus(), ID.parse().unwrap(), &rule).await.map_err(|e| e.kind);
        (end, server.lines().len())
    }

    #[tokio::test]
    async fn a_rule_whose_answer_was_lost_is_looked_for_before_it_is_sent_again() {
        const IT: &str = r#"{"id":"1","principal_type":"all_authenticated_users","principal":"","path":"/data/","permissions":"r"}"#;
        const OTHER: &str =
            r#"{"id":"1","principal_type":"anonymous","principal":"","path":"/data/","permissions":"r"}"#;
        assert_eq!(create_at(201, "").await, (Ok(()), 1));
        let (end, lines) = create_at(409, IT).await;
        assert!(end.is_err() && lines == 1, "what was there before is not what was granted");
        assert_eq!(create_at(500, IT).await, (Ok(()), 2));
        let (end, lines) = create_at(500, OTHER).await;
        assert!(end.is_err() && lines == 4, "{lines}");
    }

    #[tokio::test]
    async fn rules_of_roles_have_no_id_to_change_them_by() {
        let rows = format!(
            r#"{{"DATA":[{{"id":12,"principal_type":"identity","principal":"{ID}","path":"/a/","permissions":"rw",
            "expiration_date":"2024-01-01T00:00:00+00:00","role_id":null}},
            {{"id":"x","principal_type":"new kind","principal":"","path":"/","permissions":"r","role_id":"{ID}","role_type":"administrator"}}]}}"#
        );
        let server = Server::start(move |_, _| answer(200, "", &rows)).await;
        let read = access_list(&server.globus(), ID.parse().unwrap()).await.unwrap();
        assert_eq!((read[0].id.as_ref().unwrap().raw_str(), read[0].write), (Some("12"), true));
        assert_eq!(read[0].expires, Some(1_704_067_200));
        assert_eq!((&read[1].id, read[1].principal), (&None, None));
        let odd = update(&server.globus(), ID.parse().unwrap(), &Untrusted::new("../x"), true, None).await;
        assert!(odd.is_err() && server.lines().len() == 1, "nothing is sent");
    }
}
