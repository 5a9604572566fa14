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
    fn spans_and_dates() {
        assert_eq!(span(7).as_str(), "7s");
        assert_eq!(span(200).as_str(), "3m 20s");
        assert_eq!(span(7_500).as_str(), "2h 05m");
        assert_eq!(span(273_600).as_str(), "3d 4h");
        assert_eq!(date(1_706_702_400, &jiff::tz::TimeZone::UTC).as_str(), "2024-01-31 12:00");
        assert_eq!(moment(1_706_702_405, &jiff::tz::TimeZone::UTC).as_str(), "2024-01-31 12:00:05");
        assert_eq!(day(1_706_702_400, &jiff::tz::TimeZone::UTC).as_str(), "2024-01-31");
        assert_eq!(count(1, "file", "files").as_str(), "1 file");
        let numbers = [0, 999, 1000, 100_000, 12_345_678].map(|n| grouped(n).as_str().to_owned());
        assert_eq!(numbers, ["0", "999", "1,000", "100,000", "12,345,678"]);
    }
}
