//! Commands written once in their native form → the form for this paste: placeholders filled, the
//! profile and the old product name put in, containers reached the way OpenClaw's docs reach them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::context::Context;
use crate::knowledge::{Snippet, SnippetKind};

/// Puts texts and snippets into the form for one paste.
pub(super) struct Adapter<'c> {
    context: &'c Context,
    captures: &'c BTreeMap<String, String>,
    /// Whether the program, its folder and its variables had the old name: until 2026.1.24.
    has_old_name: bool,
}

/// Only plain words are filled into commands: what a paste says is a stranger's text.
static PLAIN_WORD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}$")
        .expect("a constant pattern that the tests compile")
});

static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"<([A-Za-z][A-Za-z0-9_]{0,40})>")
        .expect("a constant pattern that the tests compile")
});

impl<'c> Adapter<'c> {
    pub(super) fn new(context: &'c Context, captures: &'c BTreeMap<String, String>) -> Self {
        let has_old_name = match context.versions().exact {
            Some(version) => "<2026.1.29"
                .parse()
                .is_ok_and(|range: crate::version::VersionRange| range.contains(version)),
            None => context.product.as_deref() == Some("clawdbot"),
        };
        Adapter { context, captures, has_old_name }
    }

    /// Fills placeholders and renames the product.
    pub(super) fn text(&self, text: &str) -> String {
        self.rename(&self.fill(text))
    }

    /// One command line, for naming it in a sentence.
    pub(super) fn line(&self, command: &str) -> String {
        self.rename(&self.with_profile(&self.fill(command)))
    }

    /// The snippets for this paste: of several forms of one command only those that can fit.
    pub(super) fn snippets(&self, snippets: &[Snippet]) -> Vec<Snippet> {
        let install = self.context.install.as_ref().map(|install| install.value.as_str());
        let platform = self.context.platform.as_ref().map(|platform| platform.value.as_str());
        let is_here = |snippet: &Snippet| {
            Some(snippet.platform.as_str()) == install
                || Some(snippet.platform.as_str()) == platform
                || (platform == Some("wsl") && snippet.platform == "linux")
        };
        let own: Vec<&Snippet> = snippets.iter().filter(|snippet| is_here(snippet)).collect();
        let chosen: Vec<&Snippet> = snippets
            .iter()
            .filter(|snippet| {
                let is_command = snippet.kind == SnippetKind::Command;
                let ruled_out = match snippet.platform.as_str() {
                    "any" => is_command && own.iter().any(|own| own.kind == SnippetKind::Command),
                    "linux" | "macos" | "windows" => platform.is_some() && !is_here(snippet),
                    _ => !is_here(snippet),
                };
                !ruled_out
            })
            .collect();
        chosen.into_iter().map(|snippet| self.snippet(snippet, install)).collect()
    }

    fn snippet(&self, snippet: &Snippet, install: Option<&str>) -> Snippet {
        let mut text = self.fill(&snippet.text);
        let mut platform = snippet.platform.clone();
        if snippet.kind == SnippetKind::Command {
            let lines: Vec<String> = text.lines().map(|line| self.with_profile(line)).collect();
            let contained: Option<Vec<String>> = match (install, snippet.platform.as_str()) {
                (Some(install), "any") => {
                    lines.iter().map(|line| in_container(line, install)).collect()
                }
                _ => None,
            };
            text = match (contained, install) {
                (Some(lines), Some(install)) => {
                    platform = install.to_owned();
                    lines.join("\n")
                }
                _ => lines.join("\n"),
            };
        }
        Snippet {
            kind: snippet.kind,
            lang: snippet.lang.clone(),
            platform,
            text: self.rename(&text),
            path: snippet.path.as_deref().map(|path| self.rename(&self.profile_path(path))),
        }
    }

    fn fill(&self, text: &str) -> String {
        if !text.contains('<') {
            return text.to_owned();
        }
        let filled = PLACEHOLDER.replace_all(text, |found: &regex::Captures<'_>| {
            let value = self.captures.get(&found[1]).filter(|value| PLAIN_WORD.is_match(value));
            value.cloned().unwrap_or_else(|| found[0].to_owned())
        });
        filled.into_owned()
    }

    fn profile(&self) -> Option<&str> {
        self.context.profile.as_ref().map(|profile| profile.value.as_str())
    }

    fn with_profile(&self, line: &str) -> String {
        match (self.profile(), line.strip_prefix("openclaw ")) {
            (Some(profile), Some(rest))
                if !rest.starts_with("--profile") && !rest.starts_with("--dev") =>
            {
                format!("openclaw --profile {profile} {rest}")
            }
            _ => line.to_owned(),
        }
    }

    fn profile_path(&self, path: &str) -> String {
        match self.profile() {
            Some(profile) => path.replace("~/.openclaw/", &format!("~/.openclaw-{profile}/")),
            None => path.to_owned(),
        }
    }

    fn rename(&self, text: &str) -> String {
        if !self.has_old_name {
            return text.to_owned();
        }
        text.replace("openclaw.json", "clawdbot.json")
            .replace(".openclaw", ".clawdbot")
            .replace("OPENCLAW_", "CLAWDBOT_")
            .replace("openclaw ", "clawdbot ")
    }
}

/// A native command line as it is run in a container; `None` when it has no such form.
///
/// The forms are those of OpenClaw's own docs (install/docker, install/kubernetes, 2026.9.6).
fn in_container(line: &str, install: &str) -> Option<String> {
    let arguments = line.strip_prefix("openclaw ")?;
    let service = match arguments {
        "gateway restart" | "gateway start" | "gateway run" => Some("restart"),
        "gateway stop" => Some("stop"),
        _ => None,
    };
    let installs_a_service = arguments.starts_with("gateway install");
    match (install, service) {
        _ if installs_a_service => None,
        ("compose", Some(action)) => Some(format!("docker compose {action} openclaw-gateway")),
        ("compose", None) if arguments.starts_with("logs") => {
            Some("docker compose logs --tail 200 openclaw-gateway".to_owned())
        }
        ("compose", None) => Some(format!("docker compose run --rm openclaw-cli {arguments}")),
        ("docker", Some(action)) => Some(format!("docker {action} <container>")),
        ("docker", None) if arguments.starts_with("logs") => {
            Some("docker logs --tail 200 <container>".to_owned())
        }
        ("docker", None) => {
            Some(format!("docker exec -it <container> node dist/index.js {arguments}"))
        }
        ("kubernetes", Some("restart")) => {
            Some("kubectl rollout restart -n openclaw deploy/openclaw".to_owned())
        }
        ("kubernetes", Some(_)) => {
            Some("kubectl scale -n openclaw deploy/openclaw --replicas=0".to_owned())
        }
        ("kubernetes", None) if arguments.starts_with("logs") => {
            Some("kubectl logs -n openclaw deploy/openclaw --tail=200".to_owned())
        }
        ("kubernetes", None) => Some(format!(
            "kubectl exec -n openclaw deploy/openclaw -- node dist/index.js {arguments}"
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Told;
    use crate::paste::Paste;

    fn command(text: &str) -> Snippet {
        Snippet {
            kind: SnippetKind::Command,
            lang: "sh".into(),
            platform: "any".into(),
            text: text.into(),
            path: None,
        }
    }

    fn adapted(paste: &str, captures: &[(&str, &str)], text: &str) -> String {
        let context = Context::of(&Paste::read(paste).unwrap(), &Told::default());
        let captures = captures.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Adapter::new(&context, &captures).snippets(&[command(text)]).remove(0).text
    }

    #[test]
    fn placeholders_that_the_paste_tells_are_filled_and_others_stay() {
        assert_eq!(
            adapted(
                "openclaw",
                &[("requestId", "de16ca74-2aa3")],
                "openclaw devices approve <requestId> <other>"
            ),
            "openclaw devices approve de16ca74-2aa3 <other>"
        );
    }

    #[test]
    fn what_is_no_plain_word_is_never_filled_into_a_command() {
        for evil in ["$(reboot)", "a; rm -rf ~", "`id`", "-rf", "a b"] {
            assert_eq!(
                adapted("openclaw", &[("requestId", evil)], "openclaw x <requestId>"),
                "openclaw x <requestId>"
            );
        }
    }

    #[test]
    fn containers_are_reached_the_way_the_docs_reach_them() {
        let compose = "docker compose logs openclaw";
        assert_eq!(
            adapted(compose, &[], "openclaw devices list"),
            "docker compose run --rm openclaw-cli devices list"
        );
        assert_eq!(
            adapted(compose, &[], "openclaw gateway restart"),
            "docker compose restart openclaw-gateway"
        );
        assert_eq!(adapted(compose, &[], "unset X"), "unset X");
        let pod = "kubectl logs deploy/openclaw";
        assert_eq!(
            adapted(pod, &[], "openclaw devices list"),
            "kubectl exec -n openclaw deploy/openclaw -- node dist/index.js devices list"
        );
    }

    #[test]
    fn the_profile_and_the_old_name_are_put_in() {
        assert_eq!(
            adapted("Config: ~/.openclaw-work/openclaw.json", &[], "openclaw gateway status"),
            "openclaw --profile work gateway status"
        );
        assert_eq!(
            adapted("Clawdbot 2026.1.24-3 (885167d)", &[], "openclaw config get x"),
            "clawdbot config get x"
        );
    }
}
