//! Random secrets.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

/// A new secret of 244 random bits.
pub fn random_secret() -> String {
    let one = Uuid::new_v4();
    let two = Uuid::new_v4();
    URL_SAFE_NO_PAD.encode([*one.as_bytes(), *two.as_bytes()].concat())
}
