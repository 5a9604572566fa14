//! Opening a link as a browser would, for the one sign-in that has none: the demo's own.

use tokio::time::timeout;

use super::{BaseUrl, Http, TOKEN, failed, late};
use crate::domain::link::Link;
use crate::domain::secret::Token;
use crate::globus::env::Service;
use crate::globus::error::{ApiError, ErrorKind};

impl Http {
    /// Opens `link`, which must lie below `base` on this machine, without any token, and tells where that
    /// leads. The address may hold a code, so it is a secret; nothing is followed.
    ///
    /// # Errors
    /// `Refused` for any other link, or when it leads nowhere; the errors of a request.
    pub(in crate::globus) async fn redirect_target(
        &self,
        base: &BaseUrl,
        link: &Link,
    ) -> Result<Token, ApiError> {
        if !base.is_loopback() || !link.as_str().starts_with(base.as_str()) {
            return Err(ApiError::new(ErrorKind::Refused, "only a link on this machine is opened unasked"));
        }
        let _pass = self.acquire(Service::Auth, base).await;
        let sent = timeout(self.limit(TOKEN), self.loopback.get(link.as_str()).send()).await;
        let response = sent.map_err(|_| late())?.map_err(|error| failed(error.without_url()))?;
        let to = response.headers().get("location").and_then(|to| to.to_str().ok());
        to.map(Token::new)
            .ok_or_else(|| ApiError::new(ErrorKind::Refused, "the link leads nowhere by itself"))
    }
}
