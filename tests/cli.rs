//! The command line: what it prints, and with which exit status.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests set up files and may fail loudly"
)]

use std::fs;
use std::io::Write;
use std::process::{Command, Output, Stdio};

fn run(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_error-doctor"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses its arguments does not read.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

const MISMATCH: &str = "openclaw 2026.3.13\nunauthorized: gateway token mismatch (set gateway.remote.token to match gateway.auth.token)\nSource: local loopback\n";

#[test]
fn diagnose_reads_a_pipe_and_answers_in_text() {
    let output = run(&["diagnose"], MISMATCH);
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!("diagnose_text", out(&output));
}

#[test]
fn diagnose_answers_in_markdown() {
    let output = run(&["diagnose", "-", "--format", "markdown"], MISMATCH);
    insta::assert_snapshot!("diagnose_markdown", out(&output));
}

#[test]
fn diagnose_reads_a_file_and_answers_in_json() {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), MISMATCH).unwrap();
    let output = run(&["diagnose", file.path().to_str().unwrap(), "--format", "json"], "");
    let answer: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(answer["findings"][0]["id"], "gateway-token-mismatch");
}

#[test]
fn diagnose_tells_by_its_status_whether_something_was_found() {
    assert_eq!(run(&["diagnose"], "nothing of the kind").status.code(), Some(1));
    assert_eq!(run(&["diagnose"], " \n").status.code(), Some(2));
    assert_eq!(run(&["diagnose", "/no/such/file"], "").status.code(), Some(2));
    assert_eq!(run(&["diagnose", "--format", "xml"], "").status.code(), Some(2));
    assert_eq!(run(&["nonsense"], "").status.code(), Some(2));
}

#[test]
fn what_the_user_tells_narrows_the_fixes() {
    let output = run(
        &["diagnose", "--openclaw-version", "2026.9.6", "--format", "json"],
        &MISMATCH.replace("2026.3.13", ""),
    );
    assert!(!out(&output).contains("unset-client-env"));
}

#[test]
fn list_names_every_symptom() {
    let output = run(&["list"], "");
    assert_eq!(output.status.code(), Some(0));
    assert!(out(&output).contains("gateway-token-mismatch"));
}

#[test]
fn check_accepts_the_built_in_knowledge() {
    let output = run(&["check"], "");
    assert_eq!(output.status.code(), Some(0), "{}", out(&output));
    assert!(out(&output).contains("examples are right"));
}

#[test]
fn check_lists_every_problem_with_its_place_and_a_caret() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("test")).unwrap();
    fs::write(
        folder.path().join("test/made-up.toml"),
        "titel = \"x\"\nseverity = \"fatal\"\nsummary = \"x\"\nexplains = [\"no-such-symptom\"]\n[[signal]]\nid = \"Words\"\nshows = \"x\"\nstrength = \"proof\"\nliteral = \"short\"\nregex = 'a(b'\n[[signal]]\nid = \"empty\"\nshows = \"x\"\nstrength = \"sure\"\nliteral = \"long enough\"\nregex = 'x*'\n[[signal]]\nid = \"slow\"\nshows = \"x\"\nstrength = \"hint\"\nliteral = \"long enough\"\nregex = '\\bword'\n[[example]]\nname = \"x\"\nexpect = \"first\"\ntext = \"x\"\n",
    )
    .unwrap();
    fs::write(folder.path().join("stray.md"), "").unwrap();
    let dir = folder.path().to_str().unwrap();
    let output = run(&["check", dir, "--no-built-in"], "");
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!("check_problems", out(&output).replace(dir, "DIR"));
    let github = out(&run(&["check", dir, "--no-built-in", "--format", "github"], ""));
    assert!(
        github.contains(
            "made-up.toml,line=2,col=12::`severity` must be `error`, `warning` or `info`"
        ),
        "{github}"
    );
}

#[test]
fn serving_broken_knowledge_is_refused_with_all_problems() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("test")).unwrap();
    fs::write(folder.path().join("test/one.toml"), "titel = 1\n").unwrap();
    fs::write(folder.path().join("test/two.toml"), "title = \n").unwrap();
    let output = run(
        &["serve", "--listen", "127.0.0.1:0", "--knowledge", folder.path().to_str().unwrap()],
        "",
    );
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(error.contains("one.toml:1:1") && error.contains("two.toml:1:"), "{error}");
}

#[test]
fn a_folder_replaces_adds_and_removes_symptoms() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("gateway-auth")).unwrap();
    fs::create_dir_all(folder.path().join("house")).unwrap();
    let entry = |title: &str| {
        format!(
            "title = \"{title}\"\nseverity = \"error\"\nsummary = \"x\"\n[[signal]]\nid = \"a\"\nshows = \"x\"\nstrength = \"proof\"\nliteral = \"gateway token mismatch\"\n[[example]]\nname = \"x\"\nexpect = \"found\"\ntext = \"gateway token mismatch\"\n"
        )
    };
    fs::write(
        folder.path().join("house/own-problem.toml"),
        entry("Ours").replace("gateway token mismatch", "house rule broken"),
    )
    .unwrap();
    fs::write(folder.path().join("gateway-auth/gateway-token-mismatch.toml"), entry("Replaced"))
        .unwrap();
    let dir = folder.path().to_str().unwrap();
    let list = out(&run(&["list", "--knowledge", dir], ""));
    assert!(list.contains("Replaced") && list.contains("own-problem"), "{list}");
    fs::write(folder.path().join("house/own-problem.toml"), "[retired]\nwhy = \"no longer\"\n")
        .unwrap();
    let list = out(&run(&["list", "--knowledge", dir], ""));
    assert!(!list.contains("own-problem"), "{list}");
}

#[test]
fn healthcheck_fails_when_nothing_answers() {
    assert_eq!(run(&["healthcheck", "--listen", "127.0.0.1:1"], "").status.code(), Some(1));
}

#[test]
fn print_config_shows_the_settings_in_use() {
    let output = run(&["--listen", "127.0.0.1:9999", "--print-config"], "");
    let settings: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(settings["listen"], "127.0.0.1:9999");
    assert_eq!(settings["limits"]["body_bytes"], 2 * 1024 * 1024);
}

#[test]
fn every_limit_is_an_option_and_shows_in_print_config() {
    let given = [
        ("connections", "7"),
        ("connections-per-peer", "6"),
        ("spare-connections", "5"),
        ("rate", "40"),
        ("rate-burst", "41"),
        ("rate-peers", "42"),
        ("body-bytes", "1000"),
        ("bodies-bytes", "9000"),
        ("bodies-bytes-per-peer", "3000"),
        ("diagnoses", "3"),
        ("waiting", "11"),
        ("waiting-per-peer", "12"),
        ("head-timeout", "21"),
        ("body-timeout", "22"),
        ("write-timeout", "23"),
        ("queue-timeout", "24"),
        ("stuck-timeout", "25"),
        ("drain-timeout", "26"),
    ];
    let shown = |output: &Output| -> serde_json::Value {
        serde_json::from_str(&out(output)).unwrap_or_else(|_| panic!("{output:?}"))
    };
    let mut arguments = vec!["--print-config", "--trusted-proxy", "10.0.0.0/8,192.0.2.1"];
    let options: Vec<String> =
        given.iter().map(|(name, value)| format!("--{name}={value}")).collect();
    arguments.extend(options.iter().map(String::as_str));
    let limits = shown(&run(&arguments, ""))["limits"].clone();
    for (name, value) in given {
        assert_eq!(limits[name.replace('-', "_")].to_string(), value, "{name}");
    }
    assert_eq!(limits["trusted_proxies"], serde_json::json!(["10.0.0.0/8", "192.0.2.1/32"]));
    assert_eq!(limits.as_object().unwrap().len(), given.len() + 1, "an option for each limit");
    let variables = given.map(|(name, value)| {
        (format!("ERROR_DOCTOR_{}", name.replace('-', "_").to_uppercase()), value)
    });
    let output = Command::new(env!("CARGO_BIN_EXE_error-doctor"))
        .arg("--print-config")
        .envs(variables)
        .env("ERROR_DOCTOR_TRUSTED_PROXY", "10.0.0.0/8,192.0.2.1")
        .output()
        .unwrap();
    assert_eq!(shown(&output)["limits"], limits, "the environment says the same");
    let readme = fs::read_to_string("README.md").unwrap();
    for (name, _) in given {
        assert!(readme.contains(&format!("| `--{name}` |")), "{name} is not in the README");
    }
}

#[test]
fn limits_that_cannot_be_are_refused_by_name() {
    for wrong in [
        "--connections=0",
        "--connections=many",
        "--diagnoses=0",
        "--queue-timeout=0",
        "--head-timeout=99999999999",
        "--trusted-proxy=proxy",
        "--rate=-1",
        "--no-such-limit=1",
    ] {
        let output = run(&[wrong, "--print-config"], "");
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        let name = wrong.split('=').next().unwrap();
        assert!(String::from_utf8_lossy(&output.stderr).contains(name), "{wrong}: {output:?}");
    }
}

#[test]
fn a_new_entry_is_valid_says_what_to_edit_and_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_str().unwrap();
    let output = run(&["new", "lamps/dark-lamp", "--knowledge", dir], "");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let path = folder.path().join("lamps/dark-lamp.toml");
    assert!(out(&output).contains(path.to_str().unwrap()), "{}", out(&output));
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("# EDIT: the message as the program prints it"));

    let check = run(&["check", dir], "");
    assert_eq!(check.status.code(), Some(0), "{}", out(&check));
    assert!(out(&check).contains("still as `error-doctor new` wrote it"), "{}", out(&check));
    let alone = run(&["check", dir, "--no-built-in"], "");
    assert!(out(&alone).contains("1 symptoms and 1 examples are right"), "{}", out(&alone));

    fs::write(
        &path,
        text.replace("EDIT: the fixed words of the message dark-lamp", "lamp went dark"),
    )
    .unwrap();
    let found = run(&["diagnose", "--knowledge", dir], "lamp went dark");
    assert_eq!(found.status.code(), Some(0));
    assert!(out(&found).contains("dark-lamp"), "{}", out(&found));

    for place in ["lamps/dark-lamp", "other/dark-lamp"] {
        let again = run(&["new", place, "--knowledge", dir], "");
        assert_eq!(again.status.code(), Some(2), "{place}");
        assert!(String::from_utf8_lossy(&again.stderr).contains("is taken by"), "{place}");
    }
    assert!(fs::read_to_string(&path).unwrap().contains("lamp went dark"));
}

#[test]
fn a_new_entry_needs_a_place() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_str().unwrap();
    for place in ["dark-lamp", "lamps/Dark_Lamp", "lamps/", "../lamps/dark", "a/b/c"] {
        let output = run(&["new", place, "--knowledge", dir], "");
        assert_eq!(output.status.code(), Some(2), "{place}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    let nowhere = run(&["new", "lamps/dark-lamp", "--knowledge", "/no/such/folder"], "");
    assert_eq!(nowhere.status.code(), Some(2));
}

#[test]
fn the_schemas_for_editors_are_printed() {
    for kind in ["entry", "shared", "i18n", "proof"] {
        let output = run(&["schema", kind], "");
        let schema: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
        assert!(schema["$defs"].is_object(), "{kind}");
    }
    assert_eq!(run(&["schema", "poem"], "").status.code(), Some(2));
}
