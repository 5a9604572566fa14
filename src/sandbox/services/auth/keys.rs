//! The RSA key that signs id tokens; the public half is `/jwk.json`.
//!
//! The key is the same in every build and known to everyone. It protects nothing: what it signs tells a program on this
//! computer who it is to a local sandbox.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair, PublicKeyComponents};
use ring::signature::RSA_PKCS1_SHA512;
use serde::Serialize;
use serde_json::{Value, json};

const KEY_ID: &str = "sandbox";
/// PKCS #8.
const KEY: &[u8] = include_bytes!("../../../../assets/sandbox_signing_key.der");

/// The public key set: `{"keys":[{kty,alg,use,kid,n,e}]}` (RFC 7517).
///
/// # Errors
/// Why the key cannot be used: a fault of the build.
pub fn jwks() -> Result<Value, String> {
    let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(key()?.public());
    Ok(json!({"keys": [{
        "kty": "RSA", "alg": "RS512", "use": "sig", "kid": KEY_ID,
        "n": URL_SAFE_NO_PAD.encode(n), "e": URL_SAFE_NO_PAD.encode(e),
    }]}))
}

/// Signs claims as a compact RS512 token (RFC 7515 section 3.1).
///
/// # Errors
/// Why it cannot be done.
pub fn sign(claims: &impl Serialize) -> Result<String, String> {
    let key = key()?;
    let header = json!({"typ": "JWT", "alg": "RS512", "kid": KEY_ID}).to_string();
    let claims = serde_json::to_vec(claims).map_err(|error| error.to_string())?;
    let [header, claims] = [header.as_bytes(), &claims].map(|part| URL_SAFE_NO_PAD.encode(part));
    let text = format!("{header}.{claims}");
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA512, &SystemRandom::new(), text.as_bytes(), &mut signature)
        .map_err(|error| error.to_string())?;
    Ok(format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

fn key() -> Result<KeyPair, String> {
    KeyPair::from_pkcs8(KEY).map_err(|error| error.to_string())
}
