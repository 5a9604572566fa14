//! Secrets: values that cannot be printed, compared by accident or serialised.

use secrecy::{ExposeSecret, SecretString};

/// A token, code, verifier or client secret. Its only way out is [`Token::expose`].
#[derive(Clone)]
pub struct Token(SecretString);

impl Token {
    /// Takes ownership of the secret text; it is wiped when dropped.
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// The bare text, for the one header or form field that needs it. Never log or show it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}
