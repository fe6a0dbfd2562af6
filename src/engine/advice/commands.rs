//! Commands written once in their native form → the form for this paste: placeholders filled, the
//! profile and a former name put in, containers reached the way the product says.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::answer;
use crate::context::Context;
use crate::knowledge::{Snippet, SnippetKind};
use crate::product::{Fact, FormerName, Product};

/// Puts texts and snippets into the form for one paste.
pub(super) struct Adapter<'c> {
    product: &'c Product,
    context: &'c Context,
    captures: &'c BTreeMap<String, String>,
    /// The name that the program, its folder and its variables had then.
    former_name: Option<&'c FormerName>,
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
    pub(super) fn new(
        product: &'c Product,
        context: &'c Context,
        captures: &'c BTreeMap<String, String>,
    ) -> Self {
        let former_name = product.former_name(context.versions().exact, context.product.as_deref());
        Adapter { product, context, captures, former_name }
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
    pub(super) fn snippets(&self, snippets: &[Snippet]) -> Vec<answer::Snippet> {
        let install = self.context.install.as_ref().map(|install| install.value.as_str());
        let platform = self.context.platform.as_ref().map(|platform| platform.value.as_str());
        let is_here = |snippet: &Snippet| {
            Some(snippet.platform.as_str()) == install
                || Some(snippet.platform.as_str()) == platform
                || (platform == Some("wsl") && snippet.platform == "linux")
        };
        let is_platform =
            |place: &str| self.product.clues.values(Fact::Platform).any(|known| known == place);
        let own: Vec<&Snippet> = snippets.iter().filter(|snippet| is_here(snippet)).collect();
        let chosen: Vec<&Snippet> = snippets
            .iter()
            .filter(|snippet| {
                let is_command = snippet.kind == SnippetKind::Command;
                let ruled_out = match snippet.platform.as_str() {
                    "any" => is_command && own.iter().any(|own| own.kind == SnippetKind::Command),
                    place if is_platform(place) => platform.is_some() && !is_here(snippet),
                    _ => !is_here(snippet),
                };
                !ruled_out
            })
            .collect();
        chosen.into_iter().map(|snippet| self.snippet(snippet, install)).collect()
    }

    fn snippet(&self, snippet: &Snippet, install: Option<&str>) -> answer::Snippet {
        let mut text = self.fill(&snippet.text);
        let mut platform = snippet.platform.clone();
        if snippet.kind == SnippetKind::Command {
            let lines: Vec<String> = text.lines().map(|line| self.with_profile(line)).collect();
            let contained: Option<Vec<String>> = match (install, snippet.platform.as_str()) {
                (Some(install), "any") => {
                    lines.iter().map(|line| self.elsewhere(line, install)).collect()
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
        answer::Snippet {
            kind: snippet.kind.into(),
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

    /// What follows the program's command, when a line is one.
    fn arguments<'l>(&self, line: &'l str) -> Option<&'l str> {
        line.strip_prefix(self.product.command.as_str())?.strip_prefix(' ')
    }

    fn with_profile(&self, line: &str) -> String {
        let chosen = self.product.profile.as_ref().zip(self.profile());
        match (chosen, self.arguments(line)) {
            (Some((profile, name)), Some(arguments))
                if !profile.options.iter().any(|option| arguments.starts_with(option.as_str())) =>
            {
                format!("{} {} {arguments}", self.product.command, profile.option_for(name))
            }
            _ => line.to_owned(),
        }
    }

    fn profile_path(&self, path: &str) -> String {
        match self.product.profile.as_ref().zip(self.profile()) {
            Some((profile, name)) => profile.path(path, name),
            None => path.to_owned(),
        }
    }

    fn rename(&self, text: &str) -> String {
        let replacements = self.former_name.map_or(&[][..], |former| &former.replacements);
        replacements.iter().fold(text.to_owned(), |text, (now, then)| text.replace(now, then))
    }

    /// A native command line as it is run with another install method; `None` when it has no such form.
    fn elsewhere(&self, line: &str, install: &str) -> Option<String> {
        let arguments = self.arguments(line)?;
        self.product.commands.iter().find(|form| form.fits(install, arguments))?.with(arguments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Told;
    use crate::engine::tests::read;
    use crate::knowledge::sample;

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
        let product = sample::base(&[]).product().clone();
        let context = Context::of(&read(paste), &Told::default(), &product);
        let captures = captures.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Adapter::new(&product, &context, &captures).snippets(&[command(text)]).remove(0).text
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
