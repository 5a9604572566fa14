//! Query parameters as Auth reads them.

/// The parameters of an authorization request; the first value of a name counts.
pub struct AuthorizeParams(pub Vec<(String, String)>);

impl AuthorizeParams {
    /// The value of a parameter that is present and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(held, _)| held == name).map(|(_, value)| value.as_str());
        found.filter(|value| !value.is_empty())
    }

    /// The value of a parameter, owned.
    pub fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }
}

/// Whether a query parameter is true: `1`, or `true` in any case.
pub fn is_true(value: Option<&str>) -> bool {
    value.is_some_and(|value| value == "1" || value.eq_ignore_ascii_case("true"))
}
