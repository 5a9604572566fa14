//! A sign-in without the terminal program: a link to open, and the code it leads to. The flow, what is
//! checked and what is kept are the terminal program's own.

use super::exit::{Code, Failure};
use super::input::{Lines, Unseen, somebody_is_there};
use super::output::{ask, complain, line};
use crate::domain::account::{Account, LoginMethod as Way};
use crate::domain::text::SafeText;
use crate::globus::auth::device::{self, DeviceFlow};
use crate::globus::auth::error::SignInError;
use crate::globus::auth::flow::{Authorization, AuthorizationFlow, AuthorizationRequest, Redirect};
use crate::globus::auth::loopback::Loopback;
use crate::globus::auth::oauth_http::OAuth;
use crate::globus::tokens::StoredTokens;
use crate::safe;

/// Which way to sign in.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub struct WayArguments {
    /// Show a link to open anywhere, and take the code it leads to (usual over SSH)
    #[arg(long, conflicts_with = "browser")]
    paste: bool,
    /// Open a browser on this machine, which brings the code back by itself
    #[arg(long)]
    browser: bool,
    /// Show a short code to type on another device; only where the service has that
    #[arg(long, conflicts_with_all = ["browser", "paste"])]
    device: bool,
}

impl WayArguments {
    /// The way that was asked for, or the one that suits this machine.
    pub fn or(self, usual: Way) -> Way {
        match (self.paste, self.browser, self.device) {
            (true, ..) => Way::Paste,
            (_, true, _) => Way::Browser,
            (.., true) => Way::Device,
            _ => usual,
        }
    }
}

/// Walks somebody through a sign-in and keeps what it brings.
///
/// # Errors
/// Exit code 5 when it was cancelled, 6 when nobody came back in time, 1 when it failed or somebody
/// else holds the profile.
pub async fn sign_in(
    oauth: &OAuth,
    tokens: &StoredTokens,
    wanted: &AuthorizationRequest,
    way: Way,
    lines: &mut Lines,
) -> Result<Account, Failure> {
    let signed_in = match way {
        Way::Paste => {
            let sign_in = AuthorizationFlow::begin(oauth, Redirect::Paste, wanted).map_err(|e| failed(&e))?;
            by_paste(&sign_in, lines).await?
        }
        Way::Browser => {
            let listener = Loopback::open().await.map_err(|e| failed(&e))?;
            let sign_in =
                AuthorizationFlow::begin(oauth, listener.redirect(), wanted).map_err(|e| failed(&e))?;
            by_browser(&sign_in, listener).await?
        }
        Way::Device => by_device(oauth, wanted).await?,
    };
    tokens.keep(signed_in).await.map_err(|error| Failure::of(&error.problem(), Code::Failed))
}

async fn by_paste(sign_in: &AuthorizationFlow, lines: &mut Lines) -> Result<Authorization, Failure> {
    let _unseen = Unseen::begin();
    line(&"Open this link in any browser, sign in there and allow hemi:".into());
    link(sign_in);
    let mut last = Failure::new(Code::Cancelled, "no code was given; nothing has changed here.");
    loop {
        if somebody_is_there() {
            ask(&"Paste the code it leads to (it is not shown): ".into());
        }
        let Some(text) = lines.next().await else { return Err(last) };
        let tried = match sign_in.pasted(&text) {
            Ok(code) => sign_in.finish(&code).await,
            Err(error) => Err(error),
        };
        match tried {
            Ok(signed_in) => return Ok(signed_in),
            Err(error) if error.is_retryable() => {
                last = failed(&error);
                if somebody_is_there() {
                    complain(&last.words);
                }
            }
            Err(error) => return Err(failed(&error)),
        }
    }
}

async fn by_browser(sign_in: &AuthorizationFlow, listener: Loopback) -> Result<Authorization, Failure> {
    line(&"A browser opens. If it does not, open this link in one on this machine:".into());
    link(sign_in);
    line(&"Waiting for it, five minutes at most. From another machine use --paste.".into());
    let url = sign_in.link().as_str().to_owned();
    // Starting a browser can take a while; that none could be started was said already.
    let _ = std::thread::Builder::new().name("browser".into()).spawn(move || open::that_detached(url));
    let code = listener.answer(sign_in).await.map_err(|e| failed(&e))?;
    sign_in.finish(&code).await.map_err(|e| failed(&e))
}

async fn by_device(oauth: &OAuth, wanted: &AuthorizationRequest) -> Result<Authorization, Failure> {
    let offered = device::discover(oauth).await.map_err(|e| failed(&e.into()))?;
    let Some(endpoint) = offered else {
        return Err(Failure::new(Code::Failed, "the service has no codes for other devices. Use --paste."));
    };
    let sign_in = DeviceFlow::begin(oauth, &endpoint, wanted).await.map_err(|e| failed(&e))?;
    let code = sign_in.code();
    line(&safe!("On a phone or another computer, open {}", code.page));
    line(&safe!("and type this code there: {}", code.user_code.sanitized()));
    line(&safe!("Waiting for that, {} minutes at most.", code.minutes.max(1)));
    sign_in.finish().await.map_err(|e| failed(&e))
}

/// The whole link on a line of its own: a terminal may wrap it, copying takes it whole.
fn link(sign_in: &AuthorizationFlow) {
    line(&SafeText::default());
    line(&safe!("{}", sign_in.link()));
    line(&SafeText::default());
}

fn failed(error: &SignInError) -> Failure {
    let code = match error {
        SignInError::Denied => Code::Cancelled,
        SignInError::TooLate | SignInError::Expired => Code::TimedOut,
        _ => Code::Failed,
    };
    Failure::of(&error.problem(), code)
}
