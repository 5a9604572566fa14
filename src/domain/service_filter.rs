//! A filter of names that a service evaluates: it lists only what matches. Start with [`ServiceFilter::parse`].
//!
//! A service knows `*` and no other sign (`globus-api.md` 6), so that nothing else is taken for a pattern.

use super::text::{SafeText, Untrusted};
use crate::safe;

/// The most characters: a filter is a part of an address.
const LONGEST: usize = 400;

/// Patterns, of which a name matches at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceFilter {
    /// With commas between, as they are sent.
    patterns: Untrusted,
}

impl ServiceFilter {
    /// Reads what was typed: patterns with commas between. One without a `*` is a part of a name. `None` where nothing but
    /// blanks was typed.
    ///
    /// # Errors
    /// Why no service can evaluate it.
    pub fn parse(typed: &str) -> Result<Option<Self>, SafeText> {
        if typed.contains('/') {
            return Err("No name has a / in it.".into());
        }
        if let Some(sign) = typed.chars().find(|sign| "?[]\\".contains(*sign)) {
            return Err(safe!(
                "The service knows * only: leave {} out.",
                Untrusted::new(sign.to_string()).sanitized()
            ));
        }
        if typed.chars().any(char::is_control) || typed.chars().count() > LONGEST {
            return Err(safe!("A filter has up to {} letters, and no control characters.", LONGEST));
        }
        let patterns = typed.split(',').map(str::trim).filter(|pattern| !pattern.is_empty());
        let patterns: Vec<_> = patterns
            .map(|pattern| if pattern.contains('*') { pattern.to_owned() } else { format!("*{pattern}*") })
            .collect();
        Ok((!patterns.is_empty()).then(|| Self { patterns: Untrusted::new(patterns.join(",")) }))
    }

    /// The patterns, as they can be typed again.
    pub fn typed(&self) -> &str {
        self.patterns.raw_str().unwrap_or_default()
    }

    /// The patterns, for a screen.
    pub fn sanitized(&self) -> SafeText {
        self.patterns.sanitized()
    }

    /// What names have to be, as services and the official CLI take it: each pattern after a `~`.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.typed().split(',')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(typed: &str) -> Option<String> {
        ServiceFilter::parse(typed).unwrap().map(|filter| filter.typed().to_owned())
    }

    #[test]
    fn a_word_is_a_part_of_a_name_and_a_star_makes_a_pattern() {
        assert_eq!(patterns("tas").as_deref(), Some("*tas*"));
        assert_eq!(patterns(" *.nc , tas_*,x ").as_deref(), Some("*.nc,tas_*,*x*"));
        assert_eq!(patterns("a b").as_deref(), Some("*a b*"));
        assert_eq!((patterns("  "), patterns(" , ")), (None, None));
        let again = patterns("*tas*,*.nc");
        assert_eq!(again.as_deref(), Some("*tas*,*.nc"), "what was sent can be typed again");
    }

    #[test]
    fn what_a_service_would_take_for_something_else_is_refused() {
        for typed in ["a/b", "*.n?", "[ab]*", "a\\*", "a\nb", &"x".repeat(401)] {
            assert!(ServiceFilter::parse(typed).is_err(), "{typed}");
        }
    }
}
