//! The built-in knowledge as a whole: complete, right, and its entries told apart.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests set up files and may fail loudly"
)]

use std::sync::Arc;

use error_doctor::budget::Budget;
use error_doctor::context::Told;
use error_doctor::engine::Engine;
use error_doctor::examples;
use error_doctor::knowledge::{KnowledgeBase, Layers, SnippetKind};

fn base() -> KnowledgeBase {
    Layers::built_in().load().unwrap_or_else(|error| panic!("{error}")).into_first()
}

/// Ids are a contract: pages, bots and other people's links rest on them.
const IDS: &str = "
all-models-failed auth-rate-limited bedrock-credentials bind-unresolvable bind-without-auth
bootstrap-code-invalid browser-control-failed browser-extension-not-attached channel-delivery-failed
channel-not-enabled channel-plugin-not-installed channel-sender-not-allowed cli-unknown-command
client-closed-before-connect codex-runtime-unavailable command-not-found config-invalid-value
config-newer-version config-overwritten config-parse-error config-plugin-not-found config-unknown-key
connect-params-invalid context-overflow context-window-too-small control-ui-assets-missing
control-ui-origins-required control-ui-stale-build cron-delivery-failed cron-not-firing dev-profile-mismatch
device-identity-required device-scope-mismatch device-signature-invalid device-token-mismatch
dingtalk-connection discord-api-unreachable discord-channel-unresolved discord-connection-lost discord-intents
discord-missing-access discord-token-invalid disk-full dns-or-network-failure docker-build-failed
docker-volume-permission duplicate-install env-token-override exec-approval-required feishu-auth
feishu-permission file-permission-denied gateway-abnormal-closure gateway-auth-mode-ambiguous
gateway-crash-unhandled-rejection gateway-credential-redacted gateway-credential-weak
gateway-event-loop-blocked gateway-mode-unset gateway-not-running gateway-out-of-memory
gateway-password-mismatch gateway-password-missing gateway-password-not-configured gateway-port-in-use
gateway-port-permission gateway-request-timeout gateway-restart-loop gateway-starting gateway-stop-hang
gateway-token-mismatch gateway-token-missing gateway-token-not-configured gemini-thought-signature
git-not-found googlechat-auth handshake-timeout http-endpoint-disabled identity-proxy-rejected-upgrade
imessage-delivery-failed imessage-permission imessage-webhook-rejected insecure-remote-url
install-missing-module internal-client-token-mismatch launchd-bootstrap-failed legacy-name-leftovers
line-webhook local-model-out-of-memory local-model-tools-unsupported local-model-unreachable
matrix-crypto-missing matrix-sync-failed mcp-server-failed mdns-bonjour-failure memory-embeddings-unavailable
memory-index-stale missing-scope model-empty-response model-not-allowed model-timeout model-unknown
msteams-auth native-build-failed no-reply node-too-old npm-dependency-unresolvable npm-permission-denied
npm-wrong-package openrouter-data-policy origin-not-allowed pairing-required plugin-blocked-by-scan
plugin-duplicate-id plugin-install-failed plugin-load-failed plugin-not-trusted plugin-ownership-blocked
protocol-mismatch provider-account-blocked provider-bad-request provider-base-url-wrong provider-billing
provider-forbidden provider-key-invalid provider-key-missing provider-oauth-expired provider-overloaded
provider-rate-limited qqbot-auth qqbot-ip-whitelist remote-mode-misconfigured sandbox-container-failed
sandbox-docker-missing schtasks-create-failed secretref-unresolved service-entrypoint-mismatch
service-manager-unavailable service-not-installed service-path-nonstandard service-token-drift
session-history-corrupt session-lock-timeout signal-cli skill-requirements-missing slack-auth
slack-events-missing slack-missing-scope ssrf-blocked state-db-schema-newer state-migration-refused
subagent-announce-timeout subscription-third-party-blocked tailscale-bind-conflict telegram-chat-not-found
telegram-commands-rejected telegram-network telegram-polling-conflict telegram-rate-limited
telegram-token-invalid thinking-replay-rejected tls-or-proxy-failure tls-plaintext-mismatch
too-many-open-files tool-arguments-empty trusted-proxies-missing trusted-proxy-auth update-failed
url-override-needs-credentials web-search-unavailable wecom-auth wecom-ip-not-trusted weixin-network
weixin-session-expired whatsapp-connection-lost whatsapp-logged-out windows-spawn-failed";

#[test]
fn every_id_of_the_contract_has_an_entry() {
    let base = base();
    let missing: Vec<&str> = IDS.split_whitespace().filter(|id| base.get(id).is_none()).collect();
    assert!(missing.is_empty(), "no entry for {missing:?}");
}

#[test]
fn the_built_in_files_give_no_warning() {
    let loaded = Layers::built_in().load().unwrap_or_else(|error| panic!("{error}"));
    let list: Vec<String> = loaded.warnings.iter().map(|warning| warning.render()).collect();
    assert!(list.is_empty(), "{}", list.join("\n"));
}

#[test]
fn every_example_holds_and_every_signal_is_proved() {
    let engine = Engine::new(Arc::new(base()));
    let problems = examples::problems(&examples::run(&engine, |_| true));
    let list: Vec<String> = problems.iter().map(|problem| problem.render()).collect();
    assert!(list.is_empty(), "{}", list.join("\n"));
}

#[test]
fn what_is_found_in_each_example_is_reviewed() {
    let engine = Engine::new(Arc::new(base()));
    insta::assert_snapshot!("matrix", examples::matrix(&examples::run(&engine, |_| true)));
}

#[test]
fn every_pattern_compiles_within_the_size_limit() {
    for symptom in base().symptoms() {
        let signals = symptom.signals.iter().map(|signal| &signal.matcher);
        for matcher in signals.chain(symptom.vetoes.iter().map(|veto| &veto.matcher)) {
            if let Some(pattern) = &matcher.regex {
                assert!(pattern.try_compile().is_ok(), "{}: {}", symptom.id, pattern.source());
            }
        }
    }
}

#[test]
fn no_snippet_holds_something_like_a_secret() {
    for symptom in base().symptoms() {
        for fix in &symptom.fixes {
            let checks = fix.check.iter().flat_map(|check| &check.snippets);
            for snippet in fix.steps.iter().flat_map(|step| &step.snippets).chain(checks) {
                let long_hex = snippet
                    .text
                    .split(|c: char| !c.is_ascii_hexdigit())
                    .any(|word| word.len() >= 32);
                assert!(
                    !long_hex && !snippet.text.contains("sk-"),
                    "{}: {}",
                    symptom.id,
                    snippet.text
                );
                if snippet.kind == SnippetKind::Command {
                    assert!(!snippet.text.contains("gateway token rotate"), "{}", symptom.id);
                }
            }
        }
    }
}

#[test]
fn advice_that_fails_is_never_a_fix() {
    let forbidden = [
        "openclaw pair ",
        "openclaw gateway token",
        "openclaw whoami",
        "openclaw restart",
        "openclaw auth ",
    ];
    for symptom in base().symptoms() {
        for step in symptom.fixes.iter().flat_map(|fix| &fix.steps) {
            for snippet in &step.snippets {
                assert!(
                    !forbidden.iter().any(|bad| snippet.text.contains(bad)),
                    "{}: {}",
                    symptom.id,
                    snippet.text
                );
            }
        }
    }
}

#[test]
fn every_message_of_the_program_gets_its_symptom_first() {
    let engine = Engine::new(Arc::new(base()));
    let mut wrong = Vec::new();
    let files = std::fs::read_dir("tests/messages").unwrap().map(|entry| entry.unwrap().path());
    let mut lists: Vec<String> = files.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    lists.sort();
    assert!(lists.len() > 5);
    for line in lists.iter().flat_map(|list| list.lines()).filter(|line| !line.starts_with('#')) {
        let (id, message) = line.split_once('\t').unwrap();
        let paste = engine.read(&message.replace('⏎', "\n")).unwrap();
        let context = engine.context(&paste, &Told::default());
        let findings =
            engine.diagnose(&paste, &context, &Budget::for_paste(paste.normal().len())).findings;
        let first = findings.first().map_or("nothing", |finding| finding.id.as_str());
        if first != id {
            wrong.push(format!("{id}: {message}\n    finds {first}"));
        }
    }
    assert!(wrong.is_empty(), "{} messages:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_is_proved_names_a_scenario_that_exists() {
    for symptom in base().symptoms() {
        for fix in symptom.fixes.iter().filter(|fix| !fix.proof.proved_on.is_empty()) {
            let name = fix.proof.scenario.as_deref().unwrap_or_default();
            let path = format!("tests/lab/scenarios/{name}.toml");
            let scenario = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("no {path}"));
            for line in [format!("symptom = \"{}\"", symptom.id), format!("fix = \"{}\"", fix.id)] {
                let squeezed: String = scenario.split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(squeezed.contains(&line), "{path} is not about {line}");
            }
        }
    }
}

/// Writes an entry of one message into a folder.
fn entry(folder: &std::path::Path, place: &str, title: &str) {
    let path = folder.join(place);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let toml = format!(
        "title = \"{title}\"\nseverity = \"error\"\nsummary = \"It is made up\"\n\
         [[signal]]\nid = \"own\"\nshows = \"the words of {title}\"\nweight = 90\nliteral = \"the frobnicator is down\"\n\
         [[example]]\nname = \"plain\"\nexpect = \"first\"\ntext = \"the frobnicator is down\"\n"
    );
    std::fs::write(path, toml).unwrap();
}

#[test]
fn of_several_folders_with_the_same_file_the_last_one_wins() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let titles = ["First", "Last"];
    for (folder, title) in folders.iter().zip(titles) {
        entry(folder.path(), "test/same.toml", title);
    }
    entry(folders[0].path(), "test/only-first.toml", "Only first");
    let paths: Vec<_> = folders.iter().map(|folder| folder.path().to_owned()).collect();
    let title = |paths: &[std::path::PathBuf]| {
        let base = Layers::new(false, paths.to_vec()).load().unwrap().into_first();
        assert!(base.get("only-first").is_some());
        base.get("same").unwrap().title.clone()
    };
    assert_eq!(title(&paths), "Last");
    assert_eq!(title(&[paths[1].clone(), paths[0].clone()]), "First");
}

#[test]
fn a_folder_goes_on_top_of_the_built_in_files() {
    let folder = tempfile::tempdir().unwrap();
    let known = base().get("gateway-token-mismatch").unwrap().category.clone();
    entry(folder.path(), &format!("{known}/gateway-token-mismatch.toml"), "My own words");
    entry(folder.path(), "test/new-one.toml", "New");
    let base = Layers::new(true, vec![folder.path().to_owned()]).load().unwrap().into_first();
    assert_eq!(base.get("gateway-token-mismatch").unwrap().title, "My own words");
    assert!(base.get("new-one").is_some() && base.get("pairing-required").is_some());
}

#[test]
fn each_form_of_the_banner_is_told_from_other_lines() {
    use error_doctor::paste::MessageKind;
    let engine = Engine::new(Arc::new(base()));
    let kind = |line: &str| engine.read(line).unwrap().messages()[0].kind;
    for line in [
        "🦞 OpenClaw 2026.9.6 (eb377ac)",
        "🦞  OpenClaw 2026.9.6 (eb377ac) — All your chats, one OpenClaw.",
        "OpenClaw 2026.9.6 (eb377ac)",
        "  OpenClaw 2026.9.6 (eb377ac)",
        "Clawdbot 2026.1.24-3 (885167d)",
        "Moltbot 2026.1.27 (0123456789ab)",
        "OpenClaw 2026.2.1-beta.2 (unknown)",
    ] {
        assert_eq!(kind(line), MessageKind::Banner, "{line}");
    }
    for line in [
        "OpenClaw 2026.9.6",
        "OpenClaw 2026.9.6 (now)",
        "OpenClaw 2026.9.6 (eb37)",
        "OpenClaw v9 (eb377ac)",
        "NotClaw 2026.9.6 (eb377ac)",
        "running on OpenClaw 2026.9.6 (eb377ac)",
    ] {
        assert_eq!(kind(line), MessageKind::Line, "{line}");
    }
}
