//! The certificate of the sandbox, made once for a data directory.

use std::path::Path;
use std::sync::Arc;
use std::{fs, io};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::sandbox::atomic_file;

/// The certificate of the authority, in the data directory: clients take it through `GLOBUS_SDK_VERIFY_SSL`.
pub const CA_FILE: &str = "ca.pem";
/// The certificate that it signed, with its key.
const SERVER_FILE: &str = "server.pem";
/// What the certificate is for: this machine, by each of its names.
const NAMES: [&str; 3] = ["127.0.0.1", "::1", "localhost"];

/// The TLS settings of the sandbox on this data directory; makes the certificates where there are none. Blocks.
pub fn server_config(data: &Path) -> io::Result<Arc<ServerConfig>> {
    if !data.join(CA_FILE).exists() || !data.join(SERVER_FILE).exists() {
        let (authority, server) = make().map_err(io::Error::other)?;
        atomic_file::replace(&data.join(SERVER_FILE), server.as_bytes())?;
        atomic_file::replace(&data.join(CA_FILE), authority.as_bytes())?;
    }
    let pem = fs::read(data.join(SERVER_FILE))?;
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    let key = PrivateKeyDer::from_pem_slice(&pem).map_err(io::Error::other)?;
    let config = ServerConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .and_then(|builder| {
            builder.with_no_client_auth().with_single_cert(certificates.unwrap_or_default(), key)
        });
    config.map(Arc::new).map_err(io::Error::other)
}

/// The certificate of a new authority, and the one that it signed with its key; both as PEM.
fn make() -> Result<(String, String), rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, "hemi sandbox: throw-away authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
    let mut params = CertificateParams::new(NAMES.map(str::to_owned))?;
    params.distinguished_name.push(DnType::CommonName, "hemi sandbox");
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let key = KeyPair::generate()?;
    let server = params.signed_by(&key, &authority)?;
    Ok((authority.pem(), format!("{}{}", server.pem(), key.serialize_pem())))
}
