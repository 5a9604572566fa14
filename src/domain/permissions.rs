//! Unix permission bits, and a change of them that leaves some as they are: entries whose bits differ keep what is not
//! changed. Start with [`ModeChange`].

use super::path::EntryName;
use super::text::SafeText;
use crate::safe;

/// All bits there are: read, write and execute of three, and setuid, setgid and sticky.
pub const ALL: u16 = 0o7777;

/// Bits that are set, and bits that are taken away; all others stay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ModeChange {
    /// Bits that every entry has then.
    pub set: u16,
    /// Bits that none has then.
    pub clear: u16,
}

impl ModeChange {
    /// The bits of an entry after the change.
    pub fn of(self, bits: u16) -> u16 {
        ((bits & !self.clear) | self.set) & ALL
    }

    /// The change after which all entries have exactly these bits.
    pub fn to(bits: u16) -> Self {
        Self { set: bits & ALL, clear: !bits & ALL }
    }
}

/// An entry whose bits are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryMode {
    /// Its name.
    pub name: EntryName,
    /// Its bits; `None`: a link, which has none of its own, or it cannot be read.
    pub bits: Option<u16>,
    /// Whether it is a directory.
    pub directory: bool,
}

/// The bits of an entry, as they are and as they are to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModeStep {
    /// Its name.
    pub name: EntryName,
    /// Those that were seen; an entry that has others by now stays as it is.
    pub from: u16,
    /// Those that it gets.
    pub to: u16,
}

/// Bits as four octal digits.
pub fn octal(bits: u16) -> SafeText {
    safe!("{:04o}", bits & ALL)
}

/// Bits as `rwxr-xr-x`, with `s` and `t` where setuid, setgid and sticky are.
pub fn letters(bits: u16) -> SafeText {
    let special = [(0o4000, "s", "S"), (0o2000, "s", "S"), (0o1000, "t", "T")];
    let mut out = SafeText::default();
    for (shift, (bit, with_x, without_x)) in [6_u16, 3, 0].into_iter().zip(special) {
        let three = bits >> shift;
        let x = match (bits & bit != 0, three & 1 != 0) {
            (true, true) => with_x,
            (true, false) => without_x,
            (false, true) => "x",
            (false, false) => "-",
        };
        let [r, w] = [(4, "r"), (2, "w")].map(|(bit, sign)| if three & bit != 0 { sign } else { "-" });
        out = safe!("{}{}{}{}", out, r, w, x);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_changed_stays() {
        let change = ModeChange { set: 0o020, clear: 0o004 };
        assert_eq!([0o644, 0o4755, 0o000].map(|bits| change.of(bits)), [0o660, 0o4771, 0o020]);
        assert_eq!(ModeChange::to(0o640).of(0o7777), 0o640);
        assert_eq!(ModeChange::default().of(0o1750), 0o1750);
    }

    #[test]
    fn bits_are_read_as_ls_writes_them() {
        for (bits, text) in [
            (0o755, "rwxr-xr-x"),
            (0o640, "rw-r-----"),
            (0o4755, "rwsr-xr-x"),
            (0o2644, "rw-r-Sr--"),
            (0o1777, "rwxrwxrwt"),
            (0o1776, "rwxrwxrwT"),
        ] {
            assert_eq!(letters(bits).as_str(), text);
        }
        assert_eq!(octal(0o44).as_str(), "0044");
    }
}
