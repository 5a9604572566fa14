//! Lines of facts, each with what of it is copied.

use crate::app::theme::Role;
use crate::app::widgets::form::labelled;
use crate::app::widgets::text::Line;
use crate::domain::link::Link;
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

/// The cells of the column of labels.
const LABELS: usize = 13;

/// Something that is known, with what of it is copied.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    /// What it is, for what is said after copying.
    pub(super) what: &'static str,
    /// What is copied.
    pub(super) copy: SafeText,
    /// Where it leads, if it is a link.
    pub(super) link: Option<Link>,
}

/// Lines in the making.
pub(super) struct FactPage {
    cells: usize,
    pub(super) lines: Vec<(Option<Fact>, Line)>,
}

impl FactPage {
    /// No lines yet, of so many cells each.
    pub(super) fn new(cells: usize) -> Self {
        Self { cells, lines: Vec::new() }
    }

    fn put(&mut self, label: &'static str, role: Role, value: &SafeText, fact: Fact) {
        if value.is_empty() {
            return;
        }
        let lines = labelled(&label.into(), LABELS, role, value, self.cells);
        self.lines.extend(lines.into_iter().map(|line| (Some(fact.clone()), line)));
    }

    /// A value that is copied as it is shown.
    pub(super) fn say(&mut self, label: &'static str, role: Role, value: impl Into<SafeText>) {
        let value = value.into();
        let fact = Fact { what: "The line", copy: value.clone(), link: None };
        self.put(label, role, &value, fact);
    }

    /// A text of the service.
    pub(super) fn text(&mut self, label: &'static str, value: Option<&Untrusted>) {
        if let Some(value) = value {
            self.say(label, Role::Text, value.on_one_line());
        }
    }

    /// A name with an id, of which the id is copied.
    pub(super) fn id(&mut self, label: &'static str, name: Option<SafeText>, id: SafeText) {
        let value = name.map_or_else(|| id.clone(), |name| safe!("{}  {}", name, id));
        self.put(label, Role::Text, &value, Fact { what: "The id", copy: id, link: None });
    }

    /// A link.
    pub(super) fn link(&mut self, label: &'static str, link: Option<&Link>) {
        if let Some(link) = link {
            let words = safe!("{}", link);
            let fact = Fact { what: "The link", copy: words.clone(), link: Some(link.clone()) };
            self.put(label, Role::Accent, &words, fact);
        }
    }

    /// An empty line.
    pub(super) fn blank(&mut self) {
        self.lines.push((None, Line::blank()));
    }
}
