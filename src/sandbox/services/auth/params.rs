//! Query parameters as Auth reads them.

/// The query as it came; for each name the first value counts.
pub struct AuthorizeParams(pub Vec<(String, String)>);

impl AuthorizeParams {
    /// The value of a member, if it is there and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(held, _)| held == name).map(|(_, value)| value.as_str());
        found.filter(|value| !value.is_empty())
    }

    /// The same, as a value of its own.
    pub fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }
}

/// Words that mean yes in a query: Python's, JavaScript's, and digits.
pub fn is_true(value: Option<&str>) -> bool {
    value.is_some_and(|value| value == "1" || value.eq_ignore_ascii_case("true"))
}
