//! Words that tell where a paste comes from.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::Regex;

use super::Conclusion;
use crate::paste::{Paste, UnitKind};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fact {
    Platform,
    Install,
    Service,
    Client,
    Product,
    /// A wording of a span of versions; the value names the span (see `version.rs`).
    Era,
}

/// A literal, what it tells, and how much it is worth beside others about the same fact.
struct Clue(&'static str, Fact, &'static str, u8);

/// How the bracketed hint, the log's `client=` and the texts of the clients name the failing client:
/// read in the code of 2026.1.24 to 2026.9.6 and seen in real handshakes.
const CLUES: &[Clue] = &[
    // What a path or a command belongs to is surer than what a client said of itself.
    Clue("/home/", Fact::Platform, "linux", 4),
    Clue("systemctl", Fact::Platform, "linux", 4),
    Clue("systemd", Fact::Platform, "linux", 4),
    Clue("journalctl", Fact::Platform, "linux", 4),
    Clue("/usr/lib/node_modules", Fact::Platform, "linux", 4),
    Clue("ubuntu", Fact::Platform, "linux", 3),
    Clue("debian", Fact::Platform, "linux", 3),
    Clue("raspberry pi", Fact::Platform, "linux", 3),
    Clue("platform=linux", Fact::Platform, "linux", 1),
    Clue("/Users/", Fact::Platform, "macos", 4),
    Clue("launchctl", Fact::Platform, "macos", 4),
    Clue("launchd", Fact::Platform, "macos", 4),
    Clue("LaunchAgent", Fact::Platform, "macos", 4),
    Clue("/opt/homebrew", Fact::Platform, "macos", 4),
    Clue("macos", Fact::Platform, "macos", 3),
    Clue("mac mini", Fact::Platform, "macos", 3),
    Clue("platform=darwin", Fact::Platform, "macos", 1),
    Clue("platform=macos", Fact::Platform, "macos", 1),
    Clue("C:\\", Fact::Platform, "windows", 4),
    Clue("\\Users\\", Fact::Platform, "windows", 4),
    Clue("schtasks", Fact::Platform, "windows", 4),
    Clue("powershell", Fact::Platform, "windows", 4),
    Clue("Scheduled Task", Fact::Platform, "windows", 4),
    Clue("%APPDATA%", Fact::Platform, "windows", 4),
    Clue("gateway.cmd", Fact::Platform, "windows", 4),
    Clue("windows 10", Fact::Platform, "windows", 3),
    Clue("windows 11", Fact::Platform, "windows", 3),
    Clue("on windows", Fact::Platform, "windows", 3),
    Clue("platform=win32", Fact::Platform, "windows", 1),
    Clue("wsl2", Fact::Platform, "wsl", 5),
    Clue("microsoft-standard-WSL", Fact::Platform, "wsl", 5),
    Clue("/mnt/c/", Fact::Platform, "wsl", 5),
    Clue("com.termux", Fact::Platform, "android", 5),
    Clue("termux", Fact::Platform, "android", 4),
    Clue("docker compose", Fact::Install, "compose", 6),
    Clue("docker-compose", Fact::Install, "compose", 6),
    Clue("compose.yml", Fact::Install, "compose", 6),
    Clue("compose.yaml", Fact::Install, "compose", 6),
    Clue("docker exec", Fact::Install, "docker", 5),
    Clue("docker run", Fact::Install, "docker", 5),
    Clue("docker logs", Fact::Install, "docker", 5),
    Clue("docker restart", Fact::Install, "docker", 5),
    Clue("docker-setup.sh", Fact::Install, "compose", 5),
    Clue("ghcr.io/openclaw", Fact::Install, "docker", 4),
    Clue("Container environment detected", Fact::Install, "docker", 3),
    Clue("/home/node/.openclaw", Fact::Install, "docker", 3),
    Clue("file:///app/", Fact::Install, "docker", 3),
    Clue("(/app/", Fact::Install, "docker", 3),
    Clue("in docker", Fact::Install, "docker", 2),
    Clue("podman", Fact::Install, "podman", 7),
    Clue("kubectl", Fact::Install, "kubernetes", 7),
    Clue("CrashLoopBackOff", Fact::Install, "kubernetes", 7),
    Clue("home assistant", Fact::Install, "add-on", 7),
    Clue("hassio", Fact::Install, "add-on", 7),
    Clue("homeassistant", Fact::Install, "add-on", 7),
    Clue("com.termux", Fact::Install, "termux", 7),
    Clue("termux", Fact::Install, "termux", 4),
    Clue("railway", Fact::Install, "paas", 3),
    Clue("/lib/node_modules/openclaw", Fact::Install, "npm", 4),
    Clue("\\node_modules\\openclaw", Fact::Install, "npm", 4),
    Clue(".npm-global", Fact::Install, "npm", 4),
    Clue("npm install -g openclaw", Fact::Install, "npm", 4),
    Clue("npm i -g openclaw", Fact::Install, "npm", 4),
    Clue("pnpm openclaw", Fact::Install, "source", 4),
    Clue("systemctl", Fact::Service, "systemd", 4),
    Clue("journalctl", Fact::Service, "systemd", 4),
    Clue("systemd", Fact::Service, "systemd", 3),
    Clue("openclaw-gateway.service", Fact::Service, "systemd", 4),
    Clue("launchctl", Fact::Service, "launchd", 4),
    Clue("LaunchAgent", Fact::Service, "launchd", 4),
    Clue("launchd", Fact::Service, "launchd", 3),
    Clue("ai.openclaw.gateway", Fact::Service, "launchd", 4),
    Clue("schtasks", Fact::Service, "schtasks", 4),
    Clue("Scheduled Task", Fact::Service, "schtasks", 4),
    Clue("gateway.cmd", Fact::Service, "schtasks", 4),
    // The hint is chosen by the gateway from the client that failed.
    Clue("(set gateway.remote.", Fact::Client, "cli", 6),
    Clue("(use this gateway's gateway.auth", Fact::Client, "cli", 6),
    Clue("(open the dashboard URL", Fact::Client, "control-ui", 6),
    Clue("(open a tokenized dashboard URL", Fact::Client, "control-ui", 6),
    Clue("(paste in Control UI settings", Fact::Client, "control-ui", 6),
    Clue("(enter the password in Control UI", Fact::Client, "control-ui", 6),
    Clue("(provide gateway auth", Fact::Client, "backend", 6),
    Clue("node host gateway", Fact::Client, "node", 6),
    Clue("client=gateway-client backend", Fact::Client, "backend", 5),
    Clue("client=gateway:", Fact::Client, "backend", 5),
    Clue("client=cli cli", Fact::Client, "cli", 5),
    Clue("client=openclaw-control-ui", Fact::Client, "control-ui", 5),
    Clue("client=clawdbot-control-ui", Fact::Client, "control-ui", 5),
    Clue("client=control-ui", Fact::Client, "control-ui", 5),
    Clue("client=webchat", Fact::Client, "webchat", 5),
    Clue("client=node-host", Fact::Client, "node", 5),
    Clue("client=openclaw-ios", Fact::Client, "app", 5),
    Clue("client=openclaw-android", Fact::Client, "app", 5),
    Clue("client=openclaw-macos", Fact::Client, "app", 5),
    Clue("client=openclaw-probe", Fact::Client, "probe", 5),
    Clue("control ui requires", Fact::Client, "control-ui", 4),
    Clue("This Gateway expects its", Fact::Client, "control-ui", 4),
    Clue("Approve this browser", Fact::Client, "control-ui", 4),
    Clue("disconnected (1008)", Fact::Client, "control-ui", 3),
    Clue("disconnected (4008)", Fact::Client, "control-ui", 3),
    Clue("Gateway target:", Fact::Client, "cli", 2),
    Clue("openclaw", Fact::Product, "openclaw", 5),
    Clue("clawdbot", Fact::Product, "clawdbot", 4),
    Clue("moltbot", Fact::Product, "moltbot", 4),
    // Shapes that only this program's logs and screens have.
    Clue("Gateway target: ws", Fact::Product, "openclaw", 2),
    Clue("gateway.auth.", Fact::Product, "openclaw", 2),
    Clue("gateway.remote.", Fact::Product, "openclaw", 2),
    Clue("gateway.controlUi.", Fact::Product, "openclaw", 2),
    Clue("subsystem=gateway", Fact::Product, "openclaw", 2),
    Clue("gateway/ws", Fact::Product, "openclaw", 2),
    Clue("[ws] ", Fact::Product, "openclaw", 1),
    Clue("[gateway] ", Fact::Product, "openclaw", 1),
    Clue(":18789", Fact::Product, "openclaw", 2),
    Clue("GatewayClientRequestError", Fact::Product, "openclaw", 2),
    Clue("[agent/embedded]", Fact::Product, "openclaw", 2),
    Clue("[model-fallback", Fact::Product, "openclaw", 2),
    Clue("[model-fetch]", Fact::Product, "openclaw", 2),
    Clue("FailoverError", Fact::Product, "openclaw", 2),
    Clue("lane task error", Fact::Product, "openclaw", 2),
    Clue("lane=session:", Fact::Product, "openclaw", 2),
    Clue("Agent failed before reply", Fact::Product, "openclaw", 2),
    Clue("embedded_run_agent_end", Fact::Product, "openclaw", 2),
    Clue("[health-monitor]", Fact::Product, "openclaw", 2),
    Clue("[delivery-recovery]", Fact::Product, "openclaw", 2),
    Clue("gateway/channels", Fact::Product, "openclaw", 2),
    Clue("gateway/heartbeat", Fact::Product, "openclaw", 2),
    Clue("agents.defaults.", Fact::Product, "openclaw", 2),
    Clue("plugins.entries.", Fact::Product, "openclaw", 2),
    Clue("models.providers.", Fact::Product, "openclaw", 2),
    Clue("channels.telegram.", Fact::Product, "openclaw", 2),
    Clue("channels.discord.", Fact::Product, "openclaw", 2),
    Clue("channels.whatsapp.", Fact::Product, "openclaw", 2),
    Clue("channels.slack.", Fact::Product, "openclaw", 2),
    Clue("channels.feishu.", Fact::Product, "openclaw", 2),
    Clue("LLM request rejected:", Fact::Product, "openclaw", 2),
    Clue("LLM request failed:", Fact::Product, "openclaw", 2),
    Clue("LLM error ", Fact::Product, "openclaw", 2),
    Clue("rawError=", Fact::Product, "openclaw", 2),
    Clue("All models failed (", Fact::Product, "openclaw", 2),
    Clue("channel exited:", Fact::Product, "openclaw", 2),
    Clue("channels.matrix.", Fact::Product, "openclaw", 2),
    Clue("channels.msteams.", Fact::Product, "openclaw", 2),
    Clue("channels.signal.", Fact::Product, "openclaw", 2),
    Clue("channels.imessage.", Fact::Product, "openclaw", 2),
    Clue("channels.googlechat.", Fact::Product, "openclaw", 2),
    Clue("channels.wecom.", Fact::Product, "openclaw", 2),
    Clue("channels.qqbot.", Fact::Product, "openclaw", 2),
    Clue("channels.line.", Fact::Product, "openclaw", 2),
    Clue("available auth profile", Fact::Product, "openclaw", 2),
    Clue("clawx", Fact::Product, "openclaw", 1),
    Clue("clawpanel", Fact::Product, "openclaw", 1),
    Clue("lobsterai", Fact::Product, "openclaw", 1),
    Clue("GatewayClientRequestError", Fact::Era, "request-error-class", 1),
    Clue("gateway connect failed: Error:", Fact::Era, "plain-error-class", 1),
    Clue(" peer=", Fact::Era, "peer-field", 1),
    Clue(" guidance=", Fact::Era, "guidance-field", 1),
    Clue("use this gateway's gateway.auth", Fact::Era, "local-hint", 1),
    Clue("Gateway not reachable at ws", Fact::Era, "not-reachable-text", 1),
    Clue("Could not start the CLI", Fact::Era, "could-not-start", 1),
    Clue("The CLI command failed.", Fact::Era, "command-failed", 1),
    Clue("open a tokenized dashboard URL", Fact::Era, "tokenized-url", 1),
    Clue("pairing required: device", Fact::Era, "pairing-detail", 1),
];

static AUTOMATON: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .build(CLUES.iter().map(|clue| clue.0))
        .expect("a few constant literals")
});

/// The first place of each clue that stands in the paste.
pub(super) struct Found {
    hits: Vec<Hit>,
}

struct Hit {
    clue: usize,
    line: usize,
}

impl Found {
    /// The conclusion with the most worth; of equals the one that stands first.
    pub(super) fn best(&self, fact: Fact) -> Option<Conclusion> {
        let mut best: Option<&Hit> = None;
        for hit in self.hits.iter().filter(|hit| CLUES[hit.clue].1 == fact) {
            if best.is_none_or(|best| CLUES[hit.clue].3 > CLUES[best.clue].3) {
                best = Some(hit);
            }
        }
        best.map(|hit| Conclusion { value: CLUES[hit.clue].2.to_owned(), line: Some(hit.line) })
    }

    /// The eras that wordings point to, with their lines.
    pub(super) fn eras(&self) -> impl Iterator<Item = (&'static str, usize)> {
        let eras = self.hits.iter().filter(|hit| CLUES[hit.clue].1 == Fact::Era);
        eras.map(|hit| (CLUES[hit.clue].2, hit.line))
    }
}

static COMPOSE_PREFIX: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^[A-Za-z0-9._-]*(?:openclaw|clawdbot|gateway)[A-Za-z0-9._-]*\s{1,6}\|\s")
        .expect("a constant pattern that the tests compile")
});

/// Finds every clue, in the order of the paste.
pub(super) fn find(paste: &Paste) -> Found {
    let mut seen = vec![false; CLUES.len()];
    let mut hits = Vec::new();
    for hit in AUTOMATON.find_overlapping_iter(paste.normal()) {
        let clue = hit.pattern().as_usize();
        if seen[clue] {
            continue;
        }
        let unit = &paste.units()[paste.unit_at(hit.start())];
        if matches!(unit.kind, UnitKind::Tagline | UnitKind::Seam { .. }) {
            continue;
        }
        seen[clue] = true;
        hits.push(Hit { clue, line: paste.line_of(hit.start()) });
    }
    let compose = CLUES.iter().position(|clue| clue.0 == "docker compose");
    if let (Some(clue), Some(found)) = (compose, COMPOSE_PREFIX.find(paste.shown())) {
        let line = paste
            .shown_lines()
            .find(|line| line.range.end >= found.end())
            .map_or(1, |line| line.number);
        hits.push(Hit { clue, line });
    }
    Found { hits }
}

static PROFILE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:--profile[= ]|OPENCLAW_PROFILE=|\.openclaw-)(?<name>[a-z0-9][a-z0-9_-]{0,30})[\s/\\]|(?<dev>openclaw --dev(?:\s|$))")
        .expect("a constant pattern that the tests compile")
});

/// The profile that a path or an option names.
pub(super) fn profile(paste: &Paste) -> Option<Conclusion> {
    let found = PROFILE.captures(paste.normal())?;
    let value = found.name("name").map_or("dev", |name| name.as_str()).to_owned();
    let whole = found.get(0)?;
    Some(Conclusion { value, line: Some(paste.line_of(whole.start())) })
}
