//! How to register hemi at Globus, as text for the user. Every program needs a registration in the name of the person
//! who runs it (`globus-api.md` 2.1). The words in quotes are those of the Globus web app.

/// Where both are made.
pub const DEVELOPERS: &str = "https://app.globus.org/settings/developers";

/// For a person at a terminal: an application that is registered once and signs people in.
pub const NATIVE: [&str; 4] = [
    "Open https://app.globus.org/settings/developers in a browser and sign in.",
    "Choose \"Register a thick client or script that will be installed and run by users on their devices\".",
    "Give it a name. If the form asks for a redirect, use https://auth.globus.org/v2/web/auth-code.",
    "Copy its \"Client UUID\" and paste it here. There is no secret to copy.",
];

/// For scripts and servers: an application that is its own user.
pub const SERVICE: [&str; 4] = [
    "On the same page choose \"Register a service account or application credential for automation\".",
    "Give it a name, then choose \"Add Client Secret\" and copy the secret: it is shown once.",
    "Set HEMI_CLIENT_ID to its \"Client UUID\" and HEMI_CLIENT_SECRET to the secret. No sign-in follows.",
    "Have the owners of your collections give access to CLIENT-UUID@clients.auth.globus.org.",
];

/// What an id looks like, for a user who entered something else.
pub const NO_ID: &str =
    "That is not a UUID. A UUID has 36 characters, such as 1b2c3d4e-0000-4000-8000-123456789abc.";
