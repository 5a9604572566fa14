//! A sign-in without the terminal program: a link to open, and the code it leads to. The flow, its checks and
//! the stored tokens are those of the terminal program.

use super::exit::{ExitCode, Failure};
use super::input::{Lines, NoEcho, is_interactive};
use super::printer::{Printer, print_error};
use crate::domain::account::{Account, LoginMethod};
use crate::domain::text::SafeText;
use crate::globus::auth::device::{self, DeviceFlow};
use crate::globus::auth::error::SignInError;
use crate::globus::auth::flow::{Authorization, AuthorizationFlow, AuthorizationRequest, Redirect};
use crate::globus::auth::loopback::Loopback;
use crate::globus::auth::oauth_http::OAuth;
use crate::globus::tokens::StoredTokens;
use crate::safe;

/// How to sign in.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub struct MethodArguments {
    /// Print a link to open on any computer, and read the code that its page shows (the default over SSH)
    #[arg(long, conflicts_with = "browser")]
    paste: bool,
    /// Open a browser on this computer, which hands the code to hemi
    #[arg(long)]
    browser: bool,
    /// Print a short code to type on another device, if the service supports that
    #[arg(long, conflicts_with_all = ["browser", "paste"])]
    device: bool,
}

impl MethodArguments {
    /// Whether a code for another device was asked for.
    pub fn is_device(self) -> bool {
        self.device
    }

    /// The requested method, else the default of this computer.
    pub fn or(self, default: LoginMethod) -> LoginMethod {
        match (self.paste, self.browser, self.device) {
            (true, ..) => LoginMethod::Paste,
            (_, true, _) => LoginMethod::Browser,
            (.., true) => LoginMethod::Device,
            _ => default,
        }
    }
}

/// Guides the user through a sign-in, and stores the tokens.
///
/// # Errors
/// Exit code 5 when it was cancelled, 6 when it timed out, 1 when it failed or the profile belongs to another
/// account.
pub async fn sign_in(
    oauth: &OAuth,
    tokens: &StoredTokens,
    request: &AuthorizationRequest,
    method: LoginMethod,
    lines: &mut Lines,
    printer: &Printer,
) -> Result<Account, Failure> {
    let signed_in = match method {
        LoginMethod::Paste => {
            let sign_in =
                AuthorizationFlow::begin(oauth, Redirect::Paste, request).map_err(|e| failed(&e))?;
            by_paste(&sign_in, lines, printer).await?
        }
        LoginMethod::Browser => {
            let listener = Loopback::open().await.map_err(|e| failed(&e))?;
            let sign_in =
                AuthorizationFlow::begin(oauth, listener.redirect(), request).map_err(|e| failed(&e))?;
            by_browser(&sign_in, listener, printer).await?
        }
        LoginMethod::Device => by_device(oauth, request, printer).await?,
    };
    tokens.keep(signed_in).await.map_err(|error| Failure::of(&error.problem(), ExitCode::Failed))
}

/// Reads codes until the service accepts one. At the end of the input the last refusal is the failure.
async fn by_paste(
    sign_in: &AuthorizationFlow,
    lines: &mut Lines,
    printer: &Printer,
) -> Result<Authorization, Failure> {
    let _no_echo = NoEcho::begin();
    printer.guide(&"Open this link in any browser, sign in there and allow hemi:".into());
    print_link(sign_in, printer)?;
    let mut last = Failure::new(ExitCode::Cancelled, "no code was given. Nothing has changed.");
    loop {
        if is_interactive() {
            printer.prompt(&"Paste the code that the page shows (it stays hidden): ".into());
        }
        let Some(text) = lines.next().await else { return Err(last) };
        let exchanged = match sign_in.pasted(&text) {
            Ok(code) => sign_in.finish(&code).await,
            Err(error) => Err(error),
        };
        match exchanged {
            Ok(signed_in) => return Ok(signed_in),
            Err(error) if error.is_retryable() => {
                last = Failure::new(
                    ExitCode::Failed,
                    refusal(&error, "To get a new link: start this command again."),
                );
                if is_interactive() {
                    print_error(&refusal(
                        &error,
                        "Open the same link again and paste the code that its page shows.",
                    ));
                }
            }
            Err(error) => return Err(failed(&error)),
        }
    }
}

/// What happened to a code, and what to do next: what fits a dialog does not fit a shell.
fn refusal(error: &SignInError, next: &'static str) -> SafeText {
    let problem = error.problem();
    match (error, problem.detail) {
        // The code was not at fault.
        (SignInError::Service(_), Some(detail)) => {
            safe!("{} {} (Details: {})", problem.happened, problem.next, detail)
        }
        _ => safe!("{} {}", problem.happened, next),
    }
}

async fn by_browser(
    sign_in: &AuthorizationFlow,
    listener: Loopback,
    printer: &Printer,
) -> Result<Authorization, Failure> {
    printer.guide(&"A browser opens. If it does not, open this link in a browser on this computer:".into());
    print_link(sign_in, printer)?;
    printer.note(
        &"hemi waits for the browser for at most five minutes. On another computer use --paste.".into(),
    );
    let url = sign_in.link().as_str().to_owned();
    // A browser can take long to start. The link above helps where none can be started.
    let _ = std::thread::Builder::new().name("browser".into()).spawn(move || open::that_detached(url));
    let code = listener.answer(sign_in).await.map_err(|e| failed(&e))?;
    sign_in.finish(&code).await.map_err(|e| failed(&e))
}

async fn by_device(
    oauth: &OAuth,
    request: &AuthorizationRequest,
    printer: &Printer,
) -> Result<Authorization, Failure> {
    let offered = device::discover(oauth).await.map_err(|e| failed(&e.into()))?;
    let Some(endpoint) = offered else {
        return Err(Failure::new(
            ExitCode::Failed,
            "the service does not support codes for other devices. Use --paste.",
        ));
    };
    let sign_in = DeviceFlow::begin(oauth, &endpoint, request).await.map_err(|e| failed(&e))?;
    let code = sign_in.code();
    printer.guide(&safe!("On a phone or another computer, open {}", code.page));
    printer.guide(&safe!("and type this code there: {}", code.user_code.sanitized()));
    printer.note(&safe!("hemi waits at most {} minutes for that.", code.minutes.max(1)));
    sign_in.finish().await.map_err(|e| failed(&e))
}

/// Prints the link on a separate line, so that it can be copied as a whole. A link that cannot be seen is a failure.
fn print_link(sign_in: &AuthorizationFlow, printer: &Printer) -> Result<(), Failure> {
    printer.guide(&SafeText::default());
    printer.guide(&safe!("{}", sign_in.link()));
    printer.guide(&SafeText::default());
    printer.check()
}

fn failed(error: &SignInError) -> Failure {
    let code = match error {
        SignInError::Denied => ExitCode::Cancelled,
        SignInError::TooLate | SignInError::Expired => ExitCode::TimedOut,
        _ => ExitCode::Failed,
    };
    Failure::of(&error.problem(), code)
}
