//! What the form of a rule is made of: its lines, and to whom a rule may be given.

/// To whom a rule is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Person,
    Group,
    AllUsers,
    Anonymous,
}

/// In the order they are chosen.
pub(super) const KINDS: [(Kind, &str); 4] = [
    (Kind::Person, "a person"),
    (Kind::Group, "one of my groups"),
    (Kind::AllUsers, "all signed-in users"),
    (Kind::Anonymous, "anyone, without a sign-in"),
];

/// A line of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FormLine {
    Kind,
    Who,
    Path,
    Allow,
    Until,
    Email,
    Message,
}

/// The next of so many, or the one before; the first comes after the last.
pub(super) fn stepped(at: usize, by: isize, len: usize) -> usize {
    match len {
        0 => 0,
        len if by < 0 => (at + len - 1) % len,
        len => (at + 1) % len,
    }
}
