//! The answer of a token endpoint: one token for each resource server (`globus-api.md` 2.5).
//!
//! Read leniently: it is undefined which token is at the top and which in `other_tokens`, and a token that cannot be read
//! does not affect the others.

use std::time::Duration;

use oauth2::basic::BasicTokenType;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize, Serializer};

use crate::domain::secret::Token;
use crate::domain::text::Untrusted;

/// A token that ends within this many seconds is renewed before it is used.
pub const RENEW_EARLY: i64 = 60;

/// The usual lifetime (48 hours), for an answer without one. A wrong guess costs one rejected request.
const USUAL_LIFETIME: i64 = 172_800;

/// The tokens for one resource server.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The resource server (`globus-api.md` 1); empty when the answer names none.
    pub resource_server: Box<str>,
    /// The access token.
    pub access: Token,
    /// The refresh token; absent for client credentials, and when a renewal keeps the old one.
    pub refresh: Option<Token>,
    /// The scopes of the access token, without their dependencies.
    pub scope: Untrusted,
    /// When the access token expires, in seconds since the Unix epoch.
    pub expires_at: i64,
}

/// The token response type for oauth2; converted to [`Grant`]s at once.
#[derive(Deserialize)]
pub(super) struct TokenAnswer {
    #[serde(flatten)]
    first: Piece,
    #[serde(default)]
    other_tokens: Option<Vec<Lenient>>,
}

#[derive(Deserialize)]
struct Piece {
    access_token: oauth2::AccessToken,
    #[serde(default)]
    refresh_token: Option<oauth2::RefreshToken>,
    #[serde(default)]
    resource_server: Option<Box<str>>,
    #[serde(default)]
    scope: Option<Untrusted>,
    #[serde(default)]
    expires_in: Option<Seconds>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Lenient {
    Good(Piece),
    Bad(IgnoredAny),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Seconds {
    Number(f64),
    Text(Box<str>),
    Other(IgnoredAny),
}

impl TokenAnswer {
    /// The grants; `now` is in seconds since the Unix epoch.
    pub fn grants(self, now: i64) -> Vec<Grant> {
        let others = self.other_tokens.into_iter().flatten().filter_map(|other| match other {
            Lenient::Good(piece) => Some(piece),
            Lenient::Bad(_) => None,
        });
        std::iter::once(self.first).chain(others).map(|piece| piece.grant(now)).collect()
    }
}

impl Piece {
    fn grant(self, now: i64) -> Grant {
        let refresh = self.refresh_token.filter(|token| !token.secret().is_empty());
        Grant {
            resource_server: self.resource_server.unwrap_or_default(),
            access: Token::new(self.access_token.into_secret()),
            refresh: refresh.map(|token| Token::new(token.into_secret())),
            scope: self.scope.unwrap_or_default(),
            expires_at: now.saturating_add(self.expires_in.map_or(USUAL_LIFETIME, |given| given.whole())),
        }
    }
}

impl Seconds {
    fn whole(&self) -> i64 {
        let seconds = match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
            Self::Other(_) => None,
        };
        // `as` saturates at the range of i64.
        seconds.filter(|n: &f64| n.is_finite()).map_or(USUAL_LIFETIME, |n| n.max(0.0) as i64)
    }
}

// Required by oauth2's trait; none of it may reveal a secret.

impl std::fmt::Debug for TokenAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenAnswer(…)")
    }
}

impl Serialize for TokenAnswer {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_unit()
    }
}

impl oauth2::TokenResponse for TokenAnswer {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &oauth2::AccessToken {
        &self.first.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &BasicTokenType::Bearer
    }

    fn expires_in(&self) -> Option<Duration> {
        self.first.expires_in.as_ref().map(|given| Duration::from_secs(given.whole().unsigned_abs()))
    }

    fn refresh_token(&self) -> Option<&oauth2::RefreshToken> {
        self.first.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<oauth2::Scope>> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Resource server, access token, refresh token, expiry.
    type Row = (String, String, Option<String>, i64);

    fn grants(json: &str) -> Option<Vec<Row>> {
        let answer: TokenAnswer = serde_json::from_str(json).ok()?;
        assert_eq!(format!("{answer:?}"), "TokenAnswer(…)");
        assert_eq!(serde_json::to_string(&answer).unwrap(), "null");
        let plain = |g: Grant| {
            let refresh = g.refresh.map(|token| token.expose().to_owned());
            (g.resource_server.into(), g.access.expose().to_owned(), refresh, g.expires_at)
        };
        Some(answer.grants(1000).into_iter().map(plain).collect())
    }

    fn row(server: &str, access: &str, refresh: Option<&str>, expires: i64) -> Row {
        (server.into(), access.into(), refresh.map(Into::into), expires)
    }

    #[test]
    fn either_service_may_come_first_and_bad_pieces_cost_themselves() {
        assert_eq!(
            grants(
                r#"{"access_token":"A","resource_server":"t","expires_in":10,"refresh_token":"R","token_type":"Bearer",
                "id_token":"x","other_tokens":[7,{"resource_server":"no access"},
                {"access_token":"B","resource_server":"a","expires_in":"20","scope":"openid"}]}"#
            ),
            Some(vec![row("t", "A", Some("R"), 1010), row("a", "B", None, 1020)])
        );
    }

    #[test]
    fn what_is_missing_null_or_odd_is_tolerated() {
        let usual = 1000 + USUAL_LIFETIME;
        for odd in [
            r#"{"access_token":"A"}"#,
            r#"{"access_token":"A","other_tokens":null,"refresh_token":null,"scope":null,"expires_in":null}"#,
            r#"{"access_token":"A","refresh_token":"","expires_in":{},"token_type":7}"#,
        ] {
            assert_eq!(grants(odd), Some(vec![row("", "A", None, usual)]), "{odd}");
        }
        assert_eq!(grants(r#"{"access_token":"A","expires_in":-5}"#).unwrap()[0].3, 1000);
        for bad in ["{}", "[]", "7", r#"{"access_token":7}"#, r#"{"access_token":null}"#] {
            assert_eq!(grants(bad), None, "{bad}");
        }
    }
}
