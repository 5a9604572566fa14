//! Short guides: for the first steps, and for people who come from another program. `hemi help NAME` prints them.

/// A guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guide {
    /// Its name, as it is typed.
    pub name: &'static str,
    /// What it is about.
    pub title: &'static str,
    /// Its text: lines of 78 cells at most, keys and what is typed in backquotes.
    pub text: &'static str,
}

/// All guides, in the order they are listed.
pub const GUIDES: [Guide; 7] = [
    Guide {
        name: "first-steps",
        title: "First steps: look around, mark, send, watch",
        text: include_str!("../../assets/guides/first-steps.txt"),
    },
    Guide {
        name: "marks",
        title: "Marks: choose, find, compare, and send from several directories",
        text: include_str!("../../assets/guides/marks.txt"),
    },
    Guide {
        name: "mc",
        title: "For people who know Midnight Commander",
        text: include_str!("../../assets/guides/mc.txt"),
    },
    Guide {
        name: "web-app",
        title: "For people who know the Globus web app",
        text: include_str!("../../assets/guides/web-app.txt"),
    },
    Guide {
        name: "globus",
        title: "For people who know the globus command",
        text: include_str!("../../assets/guides/globus.txt"),
    },
    Guide {
        name: "ssh-tmux",
        title: "Over SSH, and inside tmux or screen",
        text: include_str!("../../assets/guides/ssh-tmux.txt"),
    },
    Guide {
        name: "jasmin",
        title: "JASMIN: sign-ins that last 30 days, and which collection",
        text: include_str!("../../assets/guides/jasmin.txt"),
    },
];

/// The guide of that name.
pub fn named(name: &str) -> Option<&'static Guide> {
    GUIDES.iter().find(|guide| guide.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guides_fit_a_window_and_are_short() {
        for guide in &GUIDES {
            let lines: Vec<&str> = guide.text.lines().collect();
            assert!((15..=60).contains(&lines.len()), "{} has {} lines", guide.name, lines.len());
            for line in lines {
                let fits = line.is_ascii() && line.len() <= 78 && !line.ends_with(' ');
                assert!(fits, "{}: {line}", guide.name);
            }
            assert_eq!(guide.text.matches('`').count() % 2, 0, "{}", guide.name);
            assert_eq!(guide.text.lines().next(), Some(guide.title), "the first line is the title");
        }
    }

    #[test]
    fn names_are_words_that_differ() {
        for (at, guide) in GUIDES.iter().enumerate() {
            assert!(guide.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
            assert!(GUIDES.iter().skip(at + 1).all(|other| other.name != guide.name));
            assert_eq!(named(guide.name), Some(guide));
        }
    }
}
