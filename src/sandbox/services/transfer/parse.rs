//! Parses transfer and delete documents into task specifications, with all checks before the task is created.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::sandbox::data_plane::digest;
use crate::sandbox::data_plane::environment::Volume;
use crate::sandbox::data_plane::task::{DeleteSpec, FilterRule, Item, Symlinks, TransferSpec};
use crate::sandbox::model::collection::Collection;
use crate::sandbox::model::world::World;
use crate::sandbox::services::api_error::ApiError;
use crate::sandbox::services::caller::Caller;
use crate::sandbox::services::transfer::body::{bool_member, text_member};
use crate::sandbox::services::transfer::{access, authorization, filter};

type Members = Map<String, Value>;

fn bad(message: impl Into<String>) -> ApiError {
    ApiError::bad_request(message)
}

/// The collection whose id is a member of the document.
fn collection(
    world: &World,
    caller: &Caller,
    document: &Members,
    member: &str,
) -> Result<Collection, ApiError> {
    let id = text_member(document, member)?.ok_or_else(|| bad(format!("Missing '{member}'")))?;
    let found = access::find_usable(world, caller, id)?;
    access::check_permitted(world, caller, &found)?;
    Ok(found)
}

/// Parses the label: at most 128 characters on one line, without surrounding blanks.
pub fn label(document: &Members) -> Result<Option<String>, ApiError> {
    let Some(label) = text_member(document, "label")? else { return Ok(None) };
    let why = if label.chars().count() > 128 {
        "is longer than 128 characters"
    } else if label.contains(['\r', '\n']) {
        "holds a line break"
    } else if label.trim() != label {
        "begins or ends with a blank"
    } else {
        return Ok(Some(label.to_owned()));
    };
    Err(bad(format!("The label {why}")))
}

/// Parses the deadline, which must be in the future.
pub fn deadline(document: &Members, now: Timestamp) -> Result<Option<Timestamp>, ApiError> {
    let Some(given) = text_member(document, "deadline")? else { return Ok(None) };
    let at = filter::parse_time(given).and_then(|second| Timestamp::from_second(second).ok());
    let at = at.ok_or_else(|| bad(format!("The deadline '{given}' is not an ISO 8601 time")))?;
    if at <= now { Err(bad("The deadline is in the past")) } else { Ok(Some(at)) }
}

/// The items in `DATA`, at least one.
fn data(document: &Members) -> Result<Vec<&Members>, ApiError> {
    let items = document.get("DATA").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if items.is_empty() {
        return Err(ApiError::new(400, "ClientError.BadRequest.NoTransferItems", "No items to work on"));
    }
    let objects =
        items.iter().map(|item| item.as_object().ok_or_else(|| bad("Every item must be an object")));
    objects.collect()
}

/// A path member of an item, validated for its collection.
fn path(item: &Members, member: &str, volume: &Volume) -> Result<String, ApiError> {
    let path = text_member(item, member)?.ok_or_else(|| bad(format!("An item has no '{member}'")))?;
    access::parse_path(volume, path)?;
    Ok(path.to_owned())
}

/// Parses a transfer document.
pub fn transfer(world: &World, caller: &Caller, document: &Members) -> Result<TransferSpec, ApiError> {
    let source = collection(world, caller, document, "source_endpoint")?;
    let destination = collection(world, caller, document, "destination_endpoint")?;
    authorization::authorize(world, caller, &[&source, &destination], None)?;
    let volume = |of: &Collection| access::volume(world, of, &caller.identity);
    let volumes = (volume(&source), volume(&destination));
    let items = data(document)?.into_iter().map(|given| item(given, &volumes.0, &volumes.1));
    let transfer = TransferSpec {
        source: source.id,
        destination: destination.id,
        items: items.collect::<Result<_, _>>()?,
        sync_level: sync_level(document)?,
        verify_checksum: bool_member(document, "verify_checksum", false)?,
        preserve_timestamp: bool_member(document, "preserve_timestamp", false)?,
        encrypt_data: bool_member(document, "encrypt_data", false)?,
        skip_source_errors: bool_member(document, "skip_source_errors", false)?,
        fail_on_quota_errors: bool_member(document, "fail_on_quota_errors", false)?,
        delete_destination_extra: bool_member(document, "delete_destination_extra", false)?,
        store_base_path_info: bool_member(document, "store_base_path_info", false)?,
        symlinks: match text_member(document, "recursive_symlinks")? {
            None | Some("ignore") => Symlinks::Ignore,
            Some("keep") => Symlinks::Keep,
            Some("copy") => Symlinks::Copy,
            Some(_) => return Err(bad("'recursive_symlinks' must be ignore, keep or copy")),
        },
        rules: rules(document)?,
    };
    let single = |item: &Item| item.recursive == Some(false) || item.symlink;
    if transfer.delete_destination_extra && transfer.items.iter().any(single) {
        return Err(bad("'delete_destination_extra' needs every item to be recursive"));
    }
    for collection in [&source, &destination] {
        if collection.disable_verify && transfer.verify_checksum {
            return Err(bad(format!("'{}' does not allow checksum verification", collection.display_name)));
        }
        if collection.force_verify && !transfer.verify_checksum {
            return Err(bad(format!("'{}' requires checksum verification", collection.display_name)));
        }
    }
    Ok(transfer)
}

fn sync_level(document: &Members) -> Result<Option<u8>, ApiError> {
    match document.get("sync_level") {
        None | Some(Value::Null) => Ok(None),
        Some(level) => {
            let level = level.as_u64().and_then(|level| u8::try_from(level).ok()).filter(|level| *level <= 3);
            level.map(Some).ok_or_else(|| bad("'sync_level' must be 0, 1, 2 or 3"))
        }
    }
}

fn item(given: &Members, source: &Volume, destination: &Volume) -> Result<Item, ApiError> {
    let symlink = match given.get("DATA_TYPE").and_then(Value::as_str) {
        None | Some("transfer_item") => false,
        Some("transfer_symlink_item") => true,
        Some(other) => return Err(bad(format!("'{other}' is no item of a transfer"))),
    };
    let recursive = match given.get("recursive") {
        None | Some(Value::Null) => None,
        Some(_) => Some(bool_member(given, "recursive", false)?),
    };
    if symlink && recursive == Some(true) {
        return Err(bad("A symlink item cannot be recursive"));
    }
    let external = text_member(given, "external_checksum")?.map(str::to_owned);
    // A checksum without an algorithm is an MD5.
    let algorithm = text_member(given, "checksum_algorithm")?.or(external.as_ref().map(|_| "MD5"));
    if let Some(name) = algorithm.filter(|name| digest::by_name(name).is_none()) {
        return Err(bad(format!("The collections do not support checksum algorithm '{name}'")));
    }
    Ok(Item {
        source: path(given, "source_path", source)?,
        destination: path(given, "destination_path", destination)?,
        recursive,
        symlink,
        checksum: algorithm.map(|name| (name.to_owned(), external)),
    })
}

fn rules(document: &Members) -> Result<Vec<FilterRule>, ApiError> {
    let given = match document.get("filter_rules") {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(given) => given.as_array().ok_or_else(|| bad("'filter_rules' must be a list"))?,
    };
    let rule = |given: &Value| {
        let given = given.as_object().ok_or_else(|| bad("A filter rule must be an object"))?;
        let include = match text_member(given, "method")? {
            Some("include") => true,
            Some("exclude") => false,
            _ => return Err(bad("The method of a filter rule must be include or exclude")),
        };
        let dirs = match text_member(given, "type")? {
            None => None,
            Some("file") => Some(false),
            Some("dir") => Some(true),
            Some(_) => return Err(bad("The type of a filter rule must be file or dir")),
        };
        let name = text_member(given, "name")?.ok_or_else(|| bad("A filter rule needs a name"))?.to_owned();
        Ok(FilterRule { include, name, dirs })
    };
    given.iter().map(rule).collect()
}

/// Parses a delete document. The root of a collection is refused.
pub fn delete(world: &World, caller: &Caller, document: &Members) -> Result<DeleteSpec, ApiError> {
    let endpoint = collection(world, caller, document, "endpoint")?;
    authorization::authorize(world, caller, &[&endpoint], None)?;
    let volume = access::volume(world, &endpoint, &caller.identity);
    let mut paths = Vec::new();
    for item in data(document)? {
        if let Some(other) = text_member(item, "DATA_TYPE")?.filter(|given| *given != "delete_item") {
            return Err(bad(format!("'{other}' is no item of a delete")));
        }
        let path = path(item, "path", &volume)?;
        if access::parse_path(&volume, &path)?.is_root() {
            return Err(bad("The root of a collection cannot be deleted"));
        }
        paths.push(path);
    }
    Ok(DeleteSpec {
        endpoint: endpoint.id,
        paths,
        recursive: bool_member(document, "recursive", false)?,
        ignore_missing: bool_member(document, "ignore_missing", false)?,
        interpret_globs: bool_member(document, "interpret_globs", false)?,
    })
}
