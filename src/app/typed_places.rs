//! Places that are typed: the line is opened with the path shown or empty, and comes back with the reason where the
//! place cannot be opened. The pane stays where it was until then. Start with [`App::open_typed`].

use std::sync::Arc;

use super::App;
use super::overlay::{Base, NamedPlace, PlaceField, TypedPlace};
use super::requests::TabId;
use super::requests::fs::FsReply;
use crate::domain::place::PlaceSpec;
use crate::domain::problem::Problem;
use crate::domain::text::SafeText;

impl App {
    /// Why the path of the active pane cannot be edited, if so.
    pub(super) fn why_no_path(&self) -> Option<SafeText> {
        let here = self.pane(self.active()).here();
        here.and_then(|here| here.path())
            .is_none()
            .then(|| "The path of this directory is not known yet.".into())
    }

    /// Opens the line with the path that the active pane shows.
    pub(super) fn open_path_field(&mut self) {
        let path = self.pane(self.active()).here().and_then(|here| here.path());
        // A path that is not UTF-8 cannot be typed, but another one can.
        let text = path.and_then(|path| path.as_utf8().ok()).map(|path| path.trim_end_matches('/'));
        let text = text.map(|path| [path, "/"].concat()).unwrap_or_default();
        let field = PlaceField::new(&text, self.base());
        self.open(field);
    }

    /// Opens the line empty.
    pub(super) fn open_place_field(&mut self) {
        let field = PlaceField::new("", self.base());
        self.open(field);
    }

    /// What paths are relative to in the active pane.
    fn base(&self) -> Option<Base> {
        let pane = self.pane(self.active());
        let Some(here) = pane.here() else {
            return pane.goal().map(|store| Base { store: Arc::clone(store), path: None, dirs: None });
        };
        let dirs = here.is_whole().then(|| here.listing().directories().map(|entry| entry.name.to_owned()));
        Some(Base {
            store: Arc::clone(here.store()),
            path: here.path().cloned(),
            dirs: dirs.map(Iterator::collect),
        })
    }

    /// Opens a place that was typed.
    pub(super) fn open_typed(&mut self, typed: TypedPlace) {
        let needs_service = match &typed.place {
            NamedPlace::InStore(store, _) => store.session_policy.is_some(),
            NamedPlace::Spec(spec) => matches!(spec, PlaceSpec::Collection { .. }),
        };
        if let Some(reason) = self.why_not_connected().filter(|_| needs_service) {
            let field = PlaceField::new(&typed.text, self.base()).refused(reason);
            return self.open(field);
        }
        let place = typed.place.clone();
        self.on_pane(|pane, cx| match place {
            NamedPlace::InStore(store, path) => pane.open(store, Some(path), cx),
            NamedPlace::Spec(spec) => pane.resolve(spec, cx),
        });
        self.panes.typed = Some((self.pane(self.active()).tab(), typed));
    }

    /// What was typed and is being opened in that pane, as a reply ends it; it is forgotten, unless a sign-in comes first.
    pub(super) fn end_typed(&mut self, tab: TabId, reply: &FsReply) -> Option<(TypedPlace, Problem)> {
        let end = match reply {
            FsReply::Resolve(part) => part.end().map(|end| end.map(|_| true)),
            FsReply::List(part) => part.end().map(|end| end.map(|_| false)),
            FsReply::ReadDetails(_) | FsReply::ReadAccess(_) => None,
            FsReply::ReadHead(_) | FsReply::ReadDirectoryHead(_) => None,
            FsReply::MakeDirectories(_) | FsReply::MakeFile(_) | FsReply::RenameEntry(_) => None,
            FsReply::WatchDirectory(_) => None,
        }?;
        let is_typed = |pane: &super::Pane, typed: &TypedPlace| match &typed.place {
            NamedPlace::InStore(store, path) => pane.awaits(Some((store.id, Some(path)))),
            NamedPlace::Spec(PlaceSpec::Collection { id, .. }) => {
                pane.awaits(None) || pane.pending_collection() == Some(*id)
            }
            NamedPlace::Spec(_) => true,
        };
        self.panes.with_tab(tab)?;
        match end {
            // The rows of the place that was found are still to come.
            Ok(true) => None,
            Err(problem) if problem.is_met_by_signing_in() => None,
            Ok(false) => {
                self.panes.typed.take_if(|(of, _)| *of == tab);
                None
            }
            Err(problem) => {
                let (_, typed) = self.panes.typed.take_if(|(of, _)| *of == tab)?;
                is_typed(self.panes.with_tab(tab)?, &typed).then(|| (typed, problem.clone()))
            }
        }
    }

    /// Brings back what was typed, with why it could not be opened.
    pub(super) fn retype(&mut self, tab: TabId, typed: &TypedPlace, problem: &Problem) {
        if !self.host.is_open() && self.pane(self.active()).tab() == tab {
            let field = PlaceField::new(&typed.text, self.base()).refused(problem.happened.clone());
            self.open(field);
        }
    }
}
