//! The form of knowledge files: what an entry can leave to the shared file and to the files beside it,
//! and what it is told when it is wrong.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests set up files and may fail loudly"
)]

mod support;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use error_doctor::answer::Diagnosis;
use error_doctor::budget::Budget;
use error_doctor::context::Told;
use error_doctor::engine::Engine;
use error_doctor::examples;
use error_doctor::knowledge::{KnowledgeBase, Layers, LoadError, Problem};
use support::{TestServer, quick};

const ENTRY: &str = r#"
title    = "The lamp is dark"
severity = "error"
summary  = "It is made up."

[[signal]]
id       = "words"
shows    = "the lamp's own words"
strength = "proof"
literal  = "lamp went dark"
regex    = 'lamp went dark(?: in (?<room>[a-z]+))?'
[[signal]]
use = "battery"

[[cause]]
id    = "empty"
title = "The battery is empty"
why   = "It lasts a year."
when  = { signal = "battery", versions = "<2026.8.1" }

[[fix]]
id    = "change"
cause = "empty"
title = "Change the battery"
[[fix.step]]
use    = "restart-lamp"
expect = "It is bright in <room>."
[[fix.step]]
id     = "look"
text   = "Look at it."
risk   = "reads"
run    = "lampctl look <room> --with <tool>"
expect = "Light."
[fix.check]
use = "light"
[fix.proof]
scenario = "dark-lamp"

[[fix]]
id    = "buy"
title = "Buy another lamp"
[[fix.step]]
id   = "go"
text = "Go to the shop."
risk = "reads"
[fix.check]
text   = "Look."
expect = "A lamp."
[fix.proof]
unproved = "needs-shop"

[[does_not_help]]
advice   = "shake it"
why      = "It has no loose parts."
source   = "reports"

[[example]]
name   = "as it is printed"
expect = "first"
text   = "lamp went dark in cellar, battery at 0 %"
"#;

const SHARED: &str = r#"
[reasons]
needs-shop = "needs a shop"

[literals]
battery-words = ["battery at 0", "battery is flat"]

[placeholders]
tool = "the tool of your choice"

[signal.battery]
shows    = "an empty battery"
strength = "clue"
literals = "battery-words"

[step.restart-lamp]
text    = "Switch it off and on."
risk    = "restarts"
run     = "lampctl restart"
expect  = "It is bright."
warning = "It is dark meanwhile."

[check.light]
run    = "lampctl status"
expect = "bright"
"#;

const TRANSLATIONS: &str =
    "[de]\naliases = [\"die Lampe ist aus\"]\n[pt-BR]\naliases = [\"a luz apagou\"]\n";
const PROOFS: &str = "[fix.change]\nproved_on = [\"2026.3.13\"]\ndate = \"2026-11-20\"\n[advice.\"shake it\"]\nfailed_on = [\"2026.7.1\"]\n";

/// A folder of knowledge.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
            .with("test/dark-lamp.toml", ENTRY)
            .with("shared.toml", SHARED)
    }

    fn with(self, path: &str, text: &str) -> Folder {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn entry(self, from: &str, to: &str) -> Folder {
        assert!(ENTRY.contains(from), "{from}");
        self.with("test/dark-lamp.toml", &ENTRY.replacen(from, to, 1))
    }

    fn shared(self, from: &str, to: &str) -> Folder {
        assert!(SHARED.contains(from), "{from}");
        self.with("shared.toml", &SHARED.replacen(from, to, 1))
    }

    fn base(&self) -> KnowledgeBase {
        bases(false, &[self.0.path()]).unwrap_or_else(|error| panic!("{error}"))
    }

    fn problems(&self) -> Vec<Problem> {
        match bases(false, &[self.0.path()]) {
            Ok(_) => Vec::new(),
            Err(LoadError::Problems(problems)) => problems,
            Err(error) => panic!("{error}"),
        }
    }

    /// The one problem: `file:line:column: message`, without the folder.
    fn problem(&self) -> String {
        let problems = self.problems();
        let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(texts.len(), 1, "{texts:#?}");
        texts[0].replace(&format!("{}/", self.0.path().display()), "")
    }
}

fn bases(built_in: bool, folders: &[&Path]) -> Result<KnowledgeBase, LoadError> {
    let folders = folders.iter().map(|folder| (*folder).to_owned()).collect();
    let mut loaded = Layers::new(built_in, folders).load()?;
    Ok(loaded.bases.remove(0))
}

fn diagnose(engine: &Engine, text: &str) -> Diagnosis {
    let paste = engine.read(text).unwrap();
    let context = engine.context(&paste, &Told::default());
    engine.diagnose(&paste, &context, &Budget::for_paste(paste.normal().len()))
}

#[test]
fn a_shared_part_stands_where_it_is_used_and_a_local_key_replaces_its_own() {
    let base = Folder::new().base();
    let symptom = base.get("dark-lamp").unwrap();
    let step = &symptom.fixes[0].steps[0];
    assert_eq!(step.id, "restart-lamp");
    assert_eq!(step.text, "Switch it off and on.");
    assert_eq!(step.snippets[0].text, "lampctl restart");
    assert_eq!(step.expect.as_deref(), Some("It is bright in <room>."));
    assert_eq!(step.warning.as_deref(), Some("It is dark meanwhile."));
    assert_eq!(symptom.fixes[0].check.as_ref().unwrap().expect, "bright");
    assert_eq!(symptom.signals[1].id, "battery");
    assert_eq!(symptom.signals[1].matcher.literals, ["battery at 0", "battery is flat"]);
    assert_eq!(symptom.fixes[1].proof.unproved.as_deref(), Some("needs a shop"));
}

#[test]
fn the_answer_carries_the_steps_id_and_what_is_left_to_fill_in() {
    let engine = Engine::new(Arc::new(Folder::new().base()));
    let answer = diagnose(&engine, "lamp went dark in cellar, battery at 0 %");
    let steps = &answer.findings[0].fixes[0].steps;
    assert_eq!(steps[0].id, "restart-lamp");
    assert_eq!(steps[0].expect.as_deref(), Some("It is bright in cellar."));
    assert_eq!(steps[1].snippets[0].text, "lampctl look cellar --with <tool>");
    let told: Vec<_> = steps[1].placeholders.iter().collect();
    assert_eq!(told, [(&"tool".to_owned(), &"the tool of your choice".to_owned())]);
    assert!(steps[0].placeholders.is_empty());
}

#[test]
fn an_unknown_name_is_answered_with_the_known_ones() {
    for (from, to, message) in [
        (
            "\"restart-lamp\"",
            "\"restart-lmp\"",
            "no shared step is named `restart-lmp`: there are `restart-lamp`",
        ),
        ("\"light\"", "\"lite\"", "no shared check is named `lite`: there are `light`"),
        (
            "use = \"battery\"",
            "use = \"bat\"",
            "no shared signal is named `bat`: there are `battery`",
        ),
        (
            "\"needs-shop\"",
            "\"needs-money\"",
            "no shared reason is named `needs-money`: there are `needs-shop`",
        ),
    ] {
        let problems = Folder::new().entry(from, to).problems();
        let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(texts.iter().any(|text| text.contains(message)), "{texts:#?}");
        assert!(
            texts.iter().any(|text| text.contains("shared.toml")),
            "what is unused now: {texts:#?}"
        );
    }
    let problem = Folder::new().shared("literals = \"battery-words\"", "literals = \"batery\"");
    let texts: Vec<String> =
        problem.problems().iter().map(|problem| problem.message.clone()).collect();
    assert!(
        texts.iter().any(|text| text
            .contains("no shared set of literals is named `batery`: there are `battery-words`")),
        "{texts:#?}"
    );
}

#[test]
fn what_is_run_is_never_changed_locally() {
    let folder =
        Folder::new().entry("expect = \"It is bright in <room>.\"", "run = \"lampctl off\"");
    assert!(
        folder.problem().contains("unknown key `run` in a step that uses a shared one"),
        "{}",
        folder.problem()
    );
}

#[test]
fn a_shared_part_that_nobody_uses_is_an_error_at_its_place() {
    let folder = Folder::new().with(
        "shared.toml",
        &format!("{SHARED}\n[step.idle]\ntext = \"Wait.\"\nrisk = \"reads\"\n"),
    );
    let problem = folder.problem();
    assert!(
        problem.starts_with("shared.toml:27:7: no entry uses the shared step `idle`"),
        "{problem}"
    );
}

#[test]
fn a_shared_part_is_judged_in_its_own_file() {
    let problem = Folder::new().shared("expect  = \"It is bright.\"\n", "").problem();
    assert!(problem.starts_with("shared.toml:") && problem.contains("needs `expect`"), "{problem}");
}

#[test]
fn a_folder_on_top_uses_the_shared_parts_below_and_can_replace_them() {
    let below = Folder::new();
    let top = Folder(tempfile::tempdir().unwrap())
        .with("test/dark-lamp.toml", &ENTRY.replace("The lamp is dark", "The lamp is black"));
    let base = bases(false, &[below.0.path(), top.0.path()]).unwrap();
    assert_eq!(base.get("dark-lamp").unwrap().fixes[0].steps[0].text, "Switch it off and on.");
    let top = top.with(
        "shared.toml",
        "[step.restart-lamp]\ntext = \"Ask the janitor.\"\nrisk = \"reads\"\n",
    );
    let base = bases(false, &[below.0.path(), top.0.path()]).unwrap();
    assert_eq!(base.get("dark-lamp").unwrap().fixes[0].steps[0].text, "Ask the janitor.");
}

#[test]
fn a_folder_on_top_of_the_built_in_entries_uses_their_shared_parts() {
    let top = Folder(tempfile::tempdir().unwrap()).with(
        "test/dark-lamp.toml",
        &ENTRY
            .replace("use    = \"restart-lamp\"", "use    = \"restart-gateway\"")
            .replace("use = \"light\"", "use = \"gateway-health\"")
            .replace(
                "use = \"battery\"",
                "id = \"battery\"\nshows = \"x\"\nstrength = \"clue\"\nliteral = \"battery at 0\"",
            )
            .replace("<tool>", "x")
            .replace("\"needs-shop\"", "\"needs-macos\""),
    );
    let base = bases(true, &[top.0.path()]).unwrap_or_else(|error| panic!("{error}"));
    let step = &base.get("dark-lamp").unwrap().fixes[0].steps[0];
    assert_eq!(step.snippets[0].text, "openclaw gateway restart");
}

#[test]
fn steps_have_ids_of_their_own() {
    let problem = Folder::new().entry("id     = \"look\"\n", "").problem();
    assert!(problem.contains("a step needs `id`"), "{problem}");
    let problem = Folder::new().entry("id     = \"look\"", "id     = \"restart-lamp\"").problem();
    assert!(problem.contains("there are two steps named `restart-lamp`"), "{problem}");
    let problem = Folder::new().entry("id     = \"look\"", "id     = \"Look_here\"").problem();
    assert!(problem.contains("must be kebab-case"), "{problem}");
}

#[test]
fn the_files_beside_an_entry_are_read_onto_it() {
    let folder = Folder::new()
        .with("test/dark-lamp.i18n.toml", TRANSLATIONS)
        .with("test/dark-lamp.proof.toml", PROOFS);
    let base = folder.base();
    let symptom = base.get("dark-lamp").unwrap();
    assert_eq!(symptom.aliases, ["die Lampe ist aus", "a luz apagou"]);
    assert_eq!(symptom.fixes[0].proof.proved_on[0].to_string(), "2026.3.13");
    assert_eq!(symptom.fixes[0].proof.date.as_deref(), Some("2026-11-20"));
    assert_eq!(symptom.does_not_help[0].failed_on[0].to_string(), "2026.7.1");
    assert_ne!(base.version(), Folder::new().base().version(), "they are part of the knowledge");
}

#[test]
fn what_lay_beside_an_entry_goes_with_it_when_a_folder_on_top_replaces_it() {
    let below = Folder::new()
        .with("test/dark-lamp.i18n.toml", TRANSLATIONS)
        .with("test/dark-lamp.proof.toml", PROOFS);
    let top = Folder::new().entry("id    = \"change\"", "id    = \"recharge\"");
    let base = bases(false, &[below.0.path(), top.0.path()]).unwrap();
    assert!(base.get("dark-lamp").unwrap().aliases.is_empty());
    let translated = Folder(tempfile::tempdir().unwrap())
        .with("test/dark-lamp.i18n.toml", "[fr]\naliases = [\"la lampe est éteinte\"]\n");
    let base = bases(false, &[below.0.path(), translated.0.path()]).unwrap();
    assert_eq!(base.get("dark-lamp").unwrap().aliases, ["la lampe est éteinte"]);
}

#[test]
fn a_file_beside_an_entry_is_wrong_at_its_own_place() {
    for (file, text, message) in [
        (
            "dark-lamp.proof.toml",
            PROOFS.replace("fix.change", "fix.chang"),
            "test/dark-lamp.proof.toml:1:6: the entry has no fix `chang`: it has `change` or `buy`",
        ),
        (
            "dark-lamp.proof.toml",
            PROOFS.replace("fix.change", "fix.buy"),
            "the fix `buy` names no `scenario` that could have proved it",
        ),
        (
            "dark-lamp.proof.toml",
            PROOFS.replace("2026.3.13", "2026.9.6"),
            "test/dark-lamp.proof.toml:2:14: the fix `change` is for versions <2026.8.1: 2026.9.6 lies outside",
        ),
        (
            "dark-lamp.proof.toml",
            PROOFS.replace("shake it", "hit it"),
            "no [[does_not_help]] of the entry has the advice “hit it”",
        ),
        (
            "dark-lamp.proof.toml",
            PROOFS.replace("date = \"2026-11-20\"\n", ""),
            "a proof of a fix needs `date`",
        ),
        (
            "dark-lamp.i18n.toml",
            TRANSLATIONS.replace("[de]", "[en]"),
            "test/dark-lamp.i18n.toml:1:2: English stands in the entry itself",
        ),
        (
            "dark-lamp.i18n.toml",
            TRANSLATIONS.replace("[de]", "[German]"),
            "`German` is no code of a language",
        ),
        (
            "dark-lamp.i18n.toml",
            TRANSLATIONS.replacen("aliases", "alias", 1),
            "unknown key `alias` in a translation: it can have `aliases`",
        ),
        (
            "bright-lamp.i18n.toml",
            TRANSLATIONS.to_owned(),
            "there is no entry bright-lamp.toml beside it",
        ),
    ] {
        let problem = Folder::new().with(&format!("test/{file}"), &text).problem();
        assert!(problem.contains(message), "{problem}");
    }
}

#[test]
fn an_entry_in_the_former_form_is_told_what_to_write() {
    for (from, to, message) in [
        (
            "strength = \"proof\"",
            "weight = 92",
            "test/dark-lamp.toml:9:1: `weight` is now one of five grades: write strength = \"proof\"",
        ),
        ("strength = \"proof\"", "weight = 60", "write strength = \"strong\""),
        ("strength = \"proof\"", "weight = 44", "write strength = \"fair\""),
        ("strength = \"proof\"", "weight = 20", "write strength = \"hint\""),
        (
            "strength = \"proof\"\n",
            "",
            "a signal needs `strength`: `proof`, `strong`, `fair`, `hint` or `clue`",
        ),
        (
            "scenario = \"dark-lamp\"",
            "scenario = \"dark-lamp\"\nproved_on = [\"2026.3.13\"]",
            "`proved_on` no longer stands here: the lab writes it into the file <id>.proof.toml beside the entry",
        ),
        (
            "scenario = \"dark-lamp\"",
            "scenario = \"dark-lamp\"\ndate = \"2026-11-20\"",
            "`date` no longer stands here",
        ),
        (
            "source   = \"reports\"",
            "source   = \"reports\"\nfailed_on = [\"2026.3.13\"]",
            "`failed_on` no longer stands here",
        ),
    ] {
        let problem = Folder::new().entry(from, to).problem();
        assert!(problem.contains(message), "{problem}");
    }
}

#[test]
fn a_placeholder_of_a_command_is_captured_or_explained() {
    let problem = Folder::new().entry("--with <tool>", "--with <tool> <colour>").problem();
    assert!(problem.contains("nothing says what <colour> stands for"), "{problem}");
    assert!(problem.contains("there are `tool`"), "{problem}");
    let explained = Folder::new().entry(
        "[[cause]]",
        "[placeholders]\ncolour = \"as you like\"\ntool = \"a hammer\"\n[[cause]]",
    );
    let problem = explained.problems();
    let texts: Vec<&str> = problem.iter().map(|problem| problem.message.as_str()).collect();
    assert!(texts.contains(&"no command has <colour>: take it out"), "{texts:#?}");
    let local = Folder::new()
        .entry("[[cause]]", "[placeholders]\ntool = \"a hammer\"\n[[cause]]")
        .shared("[placeholders]\ntool = \"the tool of your choice\"\n", "");
    assert_eq!(local.base().get("dark-lamp").unwrap().placeholders["tool"], "a hammer");
}

#[test]
fn a_clue_that_decides_nothing_is_an_error() {
    let problem = Folder::new().entry("signal = \"battery\", ", "").problem();
    assert!(problem.contains("nothing uses the clue `battery`"), "{problem}");
}

#[test]
fn peoples_own_words_are_at_most_fair() {
    let problem = Folder::new()
        .entry("strength = \"proof\"", "strength = \"strong\"\nprose = true")
        .problem();
    assert!(problem.contains("the strength can be `fair` at most"), "{problem}");
}

#[test]
fn a_deprecated_entry_is_found_and_says_so() {
    let folder = Folder::new().entry(
        "severity = \"error\"",
        "severity = \"error\"\nstatus = \"deprecated\"\nwhy = \"Nobody has such lamps.\"",
    );
    let engine = Engine::new(Arc::new(folder.base()));
    let answer = diagnose(&engine, "lamp went dark");
    assert_eq!(answer.findings[0].id, "dark-lamp");
    assert!(
        answer.findings[0]
            .reasons
            .iter()
            .any(|reason| reason.contains("no longer kept up: Nobody has such lamps."))
    );
    let problem = Folder::new()
        .entry("severity = \"error\"", "severity = \"error\"\nstatus = \"deprecated\"")
        .problem();
    assert!(problem.contains("deprecated or replaced needs `why`"), "{problem}");
    let problem =
        Folder::new().entry("severity = \"error\"", "severity = \"error\"\nwhy = \"x\"").problem();
    assert!(problem.contains("this one is neither"), "{problem}");
}

const REPLACED: &str = "title = \"The lamp is out\"\nseverity = \"error\"\nsummary = \"It is out.\"\nreplaced_by = \"dark-lamp\"\nwhy = \"It is the same.\"\n";

#[test]
fn a_replaced_entry_is_no_longer_found_and_its_examples_find_its_successor() {
    let signal = "[[signal]]\nid = \"words\"\nshows = \"x\"\nstrength = \"proof\"\nliteral = \"lamp went dark\"\n";
    let example = "[[example]]\nname = \"x\"\nexpect = \"first\"\ntext = \"lamp went dark\"\n";
    let folder = Folder::new().with("test/lamp-out.toml", &format!("{REPLACED}{signal}{example}"));
    let engine = Engine::new(Arc::new(folder.base()));
    let answer = diagnose(&engine, "lamp went dark");
    assert_eq!(answer.findings.len(), 1);
    assert_eq!(answer.findings[0].id, "dark-lamp");
    assert!(engine.base().get("lamp-out").is_some(), "its page stays");
    assert!(engine.base().symptoms().iter().all(|symptom| symptom.id != "lamp-out"));
    assert!(examples::problems(&examples::run(&engine, |_| true)).is_empty());

    let other = folder.with(
        "test/lamp-out.toml",
        &format!(
            "{REPLACED}{signal}{}",
            example.replace("\"lamp went dark\"", "\"the oil is out\"")
        ),
    );
    let engine = Engine::new(Arc::new(other.base()));
    let problems = examples::problems(&examples::run(&engine, |_| true));
    assert_eq!(problems.len(), 1, "the successor does not know this text");
}

#[test]
fn a_replacement_is_there_and_is_the_last_one() {
    let problem = Folder::new()
        .with("test/lamp-out.toml", &REPLACED.replace("dark-lamp", "no-lamp"))
        .problem();
    assert!(
        problem.contains("test/lamp-out.toml:4:15: no symptom has the id `no-lamp`"),
        "{problem}"
    );
    let problem = Folder::new()
        .with("test/lamp-out.toml", REPLACED)
        .with("test/lamp-off.toml", &REPLACED.replace("\"dark-lamp\"", "\"lamp-out\""))
        .problem();
    assert!(
        problem.contains("`lamp-out` is replaced itself, by `dark-lamp`: name that one"),
        "{problem}"
    );
}

#[test]
fn the_page_of_a_replaced_entry_stays_and_leads_to_its_successor() {
    let folder = Folder::new().with("test/lamp-out.toml", REPLACED);
    let layers = Layers::new(false, vec![folder.0.path().to_owned()]);
    let server = TestServer::with(layers, quick());
    let page = server.get("/symptoms/lamp-out").assert_status(200).html();
    let note = page.text("[data-role=deprecated]");
    assert!(note.contains("replaced by another one. It is the same. The lamp is dark"), "{note}");
    assert_eq!(page.attributes("[data-role=deprecated] a", "href"), ["dark-lamp"]);
    let markdown = server.get("/symptoms/lamp-out.md").assert_status(200).text();
    assert!(markdown.contains("See [dark-lamp](dark-lamp.md)."), "{markdown}");
    let entry = server.get("/api/v1/symptoms/lamp-out").assert_status(200).json();
    assert_eq!(entry["deprecated"]["replaced_by"], "dark-lamp");
    assert_eq!(entry["deprecated"]["why"], "It is the same.");
    let list = server.get("/api/v1/symptoms").json();
    assert_eq!(list["symptoms"].as_array().unwrap().len(), 1, "only what can be found");
}

#[test]
fn the_page_marks_each_step_with_its_id() {
    let folder = Folder::new();
    let layers = Layers::new(false, vec![folder.0.path().to_owned()]);
    let page = TestServer::with(layers, quick()).get("/symptoms/dark-lamp").html();
    assert_eq!(
        page.attributes("[data-fix=change] [data-step]", "data-step"),
        ["restart-lamp", "look"]
    );
    assert!(page.text("[data-step=look] .placeholder").contains("the tool of your choice"));
}

#[test]
fn the_entry_in_the_readme_is_right() {
    let readme = fs::read_to_string("README.md").unwrap();
    let (_, rest) = readme.split_once("```toml\n").unwrap();
    let (entry, _) = rest.split_once("```").unwrap();
    let folder = Folder(tempfile::tempdir().unwrap()).with("test/frobnicator.toml", entry);
    let base = bases(true, &[folder.0.path()]).unwrap_or_else(|error| panic!("{error}"));
    let engine = Engine::new(Arc::new(base));
    let own = examples::run(&engine, |symptom| symptom.id == "frobnicator");
    assert_eq!(own.len(), 1);
    assert!(examples::problems(&own).is_empty());
}
