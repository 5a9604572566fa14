//! Facts about sites that the services do not report: `assets/places.toml`, built in.

use serde::Deserialize;

use crate::domain::identity::SiteRule;
use crate::domain::text::Untrusted;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    site: Vec<Site>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Site {
    name: String,
    word: String,
    session_days: u32,
}

/// All rules.
pub fn sites() -> Vec<SiteRule> {
    // A test reads the built-in file, so it cannot fail here.
    let file = toml::from_str(include_str!("../../assets/places.toml"));
    file.map(|File { site }| site.into_iter().map(rule).collect()).unwrap_or_default()
}

fn rule(site: Site) -> SiteRule {
    SiteRule {
        name: Untrusted::new(&site.name).sanitized(),
        word: Untrusted::new(&site.word).sanitized(),
        session_days: site.session_days,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read_and_knows_jasmin() {
        let sites = sites();
        let jasmin = sites.iter().find(|site| site.name.as_str() == "JASMIN").unwrap();
        assert_eq!(jasmin.session_days, 30);
        assert!(sites.iter().all(|site| !site.word.is_empty()));
    }
}
