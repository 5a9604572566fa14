//! Links into the Globus web app.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

use super::ids::{CollectionId, TaskId};
use super::link::Link;
use super::path::StorePath;

/// What may stand in a value of a query as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Its file manager, with a directory of a collection on the left.
pub fn file_manager(collection: CollectionId, directory: &StorePath) -> Option<Link> {
    let raw = directory.raw();
    let slash: &[u8] = if directory.is_root() { b"" } else { b"/" };
    let path = [raw, slash].concat();
    let path = percent_encode(&path, PLAIN);
    Link::new(&format!("https://app.globus.org/file-manager?origin_id={collection}&origin_path={path}"))
}

/// Its page of a task.
pub fn task(id: TaskId) -> Option<Link> {
    Link::new(&format!("https://app.globus.org/activity/{id}"))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::place::PlaceSpec;

    #[test]
    fn a_link_names_the_place_that_it_is_read_as() {
        let id = CollectionId::new(Uuid::from_u128(7));
        for path in ["/", "/~", "/a b/50%/x&y=z#1", "/文書", "/a+b"] {
            let directory = StorePath::parse(path).unwrap();
            let link = file_manager(id, &directory).unwrap();
            let read = PlaceSpec::parse(link.as_str());
            assert_eq!(read, PlaceSpec::Collection { id, path: Some(directory) }, "{link}");
        }
    }

    #[test]
    fn links_are_those_of_the_web_app() {
        let id = Uuid::from_u128(7);
        let directory = StorePath::parse("/~/a b").unwrap();
        assert_eq!(
            file_manager(CollectionId::new(id), &directory).unwrap().as_str(),
            format!("https://app.globus.org/file-manager?origin_id={id}&origin_path=%2F~%2Fa%20b%2F")
        );
        assert_eq!(task(TaskId::new(id)).unwrap().as_str(), format!("https://app.globus.org/activity/{id}"));
    }
}
