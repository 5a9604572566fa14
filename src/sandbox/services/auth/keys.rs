//! The RSA key that signs id tokens: generated once per data directory, in the background; the public half is
//! `/jwk.json`.

use std::path::Path;
use std::sync::Arc;
use std::{fs, io};

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA512};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::sandbox::atomic_file;

const KEY_ID: &str = "sandbox";

/// The signing key, available once it is loaded or generated.
#[derive(Debug)]
pub struct SigningKeys {
    ready: watch::Receiver<Option<Result<Arc<Signer>, String>>>,
}

struct Signer {
    pair: KeyPair,
    jwks: Value,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signer")
    }
}

impl SigningKeys {
    /// Loads the key from `file`, or generates and saves one, on a blocking thread.
    pub fn load_or_make(file: std::path::PathBuf) -> Self {
        let (tell, ready) = watch::channel(None);
        tokio::task::spawn_blocking(move || tell.send(Some(Signer::load_or_make(&file).map(Arc::new))));
        Self { ready }
    }

    async fn signer(&self) -> Result<Arc<Signer>, String> {
        let mut ready = self.ready.clone();
        let made = ready.wait_for(Option::is_some).await.map_err(|_| "the key was never made".to_owned())?;
        made.clone().unwrap_or_else(|| Err("the key was never made".to_owned()))
    }

    /// The public key set: `{"keys":[{kty,alg,use,kid,n,e}]}`.
    pub async fn jwks(&self) -> Result<Value, String> {
        Ok(self.signer().await?.jwks.clone())
    }

    /// Signs claims as a compact RS512 token (RFC 7515 section 3.1).
    pub async fn sign<C: Serialize + Sync>(&self, claims: &C) -> Result<String, String> {
        let pair = &self.signer().await?.pair;
        let header = json!({"typ": "JWT", "alg": "RS512", "kid": KEY_ID});
        let claims = serde_json::to_vec(claims).map_err(|e| e.to_string())?;
        let [header, claims] =
            [header.to_string().as_bytes(), &claims].map(|part| URL_SAFE_NO_PAD.encode(part));
        let text = format!("{header}.{claims}");
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(&RSA_PKCS1_SHA512, &SystemRandom::new(), text.as_bytes(), &mut signature)
            .map_err(|e| e.to_string())?;
        Ok(format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

impl Signer {
    fn load_or_make(file: &Path) -> Result<Self, String> {
        let pkcs8 = match fs::read(file) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|e| e.to_string())?;
                let der: Pkcs8V1Der = pair.as_der().map_err(|e| e.to_string())?;
                atomic_file::replace(file, der.as_ref()).map_err(|e| format!("{}: {e}", file.display()))?;
                der.as_ref().to_vec()
            }
            Err(e) => return Err(format!("{}: {e}", file.display())),
        };
        let pair = KeyPair::from_pkcs8(&pkcs8).map_err(|e| format!("{}: {e}", file.display()))?;
        let (n, e) =
            modulus_and_exponent(pair.public_key().as_ref()).ok_or("the public key has an odd form")?;
        let jwks = json!({"keys": [{
            "kty": "RSA", "alg": "RS512", "use": "sig", "kid": KEY_ID,
            "n": URL_SAFE_NO_PAD.encode(n), "e": URL_SAFE_NO_PAD.encode(e),
        }]});
        Ok(Self { pair, jwks })
    }
}

/// Parses a DER `RSAPublicKey ::= SEQUENCE { INTEGER n, INTEGER e }`.
fn modulus_and_exponent(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (sequence, _) = der_value(der, 0x30)?;
    let (n, rest) = der_value(sequence, 0x02)?;
    let (e, _) = der_value(rest, 0x02)?;
    Some((n.strip_prefix(&[0]).unwrap_or(n), e.strip_prefix(&[0]).unwrap_or(e)))
}

fn der_value(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (first, rest) = der.split_first()?;
    let (short, rest) = rest.split_first()?;
    if *first != tag {
        return None;
    }
    let (length, rest) = match short {
        0..=0x7f => (usize::from(*short), rest),
        _ => {
            let (bytes, rest) = rest.split_at_checked(usize::from(short & 0x7f))?;
            (
                bytes.iter().try_fold(0usize, |sum, b| sum.checked_mul(256)?.checked_add(usize::from(*b)))?,
                rest,
            )
        }
    };
    rest.split_at_checked(length)
}
