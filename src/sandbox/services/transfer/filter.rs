//! The `filter` and `orderby` parameters that ls and the task lists share (`globus-api.md` 6).
//!
//! `key:values` clauses joined by `/` must all hold; values joined by `,` are alternatives; several filters are
//! alternatives. Start with [`Filter::parse`].

use std::borrow::Cow;
use std::cmp::Ordering;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::sandbox::data_plane::glob;

/// How the values of a key are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Text, compared exactly.
    Text,
    /// Text, compared ignoring case.
    CaseInsensitive,
    Number,
    /// Time: seconds since 1970 internally, ISO 8601 in parameters.
    Time,
}

/// The value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldValue<'a> {
    Text(Cow<'a, str>),
    Number(i64),
    Absent,
}

impl FieldValue<'_> {
    /// Compares values of one field; absent values sort first.
    pub fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => a.cmp(b),
            (Self::Absent, Self::Absent) => Ordering::Equal,
            (Self::Absent, _) => Ordering::Less,
            (_, Self::Absent) => Ordering::Greater,
            (Self::Number(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Number(_)) => Ordering::Greater,
        }
    }
}

/// The fields of a record type.
pub type Schema = [(&'static str, FieldKind)];

fn kind_of(schema: &Schema, key: &str) -> Result<(&'static str, FieldKind), String> {
    let found = schema.iter().find(|(known, _)| *known == key);
    found.copied().ok_or_else(|| format!("unknown field '{key}'"))
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Condition {
    Is(String),
    Like(String),
    Between(Option<i64>, Option<i64>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Clause {
    key: &'static str,
    kind: FieldKind,
    /// At least one must hold, unless empty.
    wanted: Vec<Condition>,
    /// None of these may hold.
    unwanted: Vec<Condition>,
}

/// All `filter` parameters of one request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    alternatives: Vec<Vec<Clause>>,
}

impl Filter {
    /// Parses the parameters; empty ones are ignored.
    pub fn parse<'a>(params: impl IntoIterator<Item = &'a str>, schema: &Schema) -> Result<Self, String> {
        let given = params.into_iter().filter(|param| !param.is_empty());
        let alternatives =
            given.map(|param| param.split('/').map(|text| parse_clause(text, schema)).collect());
        Ok(Self { alternatives: alternatives.collect::<Result<_, _>>()? })
    }

    /// Whether there is no filter.
    pub fn is_empty(&self) -> bool {
        self.alternatives.is_empty()
    }

    /// Whether a record matches; `value` returns the value of a field.
    pub fn matches<'a>(&self, value: impl Fn(&str) -> FieldValue<'a>) -> bool {
        let holds = |clause: &Clause| clause.is_met(&value(clause.key));
        self.alternatives.is_empty() || self.alternatives.iter().any(|clauses| clauses.iter().all(holds))
    }
}

fn parse_clause(text: &str, schema: &Schema) -> Result<Clause, String> {
    let (key, values) = text.split_once(':').ok_or_else(|| format!("filter clause '{text}' has no ':'"))?;
    let (key, kind) = kind_of(schema, key)?;
    let mut clause = Clause { key, kind, wanted: Vec::new(), unwanted: Vec::new() };
    if matches!(kind, FieldKind::Number | FieldKind::Time) {
        clause.wanted.push(range(values, kind)?);
        return Ok(clause);
    }
    for value in values.split(',') {
        let (negated, rest) = value.strip_prefix('!').map_or((false, value), |rest| (true, rest));
        let test = match (rest.strip_prefix('~'), rest.strip_prefix('=')) {
            (Some(pattern), _) => Condition::Like(fold(kind, pattern).into_owned()),
            (_, Some(exact)) => Condition::Is(fold(kind, exact).into_owned()),
            _ => Condition::Is(fold(kind, rest).into_owned()),
        };
        if negated { clause.unwanted.push(test) } else { clause.wanted.push(test) }
    }
    Ok(clause)
}

/// `from,to` (either may be empty), `<n`, `<=n`, `>n`, `>=n`, `=n` or `n`.
fn range(text: &str, kind: FieldKind) -> Result<Condition, String> {
    let side = |text: &str| (!text.is_empty()).then(|| number(text, kind)).transpose();
    if let Some((from, to)) = text.split_once(',') {
        return Ok(Condition::Between(side(from)?, side(to)?));
    }
    let one = |text: &str| number(text, kind);
    Ok(if let Some(rest) = text.strip_prefix("<=") {
        Condition::Between(None, Some(one(rest)?))
    } else if let Some(rest) = text.strip_prefix(">=") {
        Condition::Between(Some(one(rest)?), None)
    } else if let Some(rest) = text.strip_prefix('<') {
        Condition::Between(None, Some(one(rest)?.saturating_sub(1)))
    } else if let Some(rest) = text.strip_prefix('>') {
        Condition::Between(Some(one(rest)?.saturating_add(1)), None)
    } else {
        let exact = one(text.strip_prefix('=').unwrap_or(text))?;
        Condition::Between(Some(exact), Some(exact))
    })
}

fn number(text: &str, kind: FieldKind) -> Result<i64, String> {
    match kind {
        FieldKind::Time => parse_time(text).ok_or_else(|| format!("'{text}' is not a time")),
        _ => text.trim().parse().map_err(|_| format!("'{text}' is not a number")),
    }
}

/// Parses `YYYY-MM-DD` or `YYYY-MM-DD HH:MM:SS`, the latter also with `T` and an offset, to seconds since 1970. The
/// default is UTC.
pub fn parse_time(text: &str) -> Option<i64> {
    let text = text.trim().replacen(' ', "T", 1);
    let utc = |at: DateTime| at.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp().as_second());
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at.as_second());
    }
    if !text.contains('T') {
        return utc(text.parse::<Date>().ok()?.to_datetime(jiff::civil::Time::midnight()));
    }
    text.parse::<DateTime>().ok().and_then(utc)
}

fn fold(kind: FieldKind, text: &str) -> Cow<'_, str> {
    if kind == FieldKind::CaseInsensitive { Cow::Owned(text.to_lowercase()) } else { Cow::Borrowed(text) }
}

impl Clause {
    fn is_met(&self, value: &FieldValue<'_>) -> bool {
        let text = match value {
            FieldValue::Text(text) => fold(self.kind, text),
            _ => Cow::Borrowed(""),
        };
        let fits = |test: &Condition| match (test, value) {
            (Condition::Is(wanted), FieldValue::Text(_)) => *wanted == text,
            (Condition::Like(pattern), FieldValue::Text(_)) => {
                glob::matches(pattern.as_bytes(), text.as_bytes())
            }
            (Condition::Between(from, to), FieldValue::Number(at)) => {
                from.is_none_or(|from| from <= *at) && to.is_none_or(|to| *at <= to)
            }
            _ => false,
        };
        (self.wanted.is_empty() || self.wanted.iter().any(fits)) && !self.unwanted.iter().any(fits)
    }
}

/// The `orderby` parameter: fields with a direction each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Order {
    fields: Vec<(&'static str, bool)>,
}

impl Order {
    /// Parses `field [ASC|DESC][,field ...]`.
    pub fn parse(text: &str, schema: &Schema) -> Result<Self, String> {
        let mut fields = Vec::new();
        for field in text.split(',').map(str::trim).filter(|field| !field.is_empty()) {
            let (key, way) = field.split_once(char::is_whitespace).unwrap_or((field, "ASC"));
            let down = match way.trim().to_ascii_uppercase().as_str() {
                "ASC" => false,
                "DESC" => true,
                _ => return Err(format!("'{way}' is neither ASC nor DESC")),
            };
            fields.push((kind_of(schema, key)?.0, down));
        }
        Ok(Self { fields })
    }

    /// Whether no order is given.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Compares two records.
    pub fn compare<'a>(
        &self,
        a: impl Fn(&str) -> FieldValue<'a>,
        b: impl Fn(&str) -> FieldValue<'a>,
    ) -> Ordering {
        let each = self.fields.iter().map(|(key, down)| {
            let order = a(key).compare(&b(key));
            if *down { order.reverse() } else { order }
        });
        each.fold(Ordering::Equal, Ordering::then)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: &Schema = &[
        ("name", FieldKind::Text),
        ("label", FieldKind::CaseInsensitive),
        ("size", FieldKind::Number),
        ("last_modified", FieldKind::Time),
    ];

    fn passes(filters: &[&str], name: &str, size: i64) -> bool {
        let filter = Filter::parse(filters.iter().copied(), SCHEMA).unwrap();
        filter.matches(|key| match key {
            "name" | "label" => FieldValue::Text(name.into()),
            "size" => FieldValue::Number(size),
            // 2021-01-01 00:00:00
            _ => FieldValue::Number(1_609_459_200),
        })
    }

    #[test]
    fn the_grammar() {
        for (filters, name, size, expected) in [
            (&[][..], "tas.nc", 1, true),
            (&[""][..], "tas.nc", 1, true),
            (&["name:tas.nc"][..], "tas.nc", 1, true),
            (&["name:=tas.nc"][..], "tas.nc", 1, true),
            (&["name:=tas.nc"][..], "TAS.nc", 1, false),
            (&["name:~*.nc"][..], "tas.nc", 1, true),
            (&["name:~*.nc"][..], "tas.csv", 1, false),
            (&["name:!tas.nc"][..], "tas.nc", 1, false),
            (&["name:!tas.nc"][..], "pr.nc", 1, true),
            (&["name:!~*.nc"][..], "tas.nc", 1, false),
            (&["name:!~*.nc"][..], "tas.csv", 1, true),
            (&["name:a,b"][..], "b", 1, true),
            (&["name:~*.nc,~*.h5"][..], "x.h5", 1, true),
            (&["name:!a,!b"][..], "b", 1, false),
            (&["name:!a,!b"][..], "c", 1, true),
            (&["name:~*.nc/size:10,20"][..], "x.nc", 15, true),
            (&["name:~*.nc/size:10,20"][..], "x.nc", 21, false),
            (&["name:~*.nc/size:10,20"][..], "x.h5", 15, false),
            (&["name:~*.nc", "size:10,20"][..], "x.h5", 15, true),
            (&["size:,9"][..], "x", 9, true),
            (&["size:10,"][..], "x", 9, false),
            (&["size:<200"][..], "x", 200, false),
            (&["size:<=200"][..], "x", 200, true),
            (&["size:>200"][..], "x", 201, true),
            (&["size:=5"][..], "x", 5, true),
            (&["last_modified:2021-01-01,"][..], "x", 0, true),
            (&["last_modified:,2021-01-01"][..], "x", 0, true),
            (&["last_modified:2021-01-01 00:00:01,"][..], "x", 0, false),
            (&["last_modified:2021-01-01T01:00:00+01:00,"][..], "x", 0, true),
            (&["last_modified:2020-12-31 23:59:59,2021-01-01 00:00:00"][..], "x", 0, true),
            (&["label:~*MIP*"][..], "cmip6", 0, true),
            (&["label:=CMIP6"][..], "cmip6", 0, true),
        ] {
            assert_eq!(passes(filters, name, size), expected, "{filters:?} on {name}, {size}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for filter in ["name", "colour:red", "size:big", "size:1,big", "last_modified:yesterday,"] {
            assert!(Filter::parse([filter], SCHEMA).is_err(), "{filter}");
        }
        for order in ["colour", "name SIDEWAYS"] {
            assert!(Order::parse(order, SCHEMA).is_err(), "{order}");
        }
    }

    #[test]
    fn orders_by_several_fields() {
        let order = Order::parse("size DESC, name", SCHEMA).unwrap();
        let mut rows = [("b", 1), ("a", 1), ("c", 2)];
        let value = |row: (&'static str, i64)| {
            move |key: &str| {
                if key == "size" { FieldValue::Number(row.1) } else { FieldValue::Text(row.0.into()) }
            }
        };
        rows.sort_by(|a, b| order.compare(value(*a), value(*b)));
        assert_eq!(rows, [("c", 2), ("a", 1), ("b", 1)]);
    }
}
