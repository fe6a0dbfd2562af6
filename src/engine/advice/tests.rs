//! Which causes and fixes fit a paste, and what is asked next.

use super::*;
use crate::context::Told;
use crate::engine::tests::{diagnose, diagnose_told, only};
use crate::engine::tuning::advice::*;
use crate::knowledge::sample::{cause, fix, signal};

const TEXT: &str = "openclaw\nthe frobnicator is down";

/// An entry that is proved by [`TEXT`], and may have heard that it rained.
fn entry(rest: &str) -> String {
    signal("own", 90, "the frobnicator is down", "regex = 'is down(?: \\((?<code>[a-z0-9-]+)\\))?'")
        + &signal("rain", 0, "while it was raining", "")
        + &signal("snow", 0, "while it was snowing", "")
        + rest
}

fn find(rest: &str, text: &str) -> Finding {
    only(diagnose(&[("down", &entry(rest))], text))
}

fn find_told(rest: &str, text: &str, told: &Told) -> Finding {
    only(diagnose_told(&[("down", &entry(rest))], text, told))
}

fn version(version: &str) -> Told {
    Told { version: Some(version.parse().unwrap()), ..Told::default() }
}

/// Ids of causes with why they fit.
fn causes(finding: &Finding) -> Vec<(&str, Option<&str>)> {
    finding.causes.iter().map(|cause| (cause.id.as_str(), cause.fits.as_deref())).collect()
}

fn fixes(finding: &Finding) -> Vec<&str> {
    finding.fixes.iter().map(|fix| fix.id.as_str()).collect()
}

/// Three causes, of which the second has a condition.
fn three(when: &str) -> String {
    cause("first", "") + &cause("second", &format!("when = {{ {when} }}")) + &cause("third", "")
}

#[track_caller]
fn assert_fits(when: &str, text: &str, why: &str) {
    let finding = find(&three(when), text);
    assert_eq!(causes(&finding), [("second", Some(why)), ("first", None), ("third", None)]);
}

#[track_caller]
fn assert_open(when: &str, text: &str) {
    let finding = find(&three(when), text);
    assert_eq!(causes(&finding), [("first", None), ("second", None), ("third", None)]);
}

#[track_caller]
fn assert_ruled_out(when: &str, text: &str) {
    let finding = find(&three(when), text);
    assert_eq!(causes(&finding), [("first", None), ("third", None)]);
}

#[test]
fn a_fact_of_the_paste_speaks_for_a_cause_or_rules_it_out() {
    let linux = "systemctl status openclaw\nthe frobnicator is down";
    assert_fits("platform = \"linux\"", linux, "because line 1 shows platform linux");
    assert_fits("platform = [\"macos\", \"linux\"]", linux, "because line 1 shows platform linux");
    assert_fits("service = \"systemd\"", linux, "because line 1 shows service systemd");
    assert_ruled_out("platform = \"macos\"", linux);
    assert_ruled_out("service = \"launchd\"", linux);
    assert_open("platform = \"linux\"", TEXT);
    assert_open("install = \"docker\"", linux);
}

#[test]
fn every_fact_can_be_asked_for() {
    let text = "$ docker compose logs\nConfig: ~/.openclaw-work/openclaw.json\nschtasks /run\n\
                unauthorized client=webchat v1\nthe frobnicator is down";
    for (when, why) in [
        ("platform = \"windows\"", "because line 3 shows platform windows"),
        ("install = \"compose\"", "because line 1 shows install compose"),
        ("service = \"schtasks\"", "because line 3 shows service schtasks"),
        ("client = \"webchat\"", "because line 4 shows client webchat"),
        ("profile = \"work\"", "because line 2 shows profile work"),
        ("product = \"openclaw\"", "because you chose product openclaw"),
    ] {
        assert_fits(when, text, why);
    }
}

#[test]
fn a_special_form_is_one_of_its_kind() {
    let wsl = "uname: microsoft-standard-WSL2\nthe frobnicator is down";
    assert_fits("platform = \"linux\"", wsl, "because line 1 shows platform wsl");
    assert_fits("platform = \"wsl\"", wsl, "because line 1 shows platform wsl");
    let compose = "$ docker compose up\nthe frobnicator is down";
    assert_fits("install = \"docker\"", compose, "because line 1 shows install compose");
    assert_ruled_out("platform = \"wsl\"", "$ systemctl status openclaw\nthe frobnicator is down");
    assert_ruled_out("install = \"compose\"", "$ docker run openclaw\nthe frobnicator is down");
    assert_ruled_out("platform = \"windows\"", wsl);
}

#[test]
fn what_the_user_chose_is_said_to_be_chosen() {
    let told = Told { platform: Some("macos".into()), ..Told::default() };
    let finding = find_told(&three("platform = \"macos\""), TEXT, &told);
    assert_eq!(causes(&finding)[0], ("second", Some("because you chose platform macos")));
}

#[test]
fn a_capture_speaks_for_a_cause_or_rules_it_out() {
    let text = "the frobnicator is down (code-17)";
    assert_fits("code = \"code-*\"", text, "because the paste says “code-17”");
    assert_fits("code = [\"x\", \"code-17\"]", text, "because the paste says “code-17”");
    assert_ruled_out("code = \"code-18\"", text);
    assert_open("code = \"code-17\"", TEXT);
}

#[test]
fn a_signal_that_was_found_speaks_for_a_cause() {
    let text = "the frobnicator is down while it was raining";
    assert_fits("signal = \"rain\"", text, "because line 1 has the words of rain");
    assert_fits("signal = [\"snow\", \"rain\"]", text, "because line 1 has the words of rain");
    assert_open("signal = \"snow\"", text);
    assert_open("signal = \"rain\"", TEXT);
}

#[test]
fn a_signal_that_must_be_absent_only_rules_out() {
    let text = "the frobnicator is down while it was raining";
    assert_ruled_out("without = \"rain\"", text);
    assert_ruled_out("without = [\"snow\", \"rain\"]", text);
    assert_open("without = \"snow\"", text);
}

#[test]
fn every_part_of_a_condition_must_hold() {
    let text = "systemctl status openclaw\nthe frobnicator is down (17) while it was raining";
    assert_fits(
        "platform = \"linux\", code = \"17\", signal = \"rain\"",
        text,
        "because line 1 shows platform linux, and the paste says “17”, and line 2 has the words of rain",
    );
    assert_open("platform = \"linux\", signal = \"snow\"", text);
    assert_open("platform = \"linux\", install = \"npm\"", text);
    assert_ruled_out("platform = \"linux\", code = \"18\"", text);
    assert_ruled_out("platform = \"linux\", without = \"rain\"", text);
}

#[test]
fn a_version_only_rules_out_and_is_named_beside_what_speaks() {
    let when = "versions = \">=2026.3.13\"";
    let told = |told: &str| find_told(&three(when), TEXT, &version(told));
    assert_eq!(causes(&told("2026.3.12")), [("first", None), ("third", None)]);
    assert_eq!(causes(&told("2026.3.13")), [("first", None), ("second", None), ("third", None)]);
    assert_open(when, TEXT);
    let both = "versions = \">=2026.3.13\", code = \"17\"";
    assert_fits(
        both,
        "OpenClaw 2026.3.13 (61d171a)\nthe frobnicator is down (17)",
        "because line 1 shows version 2026.3.13, and the paste says “17”",
    );
    let finding = find_told(&three(both), "the frobnicator is down (17)", &version("2026.4.1"));
    assert_eq!(
        causes(&finding)[0].1,
        Some("because you chose version 2026.4.1, and the paste says “17”")
    );
    assert_fits(both, "openclaw: the frobnicator is down (17)", "because the paste says “17”");
}

#[test]
fn a_cause_says_for_which_versions_it_is() {
    let finding = find(&three("versions = \">=2026.3.13\""), TEXT);
    let ranges: Vec<Option<&str>> =
        finding.causes.iter().map(|cause| cause.applies_to.as_deref()).collect();
    assert_eq!(ranges, [None, Some(">=2026.3.13"), None]);
}

#[test]
fn the_fix_of_a_cause_that_fits_comes_first_and_of_one_that_is_ruled_out_goes() {
    let rest = cause("dry", "when = { without = \"rain\" }")
        + &cause("wet", "when = { signal = \"rain\" }")
        + &fix("any", "")
        + &fix("for-dry", "cause = \"dry\"")
        + &fix("for-wet", "cause = \"wet\"");
    let rain = "the frobnicator is down while it was raining";
    assert_eq!(fixes(&find(&rest, rain)), ["for-wet", "any"]);
    assert_eq!(fixes(&find(&rest, TEXT)), ["any", "for-dry", "for-wet"]);
}

#[test]
fn a_fix_has_conditions_of_its_own() {
    let rest = fix("any", "")
        + &fix("linux", "when = { platform = \"linux\" }")
        + &fix("macos", "when = { platform = \"macos\" }");
    assert_eq!(fixes(&find(&rest, "systemctl\nthe frobnicator is down")), ["linux", "any"]);
    assert_eq!(fixes(&find(&rest, TEXT)), ["any", "linux", "macos"]);
    // What speaks for the cause is not undone by what the fix leaves open.
    let rest = cause("wet", "when = { signal = \"rain\" }")
        + &fix("any", "")
        + &fix("wet-linux", "cause = \"wet\"\nwhen = { platform = \"linux\" }");
    let rain = "the frobnicator is down while it was raining";
    assert_eq!(fixes(&find(&rest, rain)), ["wet-linux", "any"]);
    assert_eq!(fixes(&find(&rest, &format!("launchctl\n{rain}"))), ["any"]);
}

#[test]
fn a_fix_that_depends_on_a_version_that_is_not_known_says_so() {
    let rest = fix("new", "when = { versions = \">=2026.8.1\" }");
    let note = |finding: &Finding| finding.fixes[0].note.clone();
    let unknown = find(&rest, TEXT);
    assert_eq!(
        note(&unknown).unwrap(),
        "Only for versions >=2026.8.1. The paste does not tell your version: `openclaw --version` does."
    );
    assert_eq!(unknown.fixes[0].applies_to.as_deref(), Some(">=2026.8.1"));
    let known = find_told(&rest, TEXT, &version("2026.9.6"));
    assert_eq!((note(&known), known.fixes[0].applies_to.as_deref()), (None, Some(">=2026.8.1")));
    assert!(find_told(&rest, TEXT, &version("2026.7.1")).fixes.is_empty());
    // The version of its cause is its own where it has none.
    let rest = cause("new", "when = { versions = \"<2026.8.1\" }") + &fix("old", "cause = \"new\"");
    assert!(note(&find(&rest, TEXT)).unwrap().starts_with("Only for versions <2026.8.1."));
    let profile = "Config: ~/.openclaw-work/openclaw.json\nthe frobnicator is down";
    assert!(note(&find(&rest, profile)).unwrap().contains("`openclaw --profile work --version`"));
}

#[test]
fn a_step_for_other_versions_is_left_out_and_one_for_some_says_so() {
    let rest = fix("both", "").replace(
        "text = \"Run it\"",
        "text = \"First\"\nrisk = \"reads\"\n[[fix.step]]\nversions = \">=2026.8.1\"\ntext = \"Run it\"",
    );
    let steps = |finding: &Finding| -> Vec<(String, Option<String>)> {
        let steps = finding.fixes[0].steps.iter();
        steps.map(|step| (step.text.clone(), step.applies_to.clone())).collect()
    };
    let both = |applies: Option<&str>| {
        vec![("First".to_owned(), None), ("Run it".to_owned(), applies.map(str::to_owned))]
    };
    let unknown = find(&rest, TEXT);
    assert_eq!(steps(&unknown), both(Some(">=2026.8.1")));
    assert_eq!(
        unknown.fixes[0].note.as_deref(),
        Some(
            "Some steps depend on the version, which the paste does not tell: `openclaw --version` does."
        )
    );
    let new = find_told(&rest, TEXT, &version("2026.9.6"));
    assert_eq!((steps(&new), &new.fixes[0].note), (both(None), &None));
    let old = find_told(&rest, TEXT, &version("2026.7.1"));
    assert_eq!((steps(&old), &old.fixes[0].note), (both(None)[..1].to_vec(), &None));
}

#[test]
fn texts_and_commands_are_filled_with_what_was_captured() {
    let rest = fix("approve", "")
        .replace("openclaw approve", "openclaw devices approve <code>")
        .replace("Run it", "Approve <code>")
        .replace("It is done", "<code> is approved")
        .replace("It works", "<code> works")
        .replace("Look", "Look for <code>")
        .replace(
            "risk = \"reads\"",
            "risk = \"deletes\"\nundo = \"Revoke <code>\"\nwarning = \"<code> is lost\"",
        );
    let finding = find(&rest, "the frobnicator is down (code-17)");
    let (fix, step) = (&finding.fixes[0], &finding.fixes[0].steps[0]);
    assert_eq!(step.text, "Approve code-17");
    assert_eq!(step.snippets[0].text, "openclaw devices approve code-17");
    assert_eq!(step.expect.as_deref(), Some("code-17 is approved"));
    assert_eq!(step.undo.as_deref(), Some("Revoke code-17"));
    assert_eq!(step.warning.as_deref(), Some("code-17 is lost"));
    let check = fix.check.as_ref().unwrap();
    assert_eq!((&*check.text, &*check.expect), ("Look for code-17", "code-17 works"));
}

#[test]
fn what_the_strongest_signal_captured_counts() {
    let toml = signal("weak", 10, "it has code", "regex = 'code (?<code>[0-9]+)'")
        + &signal("strong", 90, "the frobnicator is down", "regex = 'down (?<code>[0-9]+)'");
    let finding = only(diagnose(&[("down", &toml)], "it has code 1\nthe frobnicator is down 2"));
    assert_eq!(finding.captures["code"], "2");
    let signals: Vec<&str> = finding.evidence.iter().map(|place| place.signal.as_str()).collect();
    assert_eq!(signals, ["strong", "weak"]);
    // Of equals the first of the file.
    let toml = toml.replace("weight = 10", "weight = 90");
    let finding = only(diagnose(&[("down", &toml)], "it has code 1\nthe frobnicator is down 2"));
    assert_eq!(finding.captures["code"], "1");
}

#[test]
fn the_reasons_name_the_lines_and_how_often_once_for_each_signal() {
    let text = "1: the frobnicator is down\n2: the frobnicator is down\nwhile it was raining";
    let finding = find("", text);
    assert_eq!(
        finding.reasons,
        ["line 1 has the words of own (2 times)", "line 3 has the words of rain"]
    );
    assert_eq!(find("", TEXT).reasons, ["line 2 has the words of own"]);
}

#[test]
fn an_answer_shows_so_many_places_and_not_more() {
    let words = ["alpha", "bravo", "carol"];
    let toml: String =
        words.iter().map(|word| signal(word, 90, &format!("message of {word}"), "")).collect();
    let lines: Vec<String> = words
        .iter()
        .flat_map(|word| (0..4).map(move |n| format!("{n} message of {word}")))
        .collect();
    let finding = only(diagnose(&[("down", &toml)], &lines.join("\n")));
    let shown: Vec<(&str, usize)> =
        finding.evidence.iter().map(|place| (place.signal.as_str(), place.times)).collect();
    assert_eq!(shown.len(), MAX_EVIDENCE);
    assert_eq!(shown[2..4], [("alpha", 4), ("bravo", 4)]);
    assert_eq!(finding.signals, words, "all that were found are known");
}

#[test]
fn a_long_line_is_quoted_around_the_place() {
    let quoted = |before: usize, after: usize| {
        let text = format!(
            "{}{}{}",
            "é ".repeat(before / 2),
            "the frobnicator is down",
            "x".repeat(after)
        );
        find("", &text).evidence[0].text.clone()
    };
    assert_eq!(quoted(0, 0), "the frobnicator is down");
    let whole = quoted(0, MAX_QUOTE - 23);
    assert_eq!(whole, format!("the frobnicator is down{}", "x".repeat(MAX_QUOTE - 23)));
    let cut_behind = quoted(0, MAX_QUOTE);
    assert!(
        cut_behind.starts_with("the frobnicator") && cut_behind.ends_with("x…"),
        "{cut_behind}"
    );
    // What stands before the place, three quarters from the place on, and the sign of the cut.
    assert_eq!(cut_behind.chars().count(), "the frobnicator ".len() + MAX_QUOTE * 3 / 4 + 1);
    let cut_before = quoted(400, 0);
    assert!(
        cut_before.starts_with('…') && cut_before.ends_with("the frobnicator is down"),
        "{cut_before}"
    );
    let cut_both = quoted(400, 400);
    assert!(cut_both.starts_with('…') && cut_both.ends_with('…'), "{cut_both}");
    assert!(cut_both.contains("the frobnicator is down"));
}

const QUESTION: &str =
    "\n[next_question]\nask = \"What does it print?\"\ncommand = \"openclaw status\"\n";

fn asked(rest: &str, text: &str) -> Option<String> {
    diagnose(&[("down", &entry(rest))], text).next_question.map(|question| question.ask)
}

#[test]
fn a_question_is_asked_unless_exactly_one_cause_fits() {
    let wet = cause("wet", "when = { signal = \"rain\" }");
    let code = cause("code", "when = { code = \"*\" }");
    let what = Some("What does it print?".to_owned());
    let rain = "the frobnicator is down while it was raining";
    assert_eq!(asked(&(wet.clone() + QUESTION), TEXT), what, "no cause fits");
    assert_eq!(asked(&(wet.clone() + QUESTION), rain), None, "one fits");
    let both = "the frobnicator is down (17) while it was raining";
    assert_eq!(asked(&(wet.clone() + &code + QUESTION), both), what, "two fit");
    assert_eq!(asked(&(wet.clone() + &code + QUESTION), rain), None, "one of two fits");
    assert_eq!(asked(&wet, TEXT), None, "there is none");
    assert_eq!(asked(QUESTION, TEXT), what, "no cause is known");
}

#[test]
fn a_question_is_asked_also_where_one_cause_fits_a_finding_that_is_not_certain() {
    let toml = signal("own", 60, "the frobnicator is down", "")
        + &signal("rain", 0, "while it was raining", "")
        + &cause("wet", "when = { signal = \"rain\" }")
        + QUESTION;
    let diagnosis = diagnose(&[("down", &toml)], "the frobnicator is down while it was raining");
    assert_eq!(diagnosis.next_question.unwrap().ask, "What does it print?");
}

#[test]
fn where_nothing_is_wrong_nothing_is_asked() {
    let toml = "severity = \"info\"\n".to_owned() + &entry(QUESTION);
    assert!(diagnose(&[("down", &toml)], TEXT).next_question.is_none());
}

#[test]
fn the_version_is_asked_where_a_fix_depends_on_it() {
    let dependent = fix("new", "when = { versions = \">=2026.8.1\" }");
    let version_asked = |rest: &str, told: &Told| {
        let diagnosis = diagnose_told(&[("down", &entry(rest))], TEXT, told);
        diagnosis.next_question.and_then(|question| question.command)
    };
    let command = Some("openclaw --version".to_owned());
    assert_eq!(version_asked(&dependent, &Told::default()), command);
    assert_eq!(version_asked(&dependent, &version("2026.9.6")), None);
    assert_eq!(version_asked(&fix("any", ""), &Told::default()), None);
    let own = dependent.clone() + QUESTION;
    assert_eq!(version_asked(&own, &Told::default()).as_deref(), Some("openclaw status"));
    let decided = cause("own", "when = { signal = \"own\" }") + &own;
    assert_eq!(version_asked(&decided, &Told::default()), command);
}

#[test]
fn evidence_that_has_a_question_of_its_own_asks_it() {
    let with = |id: &str, ask: &str| {
        signal(
            id,
            60,
            &format!("message of {id}"),
            &format!("next_question = {{ ask = \"{ask}\" }}"),
        )
    };
    let toml = with("alpha", "About alpha?")
        + &with("bravo", "About bravo?")
        + &signal("carol", 60, "message of carol", "")
        + QUESTION;
    let ask = |text: &str| {
        diagnose(&[("down", &toml)], text).next_question.map(|question| question.ask).unwrap()
    };
    assert_eq!(ask("message of alpha"), "About alpha?");
    assert_eq!(ask("message of bravo"), "About bravo?");
    assert_eq!(ask("message of bravo\nmessage of alpha"), "About alpha?", "the first of the file");
    assert_eq!(ask("message of alpha\nmessage of carol"), "What does it print?");
    assert_eq!(ask("message of carol"), "What does it print?");
}

#[test]
fn where_nothing_was_found_the_state_is_asked_for() {
    let question = diagnose(&[("down", &entry(""))], "hello").next_question.unwrap();
    assert_eq!(question.command.as_deref(), Some("openclaw status --all"));
}

/// The commands of the first fix.
fn commands(step: &str, text: &str) -> Vec<String> {
    let rest = fix("run", "").replace("run = \"openclaw run\"", step);
    let finding = find(&rest, text);
    finding.fixes[0].steps[0].snippets.iter().map(|snippet| snippet.text.clone()).collect()
}

const ON_EACH: &str = "run = \"any\"\npowershell = \"on windows\"\n\
    [[fix.step.variant]]\nplatform = \"linux\"\nrun = \"on linux\"\n\
    [[fix.step.variant]]\nplatform = \"macos\"\nrun = \"on macos\"\n\
    [[fix.step.variant]]\nplatform = \"kubernetes\"\nrun = \"in a pod\"\n[[fix.step]]\ntext = \"Go on\"\nrisk = \"reads\"";

/// The first step of three forms: the keys behind a variant belong to it, so the step is written whole.
fn on_each(text: &str) -> Vec<String> {
    let rest = fix("run", "").replace(
        "run = \"openclaw run\"\nexpect = \"It is done\"\n",
        &format!("expect = \"x\"\n{ON_EACH}\n"),
    );
    let finding = find(&rest, text);
    finding.fixes[0].steps[0].snippets.iter().map(|snippet| snippet.text.clone()).collect()
}

#[test]
fn a_command_is_shown_in_the_forms_that_can_fit() {
    let down = "the frobnicator is down";
    assert_eq!(on_each(down), ["any", "on windows", "on linux", "on macos"]);
    assert_eq!(on_each(&format!("systemctl\n{down}")), ["on linux"]);
    assert_eq!(on_each(&format!("launchctl\n{down}")), ["on macos"]);
    assert_eq!(on_each(&format!("schtasks\n{down}")), ["on windows"]);
    assert_eq!(
        on_each(&format!("kubectl get pods\n{down}")),
        ["on windows", "on linux", "on macos", "in a pod"]
    );
    assert_eq!(on_each(&format!("com.termux\n{down}")), ["any"], "no form of its own");
}

#[test]
fn wsl_gets_the_commands_of_linux() {
    assert_eq!(on_each("uname: microsoft-standard-WSL2\nthe frobnicator is down"), ["on linux"]);
}

#[test]
fn a_profile_is_put_in_unless_the_command_names_one_or_the_development_one() {
    let text = "Config: ~/.openclaw-work/openclaw.json\nthe frobnicator is down";
    for (command, adapted) in [
        ("openclaw status", "openclaw --profile work status"),
        ("openclaw --dev status", "openclaw --dev status"),
        ("openclaw --profile home status", "openclaw --profile home status"),
        ("cat openclaw status", "cat openclaw status"),
    ] {
        assert_eq!(commands(&format!("run = \"{command}\""), text), [adapted]);
    }
    let rest = fix("write", "").replace("run = \"openclaw write\"\n", "config = \"{}\"\n");
    let finding = find(&rest, text);
    let path = finding.fixes[0].steps[0].snippets[0].path.as_deref();
    assert_eq!(path, Some("~/.openclaw-work/openclaw.json"));
}

#[test]
fn every_line_of_a_command_is_adapted() {
    let profile = "Config: ~/.openclaw-work/openclaw.json\nthe frobnicator is down";
    let two = "run = \"openclaw stop\\nopenclaw start\"";
    assert_eq!(
        commands(two, profile),
        ["openclaw --profile work stop\nopenclaw --profile work start"]
    );
    let compose = "$ docker compose up\nthe frobnicator is down";
    assert_eq!(
        commands("run = \"openclaw devices list\\nopenclaw logs --follow\"", compose),
        [
            "docker compose run --rm openclaw-cli devices list\ndocker compose logs --tail 200 openclaw-gateway"
        ]
    );
    // One line that has no such form keeps all as they are.
    let mixed = "run = \"openclaw devices list\\nls\"";
    assert_eq!(commands(mixed, compose), ["openclaw devices list\nls"]);
}

#[test]
fn in_containers_commands_have_the_forms_of_the_docs() {
    let down = "the frobnicator is down";
    for (shown, command, adapted) in [
        ("$ docker compose up", "gateway stop", "docker compose stop openclaw-gateway"),
        ("$ docker compose up", "gateway start", "docker compose restart openclaw-gateway"),
        ("$ docker run x", "gateway restart", "docker restart <container>"),
        ("$ docker run x", "gateway stop", "docker stop <container>"),
        ("$ docker run x", "logs --follow", "docker logs --tail 200 <container>"),
        ("$ docker run x", "status", "docker exec -it <container> node dist/index.js status"),
        ("kubectl get", "gateway run", "kubectl rollout restart -n openclaw deploy/openclaw"),
        ("kubectl get", "gateway stop", "kubectl scale -n openclaw deploy/openclaw --replicas=0"),
        ("kubectl get", "logs", "kubectl logs -n openclaw deploy/openclaw --tail=200"),
        (
            "kubectl get",
            "status",
            "kubectl exec -n openclaw deploy/openclaw -- node dist/index.js status",
        ),
        ("podman ps", "status", "openclaw status"),
        ("$ docker run x", "gateway install --force", "openclaw gateway install --force"),
    ] {
        let text = format!("{shown}\n{down}");
        assert_eq!(commands(&format!("run = \"openclaw {command}\""), &text), [adapted]);
    }
}

#[test]
fn under_its_old_name_the_program_is_called_by_it() {
    let rest = fix("run", "")
        .replace("openclaw run", "OPENCLAW_TOKEN=x openclaw run ~/.openclaw/openclaw.json");
    let command = |text: &str| find(&rest, text).fixes[0].steps[0].snippets[0].text.clone();
    let old = "CLAWDBOT_TOKEN=x clawdbot run ~/.clawdbot/clawdbot.json";
    let new = "OPENCLAW_TOKEN=x openclaw run ~/.openclaw/openclaw.json";
    assert_eq!(command("clawdbot: the frobnicator is down"), old);
    assert_eq!(command("Clawdbot 2026.1.24 (885167d)\nthe frobnicator is down"), old);
    assert_eq!(command("Clawdbot 2026.1.29 (885167d)\nthe frobnicator is down"), new);
    assert_eq!(command("moltbot: the frobnicator is down"), new);
}
