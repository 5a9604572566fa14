use uuid::Uuid;

use super::*;
use crate::config::paths::Paths;
use crate::domain::path::StorePath;
use crate::globus::env::Environment;
use crate::globus::testing::FullDisk;
use crate::runtime::Clock;

#[tokio::test]
async fn a_renewal_that_could_not_be_saved_is_told_to_the_app() {
    let home = tempfile::tempdir().unwrap();
    let paths = Paths::under(home.path(), "default").unwrap();
    let disk = FullDisk::with_tokens_in(&paths.tokens_file()).await;
    let environment = Environment::local("http://127.0.0.1:1").unwrap();
    let connection = Connection {
        environment: environment.clone(),
        client: Some(ClientId::new(Uuid::from_u128(5))),
        credentials: None,
        paths,
        way: LoginMethod::Paste,
        auto_consent: false,
        places: Vec::new(),
    };
    let (tell, mut events) = mpsc::channel(4);
    let actor = LoginActor {
        cx: Arc::new(ActorContext::new(tell, Clock::new(), StorePath::root())),
        connection,
        http: Http::new(&environment).unwrap(),
        deps: LoginDeps { tokens: Arc::default() },
        open: None,
        work: JoinSet::new(),
        devices: Devices::default(),
    };
    let tokens = actor.tokens(&disk.oauth());
    tokens.access_token(environment.transfer()).await.unwrap();
    let Some(Event::Auth(AuthEvent::NotSaved(Some(problem)))) = events.recv().await else {
        panic!("the app was not told");
    };
    assert!(
        problem.happened.as_str().contains("was renewed, but could not be saved: disk full"),
        "{problem:?}"
    );
}
