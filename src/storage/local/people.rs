//! Names of users and groups. A directory service may hang as a disk does, so names are looked up on one thread of
//! their own; a number is shown where its name does not come soon.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::Duration;

/// How long a row waits for a name that is not cached.
const PATIENCE: Duration = Duration::from_millis(200);

/// A number to be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Id {
    /// A user's.
    User(u32),
    /// A group's.
    Group(u32),
}

/// Asks the system for a name.
pub type Lookup = Box<dyn Fn(Id) -> Option<Vec<u8>> + Send>;

/// The names found so far.
#[derive(Debug)]
pub struct People {
    names: Arc<Names>,
    questions: mpsc::Sender<Id>,
    patience: Duration,
}

#[derive(Debug, Default)]
struct Names {
    known: Mutex<Known>,
    answered: Condvar,
}

#[derive(Debug, Default)]
struct Known {
    /// `None`: requested.
    names: BTreeMap<Id, Option<Arc<[u8]>>>,
    /// Requested and not answered.
    open: usize,
    /// Whether the last wait for an answer timed out. The next answer resets it.
    late: bool,
}

impl Names {
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for People {
    fn default() -> Self {
        Self::new(Box::new(of_system), PATIENCE)
    }
}

impl People {
    /// Names by `lookup`, each waited for `patience` at most, and not at all while answers are late.
    pub fn new(lookup: Lookup, patience: Duration) -> Self {
        let names = Arc::new(Names::default());
        let (questions, asked) = mpsc::channel();
        let answers = Arc::clone(&names);
        let body = move || {
            for id in asked {
                let name = lookup(id);
                let mut known = answers.lock();
                known.open = known.open.saturating_sub(1);
                known.late = false;
                known.names.insert(id, Some(name.unwrap_or_else(|| number(id)).into()));
                drop(known);
                answers.answered.notify_all();
            }
        };
        // Without a thread no question is answered, and numbers are shown.
        let _ = std::thread::Builder::new().name("people".into()).spawn(body);
        Self { names, questions, patience }
    }

    /// The name of a user or group, or its number.
    pub fn name(&self, id: Id) -> Arc<[u8]> {
        let mut known = self.names.lock();
        match known.names.get(&id) {
            Some(Some(name)) => return Arc::clone(name),
            Some(None) => {}
            None if self.questions.send(id).is_err() => return number(id).into(),
            None => {
                known.open += 1;
                known.names.insert(id, None);
            }
        }
        if known.late {
            return number(id).into();
        }
        let unanswered = |known: &mut Known| matches!(known.names.get(&id), Some(None));
        let waited = self.names.answered.wait_timeout_while(known, self.patience, unanswered);
        let (mut known, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let name = known.names.get(&id).cloned().flatten();
        known.late |= name.is_none();
        name.unwrap_or_else(|| number(id).into())
    }
}

fn number(id: Id) -> Vec<u8> {
    let (Id::User(number) | Id::Group(number)) = id;
    number.to_string().into_bytes()
}

/// A static program cannot load the modules by which a site's directory service names users: a program of the system is
/// asked instead. Without it there are numbers.
#[cfg(target_feature = "crt-static")]
fn of_system(id: Id) -> Option<Vec<u8>> {
    by_getent("getent", id)
}

#[cfg(not(target_feature = "crt-static"))]
fn of_system(id: Id) -> Option<Vec<u8>> {
    use std::os::unix::ffi::OsStrExt as _;
    match id {
        Id::User(id) => uzers::get_user_by_uid(id).map(|user| user.name().as_bytes().to_vec()),
        Id::Group(id) => uzers::get_group_by_gid(id).map(|group| group.name().as_bytes().to_vec()),
    }
}

/// Asks `getent`, whose line begins with the name (`name:password:id:...`).
#[cfg(any(test, target_feature = "crt-static"))]
fn by_getent(program: &str, id: Id) -> Option<Vec<u8>> {
    use std::process::{Command, Stdio};
    let database = if matches!(id, Id::User(_)) { "passwd" } else { "group" };
    let key = String::from_utf8(number(id)).ok()?;
    let answer = Command::new(program)
        .args([database, &key])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let mut fields = answer.stdout.split(|byte| *byte == b':');
    let name = fields.next().filter(|name| !name.is_empty())?;
    // A name of digits would be looked up as a name: only the row of this number counts.
    (fields.nth(1) == Some(key.as_bytes())).then(|| name.to_vec())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn getent_names_users_and_groups_as_the_system_does() {
        for id in [Id::User(0), Id::Group(0), Id::User(4_000_000_123)] {
            assert_eq!(by_getent("getent", id), of_system(id), "{id:?}");
        }
        assert_eq!(by_getent("getent", Id::User(0)), Some(b"root".to_vec()));
        assert_eq!(by_getent("no-such-program", Id::User(0)), None);
    }

    /// A directory service that answers with `name`, but not before the sender is dropped.
    fn hanging(name: &'static str, patience: Duration) -> (People, mpsc::Sender<()>) {
        let (release, latch) = mpsc::channel();
        let lookup = move |_| {
            let _ = latch.recv();
            Some(name.as_bytes().to_vec())
        };
        (People::new(Box::new(lookup), patience), release)
    }

    #[test]
    fn a_name_is_looked_up_once() {
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let lookup = move |id| {
            count.fetch_add(1, Ordering::SeqCst);
            (id == Id::User(7)).then(|| b"ada".to_vec())
        };
        let people = People::new(Box::new(lookup), Duration::MAX);
        for _ in 0..3 {
            assert_eq!(&*people.name(Id::User(7)), b"ada");
            assert_eq!(&*people.name(Id::Group(7)), b"7");
        }
        assert_eq!(asked.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn who_asks_while_another_is_asking_gets_a_name_too() {
        let (people, release) = hanging("ada", Duration::MAX);
        let asked = |count| {
            while people.names.lock().open < count {
                std::thread::yield_now();
            }
        };
        std::thread::scope(|scope| {
            let first = scope.spawn(|| people.name(Id::User(7)));
            asked(1);
            let same = scope.spawn(|| people.name(Id::User(7)));
            let other = scope.spawn(|| people.name(Id::Group(7)));
            asked(2);
            drop(release);
            for name in [first, same, other] {
                assert_eq!(&*name.join().unwrap(), b"ada");
            }
        });
    }

    #[test]
    fn a_directory_service_that_hangs_leaves_numbers() {
        let (people, release) = hanging("late", Duration::ZERO);
        assert_eq!(&*people.name(Id::User(1)), b"1");
        assert_eq!(&*people.name(Id::User(2)), b"2");
        drop(release);
        let known = people.names.lock();
        drop(people.names.answered.wait_while(known, |known| known.open > 0).unwrap());
        assert_eq!(&*people.name(Id::User(1)), b"late");
    }

    #[test]
    fn this_computer_knows_root() {
        let people = People::new(Box::new(of_system), Duration::MAX);
        assert_eq!(&*people.name(Id::User(0)), b"root");
    }
}
