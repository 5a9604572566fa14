//! In which order a listing is shown.

use std::cmp::Ordering;

use super::entry::Entry;

/// What decides first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortKey {
    /// By name, digits by their value.
    #[default]
    Name,
    /// By size.
    Size,
    /// By time of last change.
    Time,
}

/// A whole order: directories always come first, ties go by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    /// What decides first.
    pub key: SortKey,
    /// Whether the order is turned round (directories stay first).
    pub reversed: bool,
}

impl Sort {
    /// Compares two rows.
    pub fn compare(self, a: &Entry<'_>, b: &Entry<'_>) -> Ordering {
        let by_key = match self.key {
            SortKey::Name => natural(a.name.raw(), b.name.raw()),
            SortKey::Size => b.size.cmp(&a.size),
            SortKey::Time => b.modified.cmp(&a.modified),
        };
        let by_key = if self.reversed { by_key.reverse() } else { by_key };
        b.is_dir().cmp(&a.is_dir()).then(by_key).then_with(|| a.name.raw().cmp(b.name.raw()))
    }
}

/// Directories come first: the highest bit of a key is set for files.
const FILE_BIT: u64 = 1 << 63;

impl Sort {
    /// A number whose order agrees with [`Sort::compare`] wherever two keys differ. Comparing numbers
    /// touches no names, which is most of the cost of sorting 100,000 of them.
    pub fn key(self, entry: &Entry<'_>) -> u64 {
        let rank = match self.key {
            SortKey::Name => natural_prefix(entry.name.raw()) >> 1,
            // Larger and newer first; what is not reported comes last, as it does in `compare`.
            SortKey::Size => !entry.size.map_or(0, |size| size.saturating_add(1)) >> 1,
            SortKey::Time => !entry.modified.map_or(0, |at| at.cast_unsigned() ^ FILE_BIT) >> 1,
        };
        let rank = if self.reversed { !rank & !FILE_BIT } else { rank };
        if entry.is_dir() { rank } else { rank | FILE_BIT }
    }
}

/// The first eight bytes of a spelling whose byte order is [`natural`] order: letters in lower case, a run
/// of digits as `0`, its length without leading zeros, and the digits.
fn natural_prefix(name: &[u8]) -> u64 {
    let mut out = [0_u8; 8];
    let mut slots = out.iter_mut();
    let mut rest = name;
    'spelling: while let Some((first, after)) = rest.split_first() {
        if first.is_ascii_digit() {
            let (number, after) = leading_number(rest);
            let len = u8::try_from(number.len()).unwrap_or(u8::MAX);
            for byte in [b'0', len].iter().chain(number) {
                let Some(slot) = slots.next() else { break 'spelling };
                *slot = *byte;
            }
            // Past 255 digits the length no longer orders: leave the rest to the full comparison.
            if len == u8::MAX {
                break;
            }
            rest = after;
        } else {
            let Some(slot) = slots.next() else { break };
            *slot = first.to_ascii_lowercase();
            rest = after;
        }
    }
    u64::from_be_bytes(out)
}

/// Case-blind order in which `run2` comes before `run10`.
pub fn natural(a: &[u8], b: &[u8]) -> Ordering {
    let (mut a, mut b) = (a, b);
    loop {
        match (a.split_first(), b.split_first()) {
            (None, None) => return Ordering::Equal,
            (None, _) => return Ordering::Less,
            (_, None) => return Ordering::Greater,
            (Some((x, rest_a)), Some((y, rest_b))) => {
                if x.is_ascii_digit() && y.is_ascii_digit() {
                    let (number_a, after_a) = leading_number(a);
                    let (number_b, after_b) = leading_number(b);
                    let by_value = number_a.len().cmp(&number_b.len()).then_with(|| number_a.cmp(number_b));
                    if by_value != Ordering::Equal {
                        return by_value;
                    }
                    (a, b) = (after_a, after_b);
                } else {
                    let by_letter = x.to_ascii_lowercase().cmp(&y.to_ascii_lowercase());
                    if by_letter != Ordering::Equal {
                        return by_letter;
                    }
                    (a, b) = (rest_a, rest_b);
                }
            }
        }
    }
}

/// The digits at the start, without leading zeros, and what follows them.
fn leading_number(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end).unwrap_or((text, &[]));
    let zeros = digits.iter().take_while(|b| **b == b'0').count();
    (digits.get(zeros..).unwrap_or_default(), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry<'a>(name: &'a [u8], size: Option<u64>, modified: Option<i64>, dir: bool) -> Entry<'a> {
        use crate::domain::entry::{EntryKind, RowId};
        use crate::domain::text::UntrustedRef;
        let nobody = UntrustedRef(b"");
        Entry {
            row: RowId(0),
            name: UntrustedRef(name),
            kind: if dir { EntryKind::Dir } else { EntryKind::File },
            size,
            modified,
            permissions: None,
            user: nobody,
            group: nobody,
            link_target: None,
            has_twin: false,
        }
    }

    proptest::proptest! {
        #[test]
        fn keys_agree_with_the_full_comparison(
            a in "[a-cA-C0-3._é\\PC]{0,12}", b in "[a-cA-C0-3._é\\PC]{0,12}",
            sizes: (Option<u64>, Option<u64>), times: (Option<i64>, Option<i64>), dirs: (bool, bool),
        ) {
            let a = entry(a.as_bytes(), sizes.0, times.0, dirs.0);
            let b = entry(b.as_bytes(), sizes.1, times.1, dirs.1);
            for key in [SortKey::Name, SortKey::Size, SortKey::Time] {
                for reversed in [false, true] {
                    let sort = Sort { key, reversed };
                    let by_key = sort.key(&a).cmp(&sort.key(&b));
                    proptest::prop_assert!(
                        by_key.is_eq() || by_key == sort.compare(&a, &b), "{:?} {:?} {:?}", sort, a, b
                    );
                }
            }
        }
    }

    #[test]
    fn numbers_go_by_value_and_letters_regardless_of_case() {
        let mut names = vec!["run10", "Run2", "run2b", "run02", "a", "B", "run"];
        names.sort_by(|a, b| natural(a.as_bytes(), b.as_bytes()).then(a.cmp(b)));
        assert_eq!(names, ["a", "B", "run", "Run2", "run02", "run2b", "run10"]);
    }
}
