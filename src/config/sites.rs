//! Facts about sites that the services do not report, and collections known by name: `assets/places.toml`, built in.

use serde::Deserialize;

use crate::domain::identity::SiteRule;
use crate::domain::preset::Preset;
use crate::domain::text::Untrusted;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    site: Vec<Site>,
    preset: Vec<NamedCollection>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Site {
    name: String,
    word: String,
    session_days: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NamedCollection {
    name: String,
    hint: Option<String>,
}

fn file() -> File {
    // A test reads the built-in file, so it cannot fail here.
    let file = toml::from_str(include_str!("../../assets/places.toml"));
    file.unwrap_or(File { site: Vec::new(), preset: Vec::new() })
}

/// All rules.
pub fn sites() -> Vec<SiteRule> {
    file().site.into_iter().map(rule).collect()
}

/// Collections that are well known by name.
pub fn presets() -> Vec<Preset> {
    let preset = |one: NamedCollection| Preset {
        name: Untrusted::new(&one.name),
        hint: one.hint.map(|hint| Untrusted::new(&hint).sanitized()),
    };
    file().preset.into_iter().map(preset).collect()
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
        let presets = presets();
        assert!(presets.iter().any(|one| one.name.raw_str() == Some("ARCHER2 filesystems")));
        assert!(
            presets.iter().any(|one| one.hint.as_ref().is_some_and(|hint| hint.as_str().contains("STFC")))
        );
    }
}
