//! Pages of lists (`globus-api.md` 6). Of the four styles only offset is used so far.

use super::lenient_json::JsonObject;

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The items that could be read.
    pub items: Vec<T>,
    /// How many items the whole list has, if the service says so.
    pub total: Option<u64>,
    /// The offset of the next page; `None` at the end.
    pub next: Option<u64>,
}

impl<T> Page<T> {
    /// Reads a page of an offset list; `has_next_page` or `total` marks the last one. An item that cannot be read is
    /// left out but counts for the next offset.
    pub(super) fn by_offset(
        page: &JsonObject,
        items: Vec<JsonObject>,
        offset: u64,
        read: impl Fn(&JsonObject) -> Option<T>,
    ) -> Self {
        let next = offset.saturating_add(u64::try_from(items.len()).unwrap_or(u64::MAX));
        let total = page.maybe_count("total");
        let by_total = || total.is_some_and(|total| total > next);
        let more = !items.is_empty() && page.maybe_flag("has_next_page").unwrap_or_else(by_total);
        Self { items: items.iter().filter_map(read).collect(), total, next: more.then_some(next) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(json: &str, offset: u64) -> (usize, Option<u64>) {
        let mut object = JsonObject::parse(json.as_bytes()).unwrap();
        let items = object.list("DATA").unwrap();
        let page = Page::by_offset(&object, items, offset, |one| one.maybe_count("x"));
        (page.items.len(), page.next)
    }

    #[test]
    fn the_end_is_told_in_either_way_and_an_empty_page_is_an_end() {
        assert_eq!(page(r#"{"DATA":[{"x":1},{"y":1}],"has_next_page":true}"#, 10), (1, Some(12)));
        assert_eq!(page(r#"{"DATA":[{"x":1}],"has_next_page":false,"total":99}"#, 0), (1, None));
        assert_eq!(page(r#"{"DATA":[{"x":1}],"total":3}"#, 1), (1, Some(2)));
        assert_eq!(page(r#"{"DATA":[{"x":1}],"total":3}"#, 2), (1, None));
        assert_eq!(page(r#"{"DATA":[{"x":1}]}"#, 0), (1, None));
        assert_eq!(page(r#"{"DATA":[],"has_next_page":true}"#, 5), (0, None));
    }
}
