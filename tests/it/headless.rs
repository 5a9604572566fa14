//! The real program without a terminal: subcommands as a script runs them, each with the files of one home.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};

use crate::drive::Sandbox;
use crate::http::{parameter, redirect_of};

/// The program under test.
pub const HEMI: &str = env!("CARGO_BIN_EXE_hemi");

/// A home directory, and an environment without any other variable of hemi.
pub struct Home {
    dir: tempfile::TempDir,
    pub variables: BTreeMap<String, String>,
}

/// How a run ended.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Home {
    /// A home with no variables set.
    pub fn empty() -> Self {
        Self { dir: tempfile::tempdir().unwrap(), variables: BTreeMap::new() }
    }

    /// A home whose hemi is registered at `sandbox`.
    pub fn at(sandbox: &Sandbox) -> Self {
        Self::empty().services(&sandbox.ready.url).with("HEMI_CLIENT_ID", sandbox.ready.client_id)
    }

    /// The same with the services at another address.
    pub fn services(self, url: &str) -> Self {
        self.with("GLOBUS_SDK_SERVICE_URL_AUTH", url).with("GLOBUS_SDK_SERVICE_URL_TRANSFER", url)
    }

    /// The same with a variable.
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.variables.insert(name.into(), value.to_string());
        self
    }

    pub fn path(&self) -> &std::path::Path {
        self.dir.path()
    }

    pub fn tokens_file(&self) -> PathBuf {
        self.path().join(".local/share/hemi/default/tokens.json")
    }

    /// The kept tokens, which must be whole.
    pub fn tokens(&self) -> serde_json::Value {
        let text = std::fs::read(self.tokens_file()).expect("a token file");
        serde_json::from_slice(&text).expect("a whole token file")
    }

    /// `hemi ARGUMENTS`, not yet started, without input.
    pub fn hemi(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(HEMI);
        command.args(arguments);
        command
    }

    /// A program in this home, not yet started.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("HOME", self.path()).envs(&self.variables);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs it to its end.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        Ended::of(self.hemi(arguments).spawn().unwrap())
    }

    /// Starts a subcommand that shows a link, and waits for that.
    pub fn sign_in(&self, arguments: &[&str]) -> SignIn {
        SignIn::begin(self.hemi(arguments))
    }

    /// Signs `user` of the sandbox in.
    pub fn login(&self, user: &str) -> Ended {
        let sign_in = self.sign_in(&["login", "--paste", "--force"]);
        let code = sign_in.code(user);
        sign_in.paste(&code)
    }
}

/// A sign-in that waits for its code.
pub struct SignIn {
    pub child: Child,
    codes: Option<ChildStdin>,
    out: BufReader<std::process::ChildStdout>,
    pub link: String,
}

impl SignIn {
    /// Starts it and waits for its link.
    pub fn begin(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        let (codes, out) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        let mut begun = Self { child, codes, out, link: String::new() };
        while !begun.link.starts_with("http") {
            begun.link.clear();
            if begun.out.read_line(&mut begun.link).unwrap() == 0 {
                panic!("no link, but {:?}", Ended::of(begun.child));
            }
        }
        begun.link.truncate(begun.link.trim_end().len());
        begun
    }

    /// The code that `user` of the sandbox gets from the link.
    pub fn code(&self, user: &str) -> String {
        let page = redirect_of(&format!("{}&sandbox_user={user}", self.link));
        parameter(&page, "code").expect("a code")
    }

    /// Gives it these lines and waits for the end.
    pub fn paste(mut self, lines: &str) -> Ended {
        writeln!(self.codes.take().unwrap(), "{lines}").unwrap();
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        Ended { out: rest, ..Ended::of(self.child) }
    }
}

impl Ended {
    /// Waits for it.
    pub fn of(child: Child) -> Self {
        let ended = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).expect("what hemi prints is text");
        Self { code: ended.status.code(), out: text(ended.stdout), err: text(ended.stderr) }
    }

    /// Holds if it ended so.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        self
    }

    /// Holds if it said this: on standard output where it succeeded, else on standard error.
    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        if self.code == Some(0) { self.prints(words) } else { self.warns(words) }
    }

    /// Holds if this is on standard output.
    #[track_caller]
    pub fn prints(self, words: &str) -> Self {
        assert!(self.out.contains(words), "no {words:?} on standard output: {self:?}");
        self
    }

    /// Holds if this is on standard error.
    #[track_caller]
    pub fn warns(self, words: &str) -> Self {
        assert!(self.err.contains(words), "no {words:?} on standard error: {self:?}");
        self
    }
}
