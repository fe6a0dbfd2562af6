//! What a paste tells about where it comes from: version, platform, install method, service
//! manager, profile, client and product, each with the line that shows it.
//!
//! Knows pastes and programs, not symptoms.

mod clues;
mod version;

use crate::paste::Paste;
use crate::product::{Fact, Product};
use crate::version::{KnownVersions, Version};
use clues::FoundClues;

/// A conclusion and the line it was drawn from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conclusion {
    /// The value, one of the closed list of its fact (`linux`, `docker`, `systemd` …) or a version.
    pub value: String,
    /// 1-based line of the paste that shows it. Absent when the user said so.
    pub line: Option<usize>,
}

/// What is known about where a paste comes from. Absent: not told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// The version of the program.
    pub version: Option<Conclusion>,
    /// Bounds of the version, from wordings that only some versions print. Absent when the version
    /// itself is known.
    pub version_range: Option<VersionBounds>,
    /// `linux`, `macos`, `windows`, `wsl`, `android`
    pub platform: Option<Conclusion>,
    /// `npm`, `docker`, `compose`, `podman`, `kubernetes`, `add-on` …
    pub install: Option<Conclusion>,
    /// `systemd`, `launchd`, `schtasks`
    pub service: Option<Conclusion>,
    /// `dev` or the profile's name
    pub profile: Option<Conclusion>,
    /// Which client failed: `cli`, `control-ui`, `backend`, `node`, `app`, `probe`
    pub client: Option<Conclusion>,
    /// The program's name as the paste has it: `openclaw`, `clawdbot`, `moltbot`, or a name of another
    /// program that is hosted. Absent when nothing in the paste belongs to it.
    pub product: Option<String>,
    versions: KnownVersions,
}

/// Bounds of the version that printed a paste.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionBounds {
    /// The oldest version that prints this.
    pub at_least: Option<Version>,
    /// The first version that no longer prints it.
    pub before: Option<Version>,
    /// 1-based line of the wording.
    pub line: usize,
}

/// What the user says about it; outranks what the paste tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// The version of the program, as its makers write it.
    pub version: Option<String>,
    /// See [`Context::platform`].
    pub platform: Option<String>,
    /// See [`Context::install`].
    pub install: Option<String>,
}

impl Told {
    /// The values that a user can choose for the platform.
    pub const PLATFORMS: [&'static str; 5] = ["linux", "macos", "windows", "wsl", "android"];
    /// The values that a user can choose for the install method, besides those that only one product has.
    pub const INSTALLS: [&'static str; 7] =
        ["npm", "docker", "compose", "podman", "kubernetes", "add-on", "source"];
}

impl Context {
    /// Draws the conclusions of a paste about one program; what the user told comes first. A version
    /// that is told and none of this program's is another one's.
    #[must_use]
    pub fn of(paste: &Paste, told: &Told, product: &Product) -> Context {
        let found = FoundClues::of(paste, product);
        let bounds = version::bounds(&found);
        let told_version =
            told.version.as_deref().and_then(|text| product.versions.scheme.parse(text).ok());
        let said =
            |value: &Option<String>| value.clone().map(|value| Conclusion { value, line: None });
        let version = match told_version {
            Some(version) => Some((version, None)),
            None => version::named(paste, product).map(|(version, line)| (version, Some(line))),
        };
        let exact = version.map(|(version, _)| version);
        Context {
            version: version.map(|(version, line)| Conclusion { value: version.to_string(), line }),
            versions: KnownVersions {
                exact,
                at_least: bounds.as_ref().and_then(|bounds| bounds.at_least),
                before: bounds.as_ref().and_then(|bounds| bounds.before),
            },
            version_range: bounds.filter(|_| exact.is_none()),
            platform: said(&told.platform).or_else(|| found.best(Fact::Platform)),
            install: said(&told.install).or_else(|| found.best(Fact::Install)),
            service: found.best(Fact::Service),
            profile: clues::profile(paste, product),
            client: found.best(Fact::Client),
            product: found.best(Fact::Product).map(|conclusion| conclusion.value),
        }
    }

    /// What is known of the version.
    #[must_use]
    pub fn versions(&self) -> &KnownVersions {
        &self.versions
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::knowledge::{KnowledgeBase, Layers};
    use crate::product;
    use crate::version::Scheme;

    /// With the facts of the built-in product, which prove themselves by its examples.
    fn told(raw: &str, told: &Told) -> Context {
        static BASE: LazyLock<KnowledgeBase> =
            LazyLock::new(|| Layers::built_in().load().unwrap().into_first());
        let paste = product::reader([BASE.product()]).read(raw).unwrap();
        Context::of(&paste, told, BASE.product())
    }

    fn context(raw: &str) -> Context {
        told(raw, &Told::default())
    }

    fn value(conclusion: &Option<Conclusion>) -> Option<(&str, usize)> {
        conclusion.as_ref().map(|c| (c.value.as_str(), c.line.unwrap_or(0)))
    }

    #[test]
    fn the_banner_tells_product_and_version() {
        let context =
            context("$ openclaw health\n🦞 OpenClaw 2026.3.13 (61d171a) — joke about 2026.1.1");
        assert_eq!(value(&context.version), Some(("2026.3.13", 2)));
        assert_eq!(context.product.as_deref(), Some("openclaw"));
    }

    #[test]
    fn the_running_version_outranks_others_that_are_named() {
        for raw in [
            "Config was last written by a newer OpenClaw (2026.9.6); current version is 2026.3.13.",
            "seeded allowedOrigins (required since v2026.2.26)\nopenclaw@2026.3.13",
            "updated openclaw from 2026.2.1 to 2026.3.13",
            "openclaw update failed\nUpdate target: 2026.9.6\nOpenClaw version: 2026.3.13",
        ] {
            assert_eq!(value(&context(raw).version).map(|v| v.0), Some("2026.3.13"), "{raw}");
        }
    }

    #[test]
    fn a_date_is_no_version() {
        assert_eq!(context("2026.11.20 14:00 openclaw pairing required").version, None);
    }

    #[test]
    fn wordings_bound_the_version_when_it_is_not_named() {
        let context = context(
            "gateway connect failed: GatewayClientRequestError: unauthorized: x (use this gateway's gateway.auth.token or pair the device)",
        );
        let range = context.version_range.unwrap();
        assert_eq!(range.at_least.unwrap().to_string(), "2026.8.1");
        let range = Scheme::Calendar.parse_range(">=2026.3.13").unwrap();
        assert!(range.includes(&context.versions));
    }

    #[test]
    fn platform_install_service_and_client_come_with_their_lines() {
        let context = context(
            "Source: local loopback\nConfig: /Users/tim/.openclaw/openclaw.json\nlaunchctl kickstart failed\nunauthorized conn=1 client=openclaw-control-ui webchat v2026.4.29 reason=token_missing",
        );
        assert_eq!(value(&context.platform), Some(("macos", 2)));
        assert_eq!(value(&context.service), Some(("launchd", 3)));
        assert_eq!(value(&context.client), Some(("control-ui", 4)));
    }

    #[test]
    fn containers_are_told_apart() {
        for (raw, install) in [
            ("$ docker compose logs\nx", "compose"),
            ("openclaw-gateway-1  | pairing required", "compose"),
            ("$ docker exec openclaw openclaw devices list", "docker"),
            ("kubectl logs deploy/openclaw", "kubernetes"),
            ("sudo podman logs openclaw", "podman"),
            ("/usr/lib/node_modules/openclaw/dist/x.js", "npm"),
        ] {
            assert_eq!(value(&context(raw).install).map(|v| v.0), Some(install), "{raw}");
        }
    }

    #[test]
    fn what_the_user_says_outranks_the_paste() {
        let said = Told {
            version: Some("2026.9.6".into()),
            platform: Some("windows".into()),
            install: None,
        };
        let context = told("OpenClaw 2026.3.13 (61d171a)", &said);
        assert_eq!(context.version, Some(Conclusion { value: "2026.9.6".into(), line: None }));
        assert_eq!(context.platform.unwrap().value, "windows");
    }

    #[test]
    fn other_software_shows_no_product() {
        assert_eq!(context("nginx: [emerg] bind() to 0.0.0.0:80 failed").product, None);
    }
}
