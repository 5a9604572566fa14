//! `GET /v0.10/endpoint_search` (`globus-api.md` 7.1).

use std::collections::HashSet;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::collection::{Collection, EntityType};
use crate::sandbox::model::permits;
use crate::sandbox::services::api_error::ApiError;
use crate::sandbox::services::caller::Caller;
use crate::sandbox::services::transfer::query::QueryParams;
use crate::sandbox::services::transfer::state::TransferState;
use crate::sandbox::services::transfer::{access, endpoint};

/// Maximum number of results of one query, over all pages.
const MAX_RESULTS: usize = 1000;

/// Words that are ignored in queries.
const STOP_WORDS: &[&str] =
    &["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"];

/// The scope of a search.
struct SearchScope<'a> {
    name: &'a str,
    caller: &'a Caller,
    in_use: HashSet<Uuid>,
    recent: Vec<Uuid>,
}

/// Searches the collections that are visible to the caller.
pub async fn search(
    State(transfer): State<TransferState>,
    caller: Caller,
    params: QueryParams,
) -> Result<Json<Value>, ApiError> {
    let name = params.get("filter_scope").filter(|scope| !scope.is_empty()).unwrap_or("all");
    let words = terms(params.get("filter_fulltext").unwrap_or_default());
    let narrowed =
        ["filter_owner_id", "filter_host_endpoint"].iter().any(|filter| params.get(filter).is_some());
    if name == "all" && words.is_empty() && !narrowed {
        return Err(ApiError::bad_request("The scope 'all' needs 'filter_fulltext'"));
    }
    if params.get("filter_owner_id").is_some()
        && matches!(name, "my-endpoints" | "my-gcp-endpoints" | "shared-by-me")
    {
        return Err(ApiError::bad_request(format!(
            "'filter_owner_id' cannot be used with the scope '{name}'"
        )));
    }
    let non_functional = params.bool("filter_non_functional")?;
    if non_functional.is_some() && params.get("filter_entity_type").is_some() {
        return Err(ApiError::bad_request(
            "'filter_non_functional' cannot be used with 'filter_entity_type'",
        ));
    }
    let limit = params.number("limit", 100, MAX_RESULTS)?;
    let offset = params.number("offset", 0, MAX_RESULTS)?;
    let scope = SearchScope {
        name,
        caller: &caller,
        in_use: endpoint::in_use(&transfer, &caller),
        recent: transfer.tasks().recent.get(&caller.identity).into_iter().flatten().copied().collect(),
    };

    let accounts = transfer.world.accounts();
    let now = transfer.world.clock.now();
    let mut found: Vec<&Collection> = Vec::new();
    for collection in accounts.order.iter().filter_map(|id| accounts.collections.get(id)) {
        let wanted = access::may_see(&accounts, &caller, collection, now)
            && scope.contains(&accounts, collection)?
            && filter_matches(&params, "filter_owner_id", &endpoint::owner_id(collection).to_string())
            && filter_matches(&params, "filter_entity_type", collection.entity_type.wire_name())
            && filter_matches(&params, "filter_host_endpoint", &host(collection))
            && non_functional.is_none_or(|wanted| wanted == collection.non_functional())
            && matches_terms(&words, collection);
        if wanted {
            found.push(collection);
        }
    }
    if name == "recently-used" {
        found.sort_by_key(|collection| scope.recent.iter().position(|id| *id == collection.id));
    }
    found.truncate(MAX_RESULTS);
    let page = found.iter().skip(offset).take(limit);
    let mut documents: Vec<Value> = page
        .map(|collection| endpoint::endpoint_document(&accounts, collection, &caller, &scope.in_use))
        .collect();
    params.select_fields(&mut documents);
    Ok(Json(json!({
        "DATA_TYPE": "endpoint_list",
        "limit": limit,
        "offset": offset,
        "has_next_page": found.len() > offset.saturating_add(limit),
        "DATA": documents,
    })))
}

/// Whether a filter is absent or contains this value. Values are separated by commas.
fn filter_matches(params: &QueryParams, filter: &str, value: &str) -> bool {
    params.get(filter).is_none_or(|wanted| wanted.split(',').any(|wanted| wanted == value))
}

fn host(collection: &Collection) -> String {
    let on = collection.mapped_collection_id.or(collection.host_endpoint_id).or(collection.endpoint);
    on.map(|id| id.to_string()).unwrap_or_default()
}

impl SearchScope<'_> {
    fn contains(&self, accounts: &Accounts, collection: &Collection) -> Result<bool, ApiError> {
        let mine = collection.owner == self.caller.identity;
        let guest = matches!(collection.entity_type, EntityType::Guest | EntityType::PersonalGuest);
        Ok(match self.name {
            "all" | "hide-no-permissions" => true,
            "my-endpoints" => mine,
            "my-gcp-endpoints" => mine && collection.entity_type == EntityType::Personal,
            "recently-used" => self.recent.contains(&collection.id),
            "in-use" => self.in_use.contains(&collection.id),
            "shared-by-me" => mine && guest,
            "shared-with-me" => !mine && guest,
            "administered-by-me" => {
                let roles = permits::roles_of(accounts, collection, &self.caller.identity);
                roles.iter().any(|role| role == "administrator")
            }
            other => return Err(ApiError::bad_request(format!("Unknown filter_scope '{other}'"))),
        })
    }
}

/// Whether every term is a prefix of some word of the searched members.
fn matches_terms(terms: &[String], collection: &Collection) -> bool {
    let canonical = format!("{}#{}", collection.owner_string, collection.id);
    let texts = [
        Some(collection.display_name.as_str()),
        Some(&canonical),
        collection.description.as_deref(),
        collection.organization.as_deref(),
        collection.department.as_deref(),
        Some(&collection.owner_string),
        collection.hostname.as_deref(),
    ];
    let keywords = collection.keywords.iter().map(String::as_str);
    let words: Vec<String> = texts.into_iter().flatten().chain(keywords).flat_map(split_words).collect();
    terms.iter().all(|term| words.iter().any(|word| word.starts_with(term.as_str())))
}

/// The terms of a query, split at punctuation too. Stop words are dropped unless the query has no other words.
fn terms(text: &str) -> Vec<String> {
    let split = text.split(|char: char| !char.is_alphanumeric());
    let all: Vec<String> = split.map(normalize).filter(|word| !word.is_empty()).collect();
    let meant: Vec<String> =
        all.iter().filter(|word| !STOP_WORDS.contains(&word.as_str())).cloned().collect();
    if meant.is_empty() { all } else { meant }
}

/// The words of a text, both as written and split at punctuation, so that either half of `cmip6-data` matches.
fn split_words(text: &str) -> impl Iterator<Item = String> + '_ {
    let split = text.split(|char: char| !char.is_alphanumeric());
    text.split_whitespace().chain(split).map(normalize).filter(|word| !word.is_empty())
}

/// Lower case, without punctuation, plural to singular.
fn normalize(word: &str) -> String {
    let mut word: String =
        word.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") {
        word.pop();
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fulltext() {
        let mut collection =
            Collection::new(Uuid::nil(), "JASMIN Default Collection", EntityType::Mapped, Uuid::nil());
        collection.owner_string = "zoe@ceda.example.org".to_owned();
        collection.organization = Some("STFC Rutherford-Appleton Laboratories".to_owned());
        collection.keywords = vec!["cmip6".to_owned(), "group workspaces".to_owned()];
        for (query, expected) in [
            ("jasmin", true),
            ("JAS", true),
            ("asmin", false),
            ("jasmin default", true),
            ("default of the jasmin", true),
            ("jasmin laptop", false),
            ("appleton", true),
            ("laboratory", false),
            ("workspace", true),
            ("collections", true),
            ("ceda.example", true),
            ("cmip6!", true),
            ("", true),
        ] {
            assert_eq!(matches_terms(&terms(query), &collection), expected, "{query}");
        }
    }
}
