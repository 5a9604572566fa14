//! A sandbox for one test.

use std::path::PathBuf;

use hemi::sandbox;

/// A sandbox with its own data directory and its own runtime.
pub struct Sandbox {
    pub ready: sandbox::Ready,
    _dir: tempfile::TempDir,
    running: Option<sandbox::Running>,
    tokio: tokio::runtime::Runtime,
    options: sandbox::Options,
}

impl Sandbox {
    pub fn start() -> Self {
        Self::with(|_| {})
    }

    /// With its options changed: rate, consent, the very large directories, collections that demand something.
    pub fn with(change: impl FnOnce(&mut sandbox::Options)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut options = sandbox::Options {
            seed: 7,
            auto_consent: true,
            open: true,
            ..sandbox::Options::at(dir.path().join("sandbox"))
        };
        change(&mut options);
        let tokio =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let running = tokio.block_on(sandbox::start(options.clone())).unwrap();
        Self { ready: running.ready.clone(), _dir: dir, running: Some(running), tokio, options }
    }

    pub fn id(&self, name: &str) -> String {
        self.ready
            .collections
            .iter()
            .find(|c| c.name == name)
            .expect("a collection of the sandbox")
            .id
            .to_string()
    }

    pub fn root(&self, name: &str) -> PathBuf {
        self.ready
            .collections
            .iter()
            .find(|c| c.name == name)
            .expect("a collection of the sandbox")
            .root
            .clone()
    }

    /// How many collections have this name.
    pub fn collections_named(&self, name: &str) -> usize {
        let running = self.running.as_ref().expect("it runs");
        running.world.accounts().collections.values().filter(|one| one.display_name == name).count()
    }

    /// Ends the service; it can be started again at the same address.
    pub fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            self.tokio.block_on(running.stop());
        }
    }

    pub fn start_again(&mut self) {
        let address = self.ready.url.trim_start_matches("http://").trim_end_matches('/');
        self.options.listen = address.parse().unwrap();
        self.running = Some(self.tokio.block_on(sandbox::start(self.options.clone())).unwrap());
    }

    /// What happened so far, as `GET <control>/state` reports it.
    pub fn state(&self) -> serde_json::Value {
        let (_, answer) = crate::http::get(&format!("{}/state", self.ready.control.trim_end_matches('/')));
        serde_json::from_str(&answer).expect("the state is JSON")
    }

    /// A control route, as `hemi sandbox --help` has them.
    pub fn control(&self, verb: &str, body: &serde_json::Value) -> serde_json::Value {
        let url = format!("{}/{verb}", self.ready.control.trim_end_matches('/'));
        let (status, answer) = crate::http::post(&url, &body.to_string());
        assert_eq!(status, 200, "{verb}: {answer}");
        serde_json::from_str(&answer).unwrap_or_default()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop();
    }
}
