//! The other synchronous file operations: stat, mkdir, rename, symlink.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use rustix::fs::{RenameFlags, renameat, renameat_with, symlinkat};
use rustix::io::Errno;
use serde_json::{Map, Value};

use crate::sandbox::data_plane::path::{CleanPath, decode_name};
use crate::sandbox::data_plane::root::Spot;
use crate::sandbox::data_plane::site::Volume;
use crate::sandbox::data_plane::{list, tree};
use crate::sandbox::model::collection::Collection;
use crate::sandbox::model::world::World;
use crate::sandbox::services::api_error::{ApiError, Stamp};
use crate::sandbox::services::caller::Caller;
use crate::sandbox::services::transfer::fs_error::Operation;
use crate::sandbox::services::transfer::ls::owners;
use crate::sandbox::services::transfer::query::Params;
use crate::sandbox::services::transfer::state::Transfer;
use crate::sandbox::services::transfer::{access, authorization, body};

type Answer = Result<(StatusCode, Json<Value>), ApiError>;

/// `GET .../stat`: one file document.
pub async fn stat(
    State(world): State<Arc<World>>,
    caller: Caller,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let collection = access::usable(&world, &caller, &id)?;
    authorization::check(&world, &caller, &[&collection], Some("Stat"))?;
    let volume = access::volume(&collection);
    let given = params.get("path").or(collection.default_directory.as_deref()).unwrap_or("/~/");
    let path = access::wire_path(&volume, given)?;
    blocking(move || {
        let operation = Operation { name: "Stat", verb: "stat", collection: &collection };
        operation.check(&volume)?;
        let row = list::stat(&volume, &path).map_err(|errno| operation.errno(errno, &path))?;
        Ok(Json(owners(&collection).document(&row)))
    })
    .await
}

/// `POST .../mkdir`: one new directory in an existing one.
pub async fn mkdir(
    State(transfer): State<Transfer>,
    caller: Caller,
    Path(id): Path<String>,
    stamp: Stamp,
    request: body::Document,
) -> Answer {
    let request = request.of("mkdir")?;
    let (collection, volume) = open(&transfer.world, &caller, &id, "Mkdir")?;
    let path = access::wire_path(&volume, text(&request, "path")?)?;
    let at = collection.id;
    blocking(move || {
        let operation = Operation { name: "Mkdir", verb: "mkdir", collection: &collection };
        operation.check(&volume)?;
        let spot = changeable(&operation, &volume, &path, false)?;
        free(&operation, &spot, &path)?;
        has_space(&transfer.world, &operation, &path)?;
        tree::make_dir(&spot).map_err(|errno| operation.errno(errno, &path))?;
        transfer.used(&caller, at);
        let message = "The directory was created successfully";
        Ok((StatusCode::ACCEPTED, Json(stamp.result("mkdir_result", "DirectoryCreated", message))))
    })
    .await
}

/// `POST .../rename`: moves a name within the collection; nothing is overwritten, a link is moved itself.
pub async fn rename(
    State(world): State<Arc<World>>,
    caller: Caller,
    Path(id): Path<String>,
    stamp: Stamp,
    request: body::Document,
) -> Answer {
    let request = request.of("rename")?;
    let (collection, volume) = open(&world, &caller, &id, "Rename")?;
    let old = access::wire_path(&volume, text(&request, "old_path")?)?;
    let new = access::wire_path(&volume, text(&request, "new_path")?)?;
    blocking(move || {
        let operation = Operation { name: "Rename", verb: "rename", collection: &collection };
        operation.check(&volume)?;
        let from = changeable(&operation, &volume, &old, false)?;
        if from.path.is_root() {
            return Err(operation.failed(
                "PermissionDenied",
                &old,
                "The root of a collection cannot be renamed",
            ));
        }
        from.found().map_err(|errno| operation.errno(errno, &old))?;
        let to = changeable(&operation, &volume, &new, false)?;
        if to.path == from.path {
            return Ok((StatusCode::OK, Json(stamp.result("result", "FileRenamed", RENAMED))));
        }
        free(&operation, &to, &new)?;
        if to.path.starts_with(&from.path) {
            return Err(operation.failed("", &new, "A directory cannot be moved into itself"));
        }
        let flags = RenameFlags::NOREPLACE;
        match renameat_with(&from.dir, &*from.name, &to.dir, &*to.name, flags) {
            // A file system without the flag: that nothing was there has just been seen.
            Err(Errno::INVAL | Errno::NOSYS) => renameat(&from.dir, &*from.name, &to.dir, &*to.name),
            done => done,
        }
        .map_err(|errno| operation.errno(errno, &new))?;
        Ok((StatusCode::OK, Json(stamp.result("result", "FileRenamed", RENAMED))))
    })
    .await
}

const RENAMED: &str = "File or directory renamed successfully";

/// `POST .../symlink`: a link, whose target need not exist.
pub async fn symlink(
    State(world): State<Arc<World>>,
    caller: Caller,
    Path(id): Path<String>,
    stamp: Stamp,
    request: body::Document,
) -> Answer {
    let request = request.of("symlink")?;
    let (collection, volume) = open(&world, &caller, &id, "Symlink")?;
    let path = access::wire_path(&volume, text(&request, "path")?)?;
    let target = text(&request, "symlink_target")?;
    if target.is_empty() || target.contains(['\0', '\r', '\n']) {
        return Err(ApiError::new(400, "InvalidPath", "Invalid symlink target"));
    }
    let target: Vec<Vec<u8>> = target.split('/').map(decode_name).collect();
    let target = target.join(&b'/');
    blocking(move || {
        let operation = Operation { name: "Symlink", verb: "symlink", collection: &collection };
        operation.check(&volume)?;
        let spot = changeable(&operation, &volume, &path, false)?;
        free(&operation, &spot, &path)?;
        has_space(&world, &operation, &path)?;
        symlinkat(&*target, &spot.dir, &*spot.name).map_err(|errno| operation.errno(errno, &path))?;
        let message = "The symlink was created successfully";
        Ok((StatusCode::ACCEPTED, Json(stamp.result("symlink_result", "SymlinkCreated", message))))
    })
    .await
}

fn open(world: &World, caller: &Caller, id: &str, operation: &str) -> Result<(Collection, Volume), ApiError> {
    let collection = access::usable(world, caller, id)?;
    authorization::check(world, caller, &[&collection], Some(operation))?;
    let volume = access::volume(&collection);
    Ok((collection, volume))
}

/// A required text member of a request.
fn text<'a>(request: &'a Map<String, Value>, member: &str) -> Result<&'a str, ApiError> {
    let found = request.get(member).and_then(Value::as_str);
    found.ok_or_else(|| ApiError::bad_request(format!("Missing or invalid '{member}'")))
}

/// Walks to a place that is to change, refusing read-only ones.
fn changeable(
    operation: &Operation<'_>,
    volume: &Volume,
    path: &CleanPath,
    follow: bool,
) -> Result<Spot, ApiError> {
    if !volume.generated.is_empty() {
        return Err(operation.errno(Errno::ROFS, path));
    }
    let spot = volume.root.locate(path, follow).map_err(|errno| operation.errno(errno, path))?;
    if volume.is_read_only(&spot.path) {
        return Err(operation.errno(Errno::ROFS, path));
    }
    spot.may_change().map_err(|errno| operation.errno(errno, path))?;
    Ok(spot)
}

fn free(operation: &Operation<'_>, spot: &Spot, path: &CleanPath) -> Result<(), ApiError> {
    spot.meta.map_or(Ok(()), |_| Err(operation.errno(Errno::EXIST, path)))
}

fn has_space(world: &World, operation: &Operation<'_>, path: &CleanPath) -> Result<(), ApiError> {
    if world.knobs.disk_full() { Err(operation.errno(Errno::NOSPC, path)) } else { Ok(()) }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    tokio::task::spawn_blocking(work).await.map_err(|e| ApiError::new(500, "InternalError", e.to_string()))?
}
