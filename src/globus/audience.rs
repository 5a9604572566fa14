//! A resource server: the name tokens are issued for, its base URL, and the scopes hemi requests for it.
//!
//! Globus Auth and Transfer are in the [`super::env::Environment`]. A collection's HTTPS server or the manager of a Globus
//! Connect Server is one more audience: calls, limits, tokens and consents treat all of them alike.

use std::sync::Arc;

use super::base_url::BaseUrl;
use super::scopes::Scopes;
use crate::domain::text::SafeText;

/// One resource server. Clones are cheap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audience(Arc<Parts>);

#[derive(Debug, PartialEq, Eq)]
struct Parts {
    title: SafeText,
    resource_server: Box<str>,
    base: BaseUrl,
    scopes: Scopes,
}

impl Audience {
    /// The service at `base`, whose tokens are issued for `resource_server` with `scopes`; `title` names it in sentences.
    pub fn new(
        title: impl Into<SafeText>,
        resource_server: impl Into<Box<str>>,
        base: BaseUrl,
        scopes: Scopes,
    ) -> Self {
        let resource_server = resource_server.into();
        Self(Arc::new(Parts { title: title.into(), resource_server, base, scopes }))
    }

    /// Its name for a sentence.
    pub fn title(&self) -> &SafeText {
        &self.0.title
    }

    /// The resource server its tokens are issued for (`globus-api.md` 1, last column).
    pub fn resource_server(&self) -> &str {
        &self.0.resource_server
    }

    /// Its base URL: its tokens are sent nowhere else.
    pub fn base(&self) -> &BaseUrl {
        &self.0.base
    }

    /// The scopes a token for it needs.
    pub fn scopes(&self) -> &Scopes {
        &self.0.scopes
    }
}
