//! Numbers, sizes and times as text for people.

use super::text::SafeText;
use crate::safe;

/// Bytes in binary units, at most five characters of number: `1023 B`, `1.2 KiB`, `37 GiB`.
pub fn bytes(count: u64) -> SafeText {
    const UNITS: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    if count < 1024 {
        return safe!("{} B", count);
    }
    let mut value = count as f64 / 1024.0;
    let mut units = UNITS.iter();
    let mut unit = units.next().copied().unwrap_or("KiB");
    for next in units {
        // Just under 1024 would be rounded up to four digits.
        if value < 999.5 {
            break;
        }
        value /= 1024.0;
        unit = next;
    }
    if value < 9.95 { safe!("{:.1} {}", value, unit) } else { safe!("{:.0} {}", value, unit) }
}

/// Bytes in at most five cells, for a column: `1023`, `1.2K`, `37G`.
pub fn bytes_short(count: u64) -> SafeText {
    if count < 1024 {
        return safe!("{}", count);
    }
    let mut value = count as f64 / 1024.0;
    let mut unit = 'K';
    for next in ['M', 'G', 'T', 'P', 'E'] {
        if value < 999.5 {
            break;
        }
        value /= 1024.0;
        unit = next;
    }
    if value < 9.95 { safe!("{:.1}{}", value, unit) } else { safe!("{:.0}{}", value, unit) }
}

/// A rate: `12 MiB/s`.
pub fn rate(bytes_per_second: u64) -> SafeText {
    safe!("{}/s", bytes(bytes_per_second))
}

/// A number with its thousands apart: `5,000`.
pub fn grouped(number: u64) -> SafeText {
    match number / 1000 {
        0 => safe!("{}", number),
        thousands => safe!("{},{:03}", grouped(thousands), number % 1000),
    }
}

/// A count with its noun: `1 file`, `5,000 files`.
pub fn count(number: u64, one: &'static str, many: &'static str) -> SafeText {
    safe!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// A number in three digits and a letter at most, four cells: `999`, `12k`, `123M`, `9.0P`. Beyond 999 it is rounded.
pub fn number_short(number: u64) -> SafeText {
    if number < 1000 {
        return safe!("{}", number);
    }
    let mut value = number as f64 / 1000.0;
    let mut unit = 'k';
    for next in ['M', 'G', 'T', 'P', 'E'] {
        if value < 999.5 {
            break;
        }
        value /= 1000.0;
        unit = next;
    }
    if value < 9.95 { safe!("{:.1}{}", value, unit) } else { safe!("{:.0}{}", value, unit) }
}

/// A number in at most `cells` cells: `9,007`, else `9.0k`, else nothing. A number cut in its digits is another number.
pub fn number_in(number: u64, cells: usize) -> SafeText {
    first_that_fits([grouped(number), number_short(number)], cells)
}

/// A count in at most `cells` cells: `1,234 faults`, else `1,234`, else `1.2k`, else nothing. For columns, whose head is
/// the noun.
pub fn count_in(number: u64, one: &'static str, many: &'static str, cells: usize) -> SafeText {
    first_that_fits([count(number, one, many), grouped(number), number_short(number)], cells)
}

/// A count in at most `cells` cells that keeps its words: `1,234 marked`, else `1.2k marked`, else nothing. For lines,
/// where a number alone says nothing.
pub fn words_in(number: u64, one: &'static str, many: &'static str, cells: usize) -> SafeText {
    let noun = if number == 1 { one } else { many };
    first_that_fits([count(number, one, many), safe!("{} {}", number_short(number), noun)], cells)
}

/// How many of how many in at most `cells` cells: `730/1,200`, else `730/1.2k`, else `730`, else nothing.
pub fn ratio_in(part: u64, whole: u64, cells: usize) -> SafeText {
    let forms = [
        safe!("{}/{}", grouped(part), grouped(whole)),
        safe!("{}/{}", number_short(part), number_short(whole)),
        number_short(part),
    ];
    first_that_fits(forms, cells)
}

/// The first of these that fits whole, else nothing.
pub fn first_that_fits(forms: impl IntoIterator<Item = SafeText>, cells: usize) -> SafeText {
    forms.into_iter().find(|form| form.width() <= cells).unwrap_or_default()
}

/// A length of time in two units at most: `7s`, `3m 20s`, `2h 05m`, `3d 4h`.
pub fn span(seconds: u64) -> SafeText {
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match () {
        () if seconds < 60 => safe!("{}s", seconds),
        () if minutes < 60 => safe!("{}m {:02}s", minutes, seconds % 60),
        () if hours < 24 => safe!("{}h {:02}m", hours, minutes % 60),
        () => safe!("{}d {}h", days, hours % 24),
    }
}

/// A time of last change as a date and minute, `2024-01-31 12:00`, in the zone given.
pub fn date(epoch: i64, zone: &jiff::tz::TimeZone) -> SafeText {
    in_zone(epoch, zone).map_or_else(
        || "-".into(),
        |at| safe!("{} {:02}:{:02}", date_of(&at), i32::from(at.hour()), i32::from(at.minute())),
    )
}

/// A moment to the second, `2024-01-31 12:00:05`, in the zone given.
pub fn moment(epoch: i64, zone: &jiff::tz::TimeZone) -> SafeText {
    in_zone(epoch, zone).map_or_else(
        || "-".into(),
        |at| {
            let [hour, minute, second] = [at.hour(), at.minute(), at.second()].map(i32::from);
            safe!("{} {:02}:{:02}:{:02}", date_of(&at), hour, minute, second)
        },
    )
}

/// A time of day to the minute, `14:05`, in the zone given.
pub fn clock(epoch: i64, zone: &jiff::tz::TimeZone) -> SafeText {
    in_zone(epoch, zone)
        .map_or_else(|| "-".into(), |at| safe!("{:02}:{:02}", i32::from(at.hour()), i32::from(at.minute())))
}

/// A day, `2024-01-31`.
pub fn day(epoch: i64, zone: &jiff::tz::TimeZone) -> SafeText {
    in_zone(epoch, zone).map_or_else(|| "-".into(), |at| date_of(&at))
}

fn in_zone(epoch: i64, zone: &jiff::tz::TimeZone) -> Option<jiff::Zoned> {
    jiff::Timestamp::from_second(epoch).ok().map(|at| at.to_zoned(zone.clone()))
}

fn date_of(at: &jiff::Zoned) -> SafeText {
    safe!("{:04}-{:02}-{:02}", i32::from(at.year()), i32::from(at.month()), i32::from(at.day()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_keep_their_width() {
        for (count, long, short) in [
            (0, "0 B", "0"),
            (1023, "1023 B", "1023"),
            (1024, "1.0 KiB", "1.0K"),
            (10_188, "9.9 KiB", "9.9K"),
            (10_190, "10 KiB", "10K"),
            (1_048_575, "1.0 MiB", "1.0M"),
            (5_000_000_000, "4.7 GiB", "4.7G"),
            (u64::MAX, "16 EiB", "16E"),
        ] {
            assert_eq!((bytes(count).as_str(), bytes_short(count).as_str()), (long, short));
        }
    }

    #[test]
    fn a_number_gets_shorter_and_is_never_cut() {
        const PRECISE: u64 = (1 << 53) + 1;
        for (number, short) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1.0k"),
            (12_345, "12k"),
            (123_456_789, "123M"),
            (999_499, "999k"),
            (999_500, "1.0M"),
            (PRECISE, "9.0P"),
            (u64::MAX, "18E"),
        ] {
            assert_eq!(number_short(number).as_str(), short);
            assert!(number_short(number).width() <= 4);
            for cells in 0..40 {
                let forms = [
                    number_in(number, cells),
                    count_in(number, "fault", "faults", cells),
                    words_in(number, "item", "items", cells),
                    ratio_in(number, u64::MAX, cells),
                ];
                for form in forms {
                    assert!(form.width() <= cells, "{number} in {cells}: {form:?}");
                }
            }
        }
        let told = |cells| count_in(12, "fault", "faults", cells).as_str().to_owned();
        assert_eq!([told(9), told(8), told(2), told(1)], ["12 faults", "12", "12", ""]);
        let told = |cells| count_in(123_456_789, "fault", "faults", cells).as_str().to_owned();
        assert_eq!([told(18), told(17), told(8), told(3)], ["123,456,789 faults", "123,456,789", "123M", ""]);
        let told = |cells| ratio_in(PRECISE, PRECISE, cells).as_str().to_owned();
        assert_eq!([told(11), told(4), told(3)], ["9.0P/9.0P", "9.0P", ""]);
        assert_eq!(ratio_in(730, 1_200, 9).as_str(), "730/1,200");
        assert_eq!(words_in(1_234_567, "item", "items", 12).as_str(), "1.2M items");
    }

    #[test]
    fn spans_and_dates() {
        assert_eq!(span(7).as_str(), "7s");
        assert_eq!(span(200).as_str(), "3m 20s");
        assert_eq!(span(7_500).as_str(), "2h 05m");
        assert_eq!(span(273_600).as_str(), "3d 4h");
        assert_eq!(date(1_706_702_400, &jiff::tz::TimeZone::UTC).as_str(), "2024-01-31 12:00");
        assert_eq!(moment(1_706_702_405, &jiff::tz::TimeZone::UTC).as_str(), "2024-01-31 12:00:05");
        assert_eq!(day(1_706_702_400, &jiff::tz::TimeZone::UTC).as_str(), "2024-01-31");
        assert_eq!(clock(1_706_702_405, &jiff::tz::TimeZone::UTC).as_str(), "12:00");
        assert_eq!(count(1, "file", "files").as_str(), "1 file");
        let numbers = [0, 999, 1000, 100_000, 12_345_678].map(|n| grouped(n).as_str().to_owned());
        assert_eq!(numbers, ["0", "999", "1,000", "100,000", "12,345,678"]);
    }
}
