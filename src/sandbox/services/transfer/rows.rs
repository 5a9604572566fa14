//! File documents, serialised by hand for the speed of large listings.

use std::borrow::Cow;
use std::io::Write;

use serde_json::Value as Json;

use crate::sandbox::data_plane::path::encode_name;
use crate::sandbox::data_plane::row::Row;
use crate::sandbox::services::transfer::filter::{FieldKind, FieldValue, Schema};

/// The fields that ls can filter and sort by.
pub const FILE_FIELDS: &Schema = &[
    ("name", FieldKind::Text),
    ("type", FieldKind::Text),
    ("size", FieldKind::Number),
    ("last_modified", FieldKind::Time),
    ("user", FieldKind::Text),
    ("group", FieldKind::Text),
    ("permissions", FieldKind::Text),
];

/// Names of file owners. The process's own user is shown as the local account that the collection maps its users to.
#[derive(Debug, Clone)]
pub struct Owners {
    account: String,
    uid: u32,
    gid: u32,
}

impl Owners {
    /// The owners of a collection whose users are mapped to this local account.
    pub fn new(account: &str) -> Self {
        Self {
            account: account.to_owned(),
            uid: rustix::process::getuid().as_raw(),
            gid: rustix::process::getgid().as_raw(),
        }
    }

    fn user(&self, uid: u32) -> Cow<'_, str> {
        if uid == self.uid { Cow::Borrowed(&self.account) } else { Cow::Owned(uid.to_string()) }
    }

    fn group(&self, gid: u32) -> Cow<'_, str> {
        if gid == self.gid { Cow::Borrowed("users") } else { Cow::Owned(gid.to_string()) }
    }

    /// The value of a field, for filtering and sorting.
    pub fn field<'a>(&'a self, row: &'a Row, key: &str) -> FieldValue<'a> {
        match key {
            "name" => FieldValue::Text(match std::str::from_utf8(&row.name) {
                Ok(name) => Cow::Borrowed(name),
                Err(_) => Cow::Owned(encode_name(&row.name)),
            }),
            "type" => FieldValue::Text(Cow::Borrowed(row.kind)),
            "size" => FieldValue::Number(i64::try_from(row.meta.size).unwrap_or(i64::MAX)),
            "last_modified" => FieldValue::Number(row.meta.modified.0),
            "user" => FieldValue::Text(self.user(row.meta.uid)),
            "group" => FieldValue::Text(self.group(row.meta.gid)),
            "permissions" => FieldValue::Text(Cow::Owned(format!("{:04o}", row.meta.mode))),
            _ => FieldValue::Absent,
        }
    }

    /// Appends a file document. Writing to a Vec cannot fail.
    pub fn write(&self, out: &mut Vec<u8>, row: &Row) {
        out.extend_from_slice(b"{\"DATA_TYPE\":\"file\",\"name\":");
        write_name(out, &row.name);
        let _ = write!(out, ",\"type\":\"{}\",\"size\":{},\"last_modified\":", row.kind, row.meta.size);
        write_time(out, row.meta.modified.0);
        let _ = write!(out, ",\"permissions\":\"{:04o}\",\"user\":", row.meta.mode);
        write_name(out, self.user(row.meta.uid).as_bytes());
        out.extend_from_slice(b",\"group\":");
        write_name(out, self.group(row.meta.gid).as_bytes());
        match &row.link {
            None => out.extend_from_slice(NO_LINK),
            Some(link) => {
                out.extend_from_slice(b",\"link_target\":");
                write_name(out, &link.target);
                let _ = write!(out, ",\"link_size\":{},\"link_user\":", link.meta.size);
                write_name(out, self.user(link.meta.uid).as_bytes());
                out.extend_from_slice(b",\"link_group\":");
                write_name(out, self.group(link.meta.gid).as_bytes());
                out.extend_from_slice(b",\"link_last_modified\":");
                write_time(out, link.meta.modified.0);
                out.push(b'}');
            }
        }
    }

    /// A file document as a value.
    pub fn document(&self, row: &Row) -> Json {
        let mut out = Vec::new();
        self.write(&mut out, row);
        serde_json::from_slice(&out).unwrap_or_default()
    }
}

const NO_LINK: &[u8] = b",\"link_target\":null,\"link_size\":null,\"link_user\":null,\"link_group\":null,\
    \"link_last_modified\":null}";

/// Appends a name as a JSON string.
pub fn write_name(out: &mut Vec<u8>, name: &[u8]) {
    if name.iter().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\')) {
        out.push(b'"');
        out.extend_from_slice(name);
        out.push(b'"');
    } else {
        let _ = serde_json::to_writer(out, &encode_name(name));
    }
}

/// Appends a file's time, which is written with a space: `"2024-01-01 00:00:00+00:00"`.
fn write_time(out: &mut Vec<u8>, seconds: i64) {
    let (year, month, day) = civil(seconds.div_euclid(86_400));
    let second_of_day = seconds.rem_euclid(86_400);
    let hour = second_of_day / 3600;
    let minute = second_of_day / 60 % 60;
    let second = second_of_day % 60;
    let _ = write!(out, "\"{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}+00:00\"");
}

/// The proleptic Gregorian date of a day number since 1970-01-01. Counting years from March puts leap days last.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days.clamp(-700_000, 2_900_000) + 719_468;
    let era = days.div_euclid(146_097);
    let day = days.rem_euclid(146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let year = year + era * 400 + i64::from(month >= 10);
    (year, if month < 10 { month + 3 } else { month - 9 }, day - (153 * month + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::sandbox::data_plane::root::{FileKind, Metadata};
    use crate::sandbox::data_plane::row::Link;

    #[test]
    fn times_agree_with_the_calendar() {
        for seconds in (-3_000_000_000..9_000_000_000).step_by(7_654_321) {
            let mut out = Vec::new();
            write_time(&mut out, seconds);
            let expected = Timestamp::from_second(seconds).unwrap().strftime("\"%Y-%m-%d %H:%M:%S+00:00\"");
            assert_eq!(String::from_utf8(out).unwrap(), expected.to_string());
        }
    }

    #[test]
    fn documents_are_json_whatever_the_name() {
        let uid = rustix::process::getuid().as_raw();
        let meta = Metadata {
            kind: FileKind::File,
            size: 5,
            modified: (0, 0),
            mode: 0o640,
            uid,
            gid: 4_000_000_000,
        };
        let owners = Owners::new("demo");
        for (name, wire) in [
            (&b"tas.nc"[..], "tas.nc"),
            (b"a\"b\\c\x1b[31m", "a\"b\\c\u{1b}[31m"),
            ("日本 é".as_bytes(), "日本 é"),
            (b"caf\xe9", "\u{fffd}caf\u{e9}"),
        ] {
            let link = Some(Link { target: b"x\xff".to_vec(), meta });
            let row = Row { name: name.to_vec(), kind: "file", meta, link };
            let document = owners.document(&row);
            assert_eq!(document["name"], wire);
            assert_eq!(document["link_target"], "\u{fffd}x\u{ff}");
            assert_eq!(document["user"], "demo");
            assert_eq!(document["group"], "4000000000");
            assert_eq!(document["permissions"], "0640");
            assert_eq!(document["last_modified"], "1970-01-01 00:00:00+00:00");
            let plain = owners.document(&Row { link: None, ..row });
            assert_eq!(plain["link_size"], Json::Null);
            assert_eq!(plain.as_object().unwrap().len(), document.as_object().unwrap().len());
        }
    }
}
