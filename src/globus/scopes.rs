//! Scopes: those hemi requests, and their grammar (`globus-api.md` 3).
//!
//! A scope names a permission and what it depends on: `all[*…/data_access]` is "all of Transfer, and through it the
//! data of one collection". A login requests the scopes of an error together with the usual ones, so two panes that
//! need consents need one login.

use std::fmt::Write as _;

/// The user's identity (OpenID Connect).
pub const OPENID: &str = "openid";
/// The user's name.
pub const PROFILE: &str = "profile";
/// The user's email address.
pub const EMAIL: &str = "email";
/// The user's linked identities.
pub const VIEW_IDENTITY_SET: &str = "urn:globus:auth:scope:auth.globus.org:view_identity_set";
/// The groups of the user.
pub const VIEW_GROUPS: &str = "urn:globus:auth:scope:groups.api.globus.org:view_my_groups_and_memberships";
use crate::domain::ids::CollectionId;
pub use crate::domain::requirement::TRANSFER_ALL;
use crate::domain::requirement::{data_access, manage_collections};

/// Deeper nesting is refused.
const DEEPEST: usize = 16;

/// One scope with its dependencies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    name: Box<str>,
    optional: bool,
    needs: Scopes,
}

/// The scopes of a request; each name occurs once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes(Vec<Scope>);

/// Why a text is not a list of scopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScopeError {
    /// A name is missing.
    #[error("a scope has no name")]
    NoName,
    /// Brackets do not match, are empty, or something follows one directly.
    #[error("the brackets of a scope do not match")]
    Brackets,
    /// A scope depends on itself.
    #[error("a scope depends on itself")]
    Cycle,
    /// It is nested beyond reason.
    #[error("a scope is nested too deeply")]
    TooDeep,
}

impl Scope {
    /// A scope that depends on nothing; `None` for a name that the grammar cannot write.
    pub fn named(name: &str) -> Option<Self> {
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '*' | '[' | ']');
        (!name.is_empty() && name.chars().all(plain)).then(|| Self {
            name: name.into(),
            optional: false,
            needs: Scopes::default(),
        })
    }

    /// The same, marked `*`: it can be taken back on its own.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The same, depending on `other` as well.
    #[must_use]
    pub fn with(mut self, other: Scope) -> Self {
        self.needs.add(other);
        self
    }

    /// The permission's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is marked `*`.
    pub fn is_optional(&self) -> bool {
        self.optional
    }

    /// What it depends on.
    pub fn needs(&self) -> &Scopes {
        &self.needs
    }

    /// The text for a request.
    pub fn wire(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        if self.optional {
            out.push('*');
        }
        out.push_str(&self.name);
        if !self.needs.0.is_empty() {
            // Writing into a String cannot fail.
            let _ = write!(out, "[{}]", self.needs.wire());
        }
    }
}

impl Scopes {
    /// What hemi always requests: the user's identities, and Transfer.
    pub fn usual() -> Self {
        let mut all = Self::of_auth();
        all.merge(Self::of_transfer());
        all
    }

    /// What a token for Globus Auth must allow: who the user is, with all linked identities.
    pub fn of_auth() -> Self {
        [OPENID, PROFILE, EMAIL, VIEW_IDENTITY_SET].into_iter().filter_map(Scope::named).collect()
    }

    /// What a token for Globus Transfer must allow: all of Transfer.
    pub fn of_transfer() -> Self {
        Scope::named(TRANSFER_ALL).into_iter().collect()
    }

    /// What a token for Globus Groups must allow: to see the user's groups.
    pub fn of_groups() -> Self {
        Scope::named(VIEW_GROUPS).into_iter().collect()
    }

    /// What a token for the manager of a server must allow: to manage collections, and through it the user's files on
    /// `files`, where that collection requires a consent.
    pub fn of_manager(endpoint: CollectionId, files: Option<CollectionId>) -> Self {
        let manage = Scope::named(&manage_collections(endpoint));
        let below = files.and_then(|id| Scope::named(&data_access(id)));
        let both = manage.map(|manage| match below {
            Some(below) => manage.with(below),
            None => manage,
        });
        both.into_iter().collect()
    }

    /// Reads scopes as a service writes them.
    ///
    /// # Errors
    /// A [`ScopeError`] for a text outside the grammar, and for a scope that depends on itself.
    pub fn parse(text: &str) -> Result<Self, ScopeError> {
        let mut rest = text.trim_matches(' ');
        if rest.is_empty() {
            return Ok(Self::default());
        }
        let all = parse_list(&mut rest, &mut Vec::new())?;
        if rest.is_empty() { Ok(all) } else { Err(ScopeError::Brackets) }
    }

    /// The scopes, in the order they were first named.
    pub fn iter(&self) -> impl Iterator<Item = &Scope> {
        self.0.iter()
    }

    /// Whether there are no scopes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds one: the same name is one scope with the dependencies of both, and required beats optional.
    pub fn add(&mut self, scope: Scope) {
        match self.0.iter_mut().find(|held| held.name == scope.name) {
            Some(held) => {
                held.optional &= scope.optional;
                held.needs.merge(scope.needs);
            }
            None => self.0.push(scope),
        }
    }

    /// Adds all of `other`.
    pub fn merge(&mut self, other: Scopes) {
        other.0.into_iter().for_each(|scope| self.add(scope));
    }

    /// The text for a request.
    pub fn wire(&self) -> String {
        let mut out = String::new();
        for scope in &self.0 {
            if !out.is_empty() {
                out.push(' ');
            }
            scope.write(&mut out);
        }
        out
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(all: I) -> Self {
        let mut scopes = Self::default();
        all.into_iter().for_each(|scope| scopes.add(scope));
        scopes
    }
}

/// Parses scopes up to the end or a `]`, which is left in `rest`. `above` are the names of the enclosing scopes.
fn parse_list<'t>(rest: &mut &'t str, above: &mut Vec<&'t str>) -> Result<Scopes, ScopeError> {
    if above.len() >= DEEPEST {
        return Err(ScopeError::TooDeep);
    }
    let mut all = Scopes::default();
    loop {
        all.add(parse_one(rest, above)?);
        match rest.strip_prefix(' ') {
            Some(after) => *rest = after.trim_start_matches(' '),
            None if rest.is_empty() || rest.starts_with(']') => return Ok(all),
            None => return Err(ScopeError::Brackets),
        }
    }
}

fn parse_one<'t>(rest: &mut &'t str, above: &mut Vec<&'t str>) -> Result<Scope, ScopeError> {
    let optional = rest.starts_with('*');
    let text = rest.strip_prefix('*').unwrap_or(rest);
    let (name, after) = text.split_at(text.find([' ', '[', ']']).unwrap_or(text.len()));
    let mut scope = Scope::named(name).ok_or(ScopeError::NoName)?;
    scope.optional = optional;
    *rest = after;
    if above.contains(&name) {
        return Err(ScopeError::Cycle);
    }
    if let Some(inside) = after.strip_prefix('[') {
        *rest = inside;
        above.push(name);
        scope.needs = parse_list(rest, above)?;
        above.pop();
        *rest = rest.strip_prefix(']').ok_or(ScopeError::Brackets)?;
    }
    Ok(scope)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_and_how_they_are_printed() {
        let table = [
            ("", Ok("")),
            ("a", Ok("a")),
            ("a b", Ok("a b")),
            ("  a   b ", Ok("a b")),
            ("a a", Ok("a")),
            ("*a a", Ok("a")),
            ("*a *a", Ok("*a")),
            ("a[b]", Ok("a[b]")),
            ("a[*b c[d]] e", Ok("a[*b c[d]] e")),
            ("a[b] a[c]", Ok("a[b c]")),
            ("a[*b] a[b[c]]", Ok("a[b[c]]")),
            ("a[b] b[a]", Ok("a[b] b[a]")),
            ("a[", Err(ScopeError::NoName)),
            ("a[]", Err(ScopeError::NoName)),
            ("a[b", Err(ScopeError::Brackets)),
            ("a]", Err(ScopeError::Brackets)),
            ("a[b]c", Err(ScopeError::Brackets)),
            ("a [b]", Err(ScopeError::NoName)),
            ("[b]", Err(ScopeError::NoName)),
            ("* a", Err(ScopeError::NoName)),
            ("*", Err(ScopeError::NoName)),
            ("a**b", Err(ScopeError::NoName)),
            ("a[ b]", Err(ScopeError::NoName)),
            ("a[b ]", Err(ScopeError::NoName)),
            ("a\nb", Err(ScopeError::NoName)),
            ("a[a]", Err(ScopeError::Cycle)),
            ("a[b[a]]", Err(ScopeError::Cycle)),
        ];
        for (text, expected) in table {
            let got = Scopes::parse(text).map(|scopes| scopes.wire());
            assert_eq!(got.as_deref(), expected.as_ref().map(|text| *text), "{text:?}");
        }
        let deep = format!("{}x{}", "a[".repeat(50_000), "]".repeat(50_000));
        assert!(Scopes::parse(&deep).is_err());
        let deep: String = (0..20).map(|i| format!("s{i}[")).collect();
        assert_eq!(Scopes::parse(&deep), Err(ScopeError::TooDeep));
    }

    #[test]
    fn a_consent_is_merged_into_what_is_asked_anyway() {
        let mut all = Scopes::usual();
        for collection in ["one", "two", "one"] {
            let wanted = format!("{TRANSFER_ALL}[*https://auth.globus.org/scopes/{collection}/data_access]");
            all.merge(Scopes::parse(&wanted).unwrap());
        }
        assert_eq!(
            all.wire(),
            format!(
                "openid profile email {VIEW_IDENTITY_SET} {TRANSFER_ALL}\
                 [*https://auth.globus.org/scopes/one/data_access *https://auth.globus.org/scopes/two/data_access]"
            )
        );
    }

    fn scopes() -> impl Strategy<Value = Scopes> {
        let leaf = ("[a-f]", any::<bool>()).prop_map(|(name, optional)| {
            let scope = Scope::named(&name).unwrap();
            if optional { scope.optional() } else { scope }
        });
        let tree = leaf.prop_recursive(3, 12, 3, |inner| {
            ("[g-z]{3,9}", any::<bool>(), prop::collection::vec(inner, 1..3)).prop_map(
                |(name, optional, needs)| {
                    let mut scope = Scope::named(&name).unwrap();
                    scope.optional = optional;
                    needs.into_iter().fold(scope, Scope::with)
                },
            )
        });
        prop::collection::vec(tree, 0..4).prop_map(|all| all.into_iter().collect())
    }

    /// Whether every scope of `part` is in `whole`, at least as strictly.
    fn covers(whole: &Scopes, part: &Scopes) -> bool {
        part.iter().all(|wanted| {
            whole.iter().any(|held| {
                held.name == wanted.name
                    && (wanted.optional || !held.optional)
                    && covers(&held.needs, &wanted.needs)
            })
        })
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(scopes in scopes()) {
            prop_assume!(!scopes.wire().is_empty());
            match Scopes::parse(&scopes.wire()) {
                Ok(read) => prop_assert_eq!(read, scopes),
                Err(error) => prop_assert_eq!(error, ScopeError::Cycle),
            }
        }

        #[test]
        fn a_merge_covers_both_and_twice_is_once(a in scopes(), b in scopes()) {
            let mut merged = a.clone();
            merged.merge(b.clone());
            prop_assert!(covers(&merged, &a) && covers(&merged, &b));
            let once = merged.clone();
            merged.merge(b);
            prop_assert_eq!(merged, once);
        }

        #[test]
        fn no_text_makes_the_reader_fail_badly(text in "[a-c*\\[\\] ]{0,40}") {
            if let Ok(scopes) = Scopes::parse(&text) {
                prop_assert_eq!(Scopes::parse(&scopes.wire()), Ok(scopes));
            }
        }
    }
}
