//! The command of the official CLI that does what the pane shows: listing the place, or sending what is marked. It is quoted
//! for a shell, and a line of its batch as the CLI splits it (`shlex` of Python).

use super::App;
use super::copying::{Copied, Copy};
use super::pane::{DirView, Row, why_not_name};
use crate::domain::entry::EntryKind;
use crate::domain::ids::CollectionId;
use crate::domain::path::{EntryName, StorePath};
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

impl App {
    /// The command of the place, of the entry at the cursor, or of the transfer of what is marked.
    pub(super) fn cli_command(&self) -> Copied {
        let here = self.pane(self.active()).here();
        let shown = here.and_then(|here| Some((here, here.path()?)));
        let (here, directory) = shown.ok_or("Nothing is shown here yet.")?;
        let id = here.store().collection();
        let id = id.ok_or("This computer is no collection: the Globus CLI does not list it.")?;
        let text = match here.marks().is_empty() {
            true => one(here, id, directory)?,
            false => self.transfer_command(here, id, directory)?,
        };
        Ok(Copy::new("The command", text))
    }

    fn transfer_command(
        &self,
        here: &DirView,
        id: CollectionId,
        from: &StorePath,
    ) -> Result<SafeText, SafeText> {
        let there = self.pane(self.active().other()).here();
        let there = there.and_then(|there| Some((there.store().collection()?, there.path()?)));
        let (to_id, to) = there.ok_or("The other pane shows no collection to send the marked entries to.")?;
        let marked = here.marks().iter().map(|(name, marked)| {
            let name = here
                .store()
                .entry_name(name)
                .map_err(|error| safe!("{} cannot be sent: {}.", name.sanitized(), why_not_name(error)))?;
            Ok((name, marked.kind == EntryKind::Dir))
        });
        let marked = marked.collect::<Result<Vec<_>, SafeText>>()?;
        if let [(name, is_dir)] = &*marked {
            let recursive = if *is_dir { "--recursive " } else { "" };
            let (from, to) = (end(id, &from.join(name))?, end(to_id, &to.join(name))?);
            return Ok(safe!("globus transfer {}{} {}", recursive, from, to));
        }
        let lines = marked.iter().map(|(name, is_dir)| {
            let recursive = if *is_dir { "--recursive " } else { "" };
            let name = quoted(text(name)?);
            Ok(quoted(&format!("{recursive}{name} {name}")))
        });
        let lines = checked(&lines.collect::<Result<Vec<_>, SafeText>>()?.join(" "))?;
        let (from, to) = (end(id, from)?, end(to_id, to)?);
        Ok(safe!("printf '%s\\n' {} | globus transfer --batch - {} {}", lines, from, to))
    }
}

/// A part of a command line before it is known whether it can be shown.
type Words = String;

/// The command that lists the directory, or looks at a file.
fn one(here: &DirView, id: CollectionId, directory: &StorePath) -> Result<SafeText, SafeText> {
    let Some(Row::Entry(entry)) = here.row_at_cursor() else {
        return Ok(safe!("globus ls {}", end(id, directory)?));
    };
    let name = here.store().entry_name(entry.name);
    let name = name.map_err(|error| safe!("This name cannot be used: {}.", why_not_name(error)))?;
    let verb = if entry.is_dir() { "ls" } else { "stat" };
    Ok(safe!("globus {} {}", verb, end(id, &directory.join(&name))?))
}

fn text(name: &EntryName) -> Result<&str, SafeText> {
    name.as_utf8().map_err(|_| "The name is no text, which Globus requires.".into())
}

/// A collection and a path, quoted.
fn end(id: CollectionId, path: &StorePath) -> Result<SafeText, SafeText> {
    let path = path.as_utf8().map_err(|_| SafeText::from("The path is no text, which Globus requires."))?;
    checked(&quoted(&format!("{id}:{path}")))
}

/// The words, if a screen can show them as they are: an escaped command would be another one.
fn checked(words: &str) -> Result<SafeText, SafeText> {
    let text = Untrusted::new(words).sanitized();
    match text.as_str() == words {
        true => Ok(text),
        false => {
            Err("A name has characters that a screen cannot show, so the command cannot be copied.".into())
        }
    }
}

/// A word as a shell takes it, by the rules of `shlex.quote`.
fn quoted(word: &str) -> Words {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "@%+=:,./-_".contains(letter);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\"'\"'")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_as_shlex_does() {
        for (word, expected) in [
            ("plain-1.txt", "plain-1.txt"),
            ("", "''"),
            ("a b", "'a b'"),
            ("it's", "'it'\"'\"'s'"),
            ("$(rm x)", "'$(rm x)'"),
            ("*", "'*'"),
            ("é", "'é'"),
        ] {
            assert_eq!(quoted(word), expected, "{word}");
        }
    }
}
