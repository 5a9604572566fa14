//! One range of a file, as the `Range` header asks for it.

/// What is sent of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// All of it.
    Whole,
    /// From this byte on, so many.
    Part(u64, u64),
    /// Nothing: the range begins behind its end.
    Unsatisfiable,
}

/// What a header asks for of a file of `size` bytes. What is no single range of bytes asks for nothing.
pub fn sent(header: Option<&str>, size: u64) -> Sent {
    let Some(range) = header.and_then(|text| text.trim().strip_prefix("bytes=")) else { return Sent::Whole };
    let Some((from, to)) = range.split_once('-') else { return Sent::Whole };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let (from, to) = match (number(from), number(to)) {
        (Some(from), Some(to)) => (from, to),
        (Some(from), None) if to.trim().is_empty() => (from, u64::MAX),
        (None, Some(last)) if from.trim().is_empty() => (size.saturating_sub(last), u64::MAX),
        _ => return Sent::Whole,
    };
    if to < from {
        return Sent::Whole;
    }
    match from < size {
        true => Sent::Part(from, to.saturating_add(1).min(size) - from),
        false => Sent::Unsatisfiable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        for (header, size, expected) in [
            (None, 9, Sent::Whole),
            (Some("bytes=0-3"), 9, Sent::Part(0, 4)),
            (Some("bytes=0-65535"), 9, Sent::Part(0, 9)),
            (Some("bytes=5-"), 9, Sent::Part(5, 4)),
            (Some("bytes=-2"), 9, Sent::Part(7, 2)),
            (Some("bytes=0-3"), 0, Sent::Unsatisfiable),
            (Some("bytes=9-12"), 9, Sent::Unsatisfiable),
            (Some("bytes=3-1"), 9, Sent::Whole),
            (Some("bytes=0-1,4-5"), 9, Sent::Whole),
            (Some("lines=1-2"), 9, Sent::Whole),
        ] {
            assert_eq!(sent(header, size), expected, "{header:?} of {size}");
        }
    }
}
