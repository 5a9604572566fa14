//! The storage gateways of a server.

use super::{Manager, document, list};
use crate::domain::ids::GatewayId;
use crate::domain::server::StorageGateway;
use crate::domain::text::{SafeText, Untrusted};
use crate::globus::client::Globus;
use crate::globus::error::ApiError;
use crate::globus::lenient_json::JsonObject;
use crate::safe;

/// The connectors that Globus has, by id: the wire names them by nothing else.
const CONNECTORS: [(&str, &str); 14] = [
    ("145812c8-decc-41f1-83cf-bb2a85a2a70b", "POSIX"),
    ("7251f6c8-93c9-11eb-95ba-12704e0d6a4d", "ActiveScale"),
    ("9436da0c-a444-11eb-af93-12704e0d6a4d", "Azure Blob"),
    ("7e3f3f5e-350c-4717-891a-2f451c24b0d4", "BlackPearl"),
    ("7c100eae-40fe-11e9-95a3-9cb6d0d9fd63", "Box"),
    ("1b6374b0-f6a4-4cf7-a26f-f262d9c6ca72", "Ceph"),
    ("49b00fd6-63f1-48ae-b27f-d8af4589f876", "Dropbox"),
    ("56366b96-ac98-11e9-abac-9cb6d0d9fd63", "Google Cloud Storage"),
    ("976cf0cf-78c3-4aab-82d2-7c16adbcc281", "Google Drive"),
    ("fb656a17-0f69-4e59-95ff-d0a62ca7bdf5", "HPSS"),
    ("28ef55da-1f97-11eb-bdfd-12704e0d6a4d", "OneDrive"),
    ("052be037-7dda-4d20-b163-3077314dc3e6", "POSIX Staging"),
    ("7643e831-5f6c-4b47-a07f-8ee90f401d23", "S3"),
    ("e47b6920-ff57-11ea-8aaa-000c297ab3c2", "iRODS"),
];

/// One of them.
///
/// # Errors
/// `Denied` for those who do not administer the server; those of [`Globus::call`] for a read.
pub async fn gateway(globus: &Globus, manager: &Manager, id: GatewayId) -> Result<StorageGateway, ApiError> {
    let found = document(globus, manager.get(format!("storage_gateways/{id}"))).await?;
    read(&found).ok_or_else(|| ApiError::malformed(200))
}

/// All of them.
///
/// # Errors
/// As [`gateway`].
pub async fn all(globus: &Globus, manager: &Manager) -> Result<Vec<StorageGateway>, ApiError> {
    Ok(list(globus, manager.get("storage_gateways")).await?.iter().filter_map(read).collect())
}

fn read(object: &JsonObject) -> Option<StorageGateway> {
    let id: GatewayId = object.parsed("id")?;
    Some(StorageGateway {
        id,
        name: object.nonempty_text("display_name").unwrap_or_else(|| Untrusted::new(id.to_string())),
        connector: connector(object),
        high_assurance: object.flag("high_assurance"),
        mfa: object.flag("require_mfa"),
        minutes: object.maybe_count("authentication_timeout_mins").filter(|minutes| *minutes > 0),
        domains: object.texts("allowed_domains"),
    })
}

fn connector(object: &JsonObject) -> SafeText {
    let id = object.str("connector_id");
    let known = CONNECTORS.iter().find(|(known, _)| *known == id);
    match known {
        Some((_, name)) => (*name).into(),
        None => safe!("connector {}", Untrusted::new(id).on_one_line()),
    }
}
