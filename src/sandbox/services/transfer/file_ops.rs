//! The synchronous file operations besides ls: stat, mkdir, rename, symlink.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use rustix::fs::{RenameFlags, renameat, renameat_with, symlinkat};
use rustix::io::Errno;
use serde_json::{Map, Value};

use crate::sandbox::data_plane::environment::Volume;
use crate::sandbox::data_plane::path::{CleanPath, decode_name};
use crate::sandbox::data_plane::root::ResolvedPath;
use crate::sandbox::data_plane::{list, tree};
use crate::sandbox::model::collection::Collection;
use crate::sandbox::model::world::World;
use crate::sandbox::services::api_error::{ApiError, RequestInfo};
use crate::sandbox::services::caller::Caller;
use crate::sandbox::services::transfer::fs_error::FileOperation;
use crate::sandbox::services::transfer::ls::owners;
use crate::sandbox::services::transfer::query::QueryParams;
use crate::sandbox::services::transfer::state::TransferState;
use crate::sandbox::services::transfer::{access, authorization, body};

type OperationResult = Result<(StatusCode, Json<Value>), ApiError>;

/// `GET .../stat`: one file document.
pub async fn stat(
    State(world): State<Arc<World>>,
    caller: Caller,
    Path(id): Path<String>,
    params: QueryParams,
) -> Result<Json<Value>, ApiError> {
    let collection = access::find_usable(&world, &caller, &id)?;
    authorization::authorize(&world, &caller, &[&collection], Some("Stat"))?;
    let volume = access::volume(&world, &collection, &caller.identity);
    let given = params.get("path").or(collection.default_directory.as_deref()).unwrap_or("/~/");
    let path = access::parse_path(&volume, given)?;
    run_blocking(move || {
        let operation = FileOperation { name: "Stat", verb: "stat", collection: &collection };
        operation.check_available(&volume)?;
        let row = list::stat(&volume, &path).map_err(|errno| operation.errno_error(errno, &path))?;
        Ok(Json(owners(&collection).document(&row)))
    })
    .await
}

/// `POST .../mkdir`: creates a directory in an existing one.
pub async fn mkdir(
    State(transfer): State<TransferState>,
    caller: Caller,
    Path(id): Path<String>,
    info: RequestInfo,
    request: body::JsonObject,
) -> OperationResult {
    let request = request.expect_type("mkdir")?;
    let (collection, volume) = open(&transfer.world, &caller, &id, "Mkdir")?;
    let path = access::parse_path(&volume, text(&request, "path")?)?;
    let at = collection.id;
    run_blocking(move || {
        let operation = FileOperation { name: "Mkdir", verb: "mkdir", collection: &collection };
        operation.check_available(&volume)?;
        let resolved = locate_for_change(&operation, &volume, &path, false)?;
        require_absent(&operation, &resolved, &path)?;
        require_space(&transfer.world, &operation, &path)?;
        tree::make_dir(&resolved).map_err(|errno| operation.errno_error(errno, &path))?;
        transfer.record_use(&caller, at);
        let message = "The directory was created successfully";
        Ok((StatusCode::ACCEPTED, Json(info.result("mkdir_result", "DirectoryCreated", message))))
    })
    .await
}

/// `POST .../rename`: renames within the collection. Fails if the new path exists; a link itself is renamed.
pub async fn rename(
    State(world): State<Arc<World>>,
    caller: Caller,
    Path(id): Path<String>,
    info: RequestInfo,
    request: body::JsonObject,
) -> OperationResult {
    let request = request.expect_type("rename")?;
    let (collection, volume) = open(&world, &caller, &id, "Rename")?;
    let old = access::parse_path(&volume, text(&request, "old_path")?)?;
    let new = access::parse_path(&volume, text(&request, "new_path")?)?;
    run_blocking(move || {
        let operation = FileOperation { name: "Rename", verb: "rename", collection: &collection };
        operation.check_available(&volume)?;
        let from = locate_for_change(&operation, &volume, &old, false)?;
        if from.path.is_root() {
            return Err(operation.external_error(
                "PermissionDenied",
                &old,
                "The root of a collection cannot be renamed",
            ));
        }
        from.metadata().map_err(|errno| operation.errno_error(errno, &old))?;
        let to = locate_for_change(&operation, &volume, &new, false)?;
        if to.path == from.path {
            return Ok((StatusCode::OK, Json(info.result("result", "FileRenamed", RENAMED))));
        }
        require_absent(&operation, &to, &new)?;
        if to.path.starts_with(&from.path) {
            return Err(operation.external_error("", &new, "A directory cannot be moved into itself"));
        }
        let flags = RenameFlags::NOREPLACE;
        match renameat_with(&from.dir, &*from.name, &to.dir, &*to.name, flags) {
            // A file system without the flag: the check above has to suffice.
            Err(Errno::INVAL | Errno::NOSYS) => renameat(&from.dir, &*from.name, &to.dir, &*to.name),
            done => done,
        }
        .map_err(|errno| operation.errno_error(errno, &new))?;
        Ok((StatusCode::OK, Json(info.result("result", "FileRenamed", RENAMED))))
    })
    .await
}

const RENAMED: &str = "File or directory renamed successfully";

/// `POST .../symlink`: creates a link; its target need not exist.
pub async fn symlink(
    State(world): State<Arc<World>>,
    caller: Caller,
    Path(id): Path<String>,
    info: RequestInfo,
    request: body::JsonObject,
) -> OperationResult {
    let request = request.expect_type("symlink")?;
    let (collection, volume) = open(&world, &caller, &id, "Symlink")?;
    let path = access::parse_path(&volume, text(&request, "path")?)?;
    let target = text(&request, "symlink_target")?;
    if target.is_empty() || target.contains(['\0', '\r', '\n']) {
        return Err(ApiError::new(400, "InvalidPath", "Invalid symlink target"));
    }
    let target: Vec<Vec<u8>> = target.split('/').map(decode_name).collect();
    let target = target.join(&b'/');
    run_blocking(move || {
        let operation = FileOperation { name: "Symlink", verb: "symlink", collection: &collection };
        operation.check_available(&volume)?;
        let resolved = locate_for_change(&operation, &volume, &path, false)?;
        require_absent(&operation, &resolved, &path)?;
        require_space(&world, &operation, &path)?;
        symlinkat(&*target, &resolved.dir, &*resolved.name)
            .map_err(|errno| operation.errno_error(errno, &path))?;
        let message = "The symlink was created successfully";
        Ok((StatusCode::ACCEPTED, Json(info.result("symlink_result", "SymlinkCreated", message))))
    })
    .await
}

fn open(world: &World, caller: &Caller, id: &str, operation: &str) -> Result<(Collection, Volume), ApiError> {
    let collection = access::find_usable(world, caller, id)?;
    authorization::authorize(world, caller, &[&collection], Some(operation))?;
    let volume = access::volume(world, &collection, &caller.identity);
    Ok((collection, volume))
}

/// A required string member of a request.
fn text<'a>(request: &'a Map<String, Value>, member: &str) -> Result<&'a str, ApiError> {
    let found = request.get(member).and_then(Value::as_str);
    found.ok_or_else(|| ApiError::bad_request(format!("Missing or invalid '{member}'")))
}

/// Resolves a path for a change; read-only paths are refused.
fn locate_for_change(
    operation: &FileOperation<'_>,
    volume: &Volume,
    path: &CleanPath,
    follow: bool,
) -> Result<ResolvedPath, ApiError> {
    if !volume.generated.is_empty() {
        return Err(operation.errno_error(Errno::ROFS, path));
    }
    let resolved = volume.root.locate(path, follow).map_err(|errno| operation.errno_error(errno, path))?;
    if volume.is_read_only(&resolved.path) {
        return Err(operation.errno_error(Errno::ROFS, path));
    }
    if !volume.permits(&resolved.path, true) {
        return Err(operation.errno_error(Errno::ACCESS, path));
    }
    resolved.check_parent_writable().map_err(|errno| operation.errno_error(errno, path))?;
    Ok(resolved)
}

fn require_absent(
    operation: &FileOperation<'_>,
    resolved: &ResolvedPath,
    path: &CleanPath,
) -> Result<(), ApiError> {
    resolved.meta.map_or(Ok(()), |_| Err(operation.errno_error(Errno::EXIST, path)))
}

fn require_space(world: &World, operation: &FileOperation<'_>, path: &CleanPath) -> Result<(), ApiError> {
    if world.controls.disk_full() { Err(operation.errno_error(Errno::NOSPC, path)) } else { Ok(()) }
}

async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    tokio::task::spawn_blocking(work).await.map_err(|e| ApiError::new(500, "InternalError", e.to_string()))?
}
