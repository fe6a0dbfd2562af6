//! Ordinary logs of other software get no finding above `possible`.
#![allow(clippy::unwrap_used, reason = "tests may fail loudly")]

use std::sync::Arc;

use error_doctor::answer::Confidence;
use error_doctor::budget::Budget;
use error_doctor::context::Told;
use error_doctor::engine::Engine;
use error_doctor::knowledge::Layers;

/// Lines as these programs write them. `{n}` is a number, `{ip}` an address, `{t}` a time, `{id}` an id.
const TEMPLATES: &[(&str, &[&str])] = &[
    (
        "nginx",
        &[
            r#"{ip} - - [20/Nov/2026:{t} +0000] "GET /api/items/{n} HTTP/1.1" 200 {n} "-" "Mozilla/5.0 (X11; Linux x86_64)""#,
            r#"{ip} - - [20/Nov/2026:{t} +0000] "POST /login HTTP/1.1" 401 {n} "-" "curl/8.5.0""#,
            r#"{ip} - admin [20/Nov/2026:{t} +0000] "GET /ws HTTP/1.1" 101 0 "-" "Go-http-client/1.1""#,
            "2026/11/20 {t} [error] {n}#{n}: *{n} connect() failed (111: Connection refused) while connecting to upstream, client: {ip}, server: example.net, request: \"GET / HTTP/1.1\", upstream: \"http://127.0.0.1:3000/\", host: \"example.net\"",
            "2026/11/20 {t} [error] {n}#{n}: *{n} upstream timed out (110: Connection timed out) while reading response header from upstream, client: {ip}",
            "2026/11/20 {t} [warn] {n}#{n}: *{n} a client request body is buffered to a temporary file /var/cache/nginx/client_temp/{n}",
            "2026/11/20 {t} [emerg] {n}#{n}: bind() to 0.0.0.0:80 failed (98: Address already in use)",
            "2026/11/20 {t} [crit] {n}#{n}: *{n} SSL_do_handshake() failed (SSL: error:0A00006C:SSL routines::bad key share) while SSL handshaking, client: {ip}",
        ],
    ),
    (
        "PostgreSQL",
        &[
            "2026-11-20 {t} UTC [{n}] LOG:  checkpoint starting: time",
            "2026-11-20 {t} UTC [{n}] LOG:  checkpoint complete: wrote {n} buffers (0.4%); 0 WAL file(s) added, 0 removed, 1 recycled",
            "2026-11-20 {t} UTC [{n}] FATAL:  password authentication failed for user \"app\"",
            "2026-11-20 {t} UTC [{n}] ERROR:  duplicate key value violates unique constraint \"items_pkey\"",
            "2026-11-20 {t} UTC [{n}] DETAIL:  Key (id)=({n}) already exists.",
            "2026-11-20 {t} UTC [{n}] FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute",
            "2026-11-20 {t} UTC [{n}] ERROR:  canceling statement due to statement timeout",
            "2026-11-20 {t} UTC [{n}] LOG:  could not receive data from client: Connection reset by peer",
            "2026-11-20 {t} UTC [{n}] PANIC:  could not write to file \"pg_wal/xlogtemp.{n}\": No space left on device",
        ],
    ),
    (
        "systemd",
        &[
            "Nov 20 {t} web1 systemd[1]: Started nginx.service - A high performance web server and a reverse proxy server.",
            "Nov 20 {t} web1 systemd[1]: myapp.service: Main process exited, code=exited, status=1/FAILURE",
            "Nov 20 {t} web1 systemd[1]: myapp.service: Failed with result 'exit-code'.",
            "Nov 20 {t} web1 systemd[1]: myapp.service: Scheduled restart job, restart counter is at {n}.",
            "Nov 20 {t} web1 systemd[1]: myapp.service: Start request repeated too quickly.",
            "Nov 20 {t} web1 systemd[1]: Failed to start myapp.service - My application.",
            "Nov 20 {t} web1 systemd[{n}]: Reached target default.target - Main User Target.",
            "Nov 20 {t} web1 sshd[{n}]: Failed password for invalid user admin from {ip} port {n} ssh2",
            "Nov 20 {t} web1 sshd[{n}]: Connection closed by authenticating user root {ip} port {n} [preauth]",
            "Nov 20 {t} web1 kernel: [{n}.{n}] Out of memory: Killed process {n} (java) total-vm:{n}kB, anon-rss:{n}kB",
            "Nov 20 {t} web1 avahi-daemon[{n}]: Withdrawing address record for {ip} on eth0.",
        ],
    ),
    (
        "Kubernetes",
        &[
            "Warning  BackOff    {n}s (x{n} over 5m)  kubelet  Back-off restarting failed container app in pod app-{id}_default({id})",
            "Normal   Pulled     {n}s                 kubelet  Container image \"registry.example.net/app:1.2.{n}\" already present on machine",
            "Warning  Unhealthy  {n}s (x{n} over 2m)  kubelet  Readiness probe failed: HTTP probe failed with statuscode: 503",
            "Warning  FailedScheduling  {n}s  default-scheduler  0/3 nodes are available: 3 Insufficient memory.",
            "E1120 {t}.{n} {n} reflector.go:147] pkg/client/informers.go:51: Failed to watch *v1.Pod: failed to list *v1.Pod: Unauthorized",
            "I1120 {t}.{n} 1 leaderelection.go:250] attempting to acquire leader lease kube-system/kube-controller-manager...",
            "Error from server (Forbidden): pods is forbidden: User \"system:serviceaccount:default:ci\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\"",
            "  Last State:     Terminated  Reason: OOMKilled  Exit Code: 137",
        ],
    ),
    (
        "Home Assistant",
        &[
            "2026-11-20 {t}.{n} ERROR (MainThread) [homeassistant.components.websocket_api.http.connection] [{n}] from {ip}: Disconnected: Did not receive auth message within 10 seconds",
            "2026-11-20 {t}.{n} WARNING (MainThread) [homeassistant.components.http.ban] Login attempt or request with invalid authentication from {ip}",
            "2026-11-20 {t}.{n} ERROR (MainThread) [homeassistant.components.mqtt.client] Unable to connect to the MQTT broker: Not authorized",
            "2026-11-20 {t}.{n} ERROR (MainThread) [homeassistant.config] Invalid config for 'sensor' at configuration.yaml, line {n}: required key 'platform' not provided",
            "2026-11-20 {t}.{n} WARNING (SyncWorker_1) [homeassistant.loader] We found a custom integration hacs which has not been tested by Home Assistant",
            "2026-11-20 {t}.{n} ERROR (MainThread) [homeassistant.components.http.forwarded] A request from a reverse proxy was received from {ip}, but your HTTP integration is not set-up for reverse proxies",
            "2026-11-20 {t}.{n} ERROR (MainThread) [homeassistant.components.telegram_bot.polling] Update caused error Conflict: another instance of the bot is polling",
        ],
    ),
    (
        "npm",
        &[
            "npm warn deprecated inflight@1.0.6: This module is not supported, and leaks memory.",
            "npm error code ERESOLVE",
            "npm error ERESOLVE unable to resolve dependency tree",
            "npm error While resolving: my-shop@0.{n}.0",
            "npm error Found: react@18.{n}.0",
            "npm error code EACCES",
            "npm error syscall mkdir",
            "npm error path /usr/local/lib/node_modules/typescript",
            "npm error errno -13",
            "added {n} packages, and audited {n} packages in {n}s",
            "npm error code ENOENT",
            "npm error A complete log of this run can be found in: /home/sam/.npm/_logs/2026-11-20T{t}-debug-0.log",
            "npm error gyp ERR! not ok",
        ],
    ),
    (
        "Docker",
        &[
            "Error response from daemon: driver failed programming external connectivity on endpoint web ({id}): Bind for 0.0.0.0:8080 failed: port is already allocated",
            "time=\"2026-11-20T{t}Z\" level=warning msg=\"Health check for container {id} error: timed out starting health check\"",
            "#12 [build {n}/{n}] RUN go build ./...",
            "#12 ERROR: process \"/bin/sh -c go build ./...\" did not complete successfully: exit code: 1",
            "web-1  | Listening on http://0.0.0.0:{n}",
            "db-1   | {n}:M 20 Nov 2026 {t} * Ready to accept connections tcp",
            "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock",
            "web-1  | Error: connect ECONNREFUSED 172.18.0.2:5432",
            "web-1 exited with code 137",
        ],
    ),
    (
        "an application with a model behind it",
        &[
            "openai.RateLimitError: Error code: 429 - {'error': {'message': 'Rate limit reached for requests', 'type': 'requests'}}",
            "anthropic.APIStatusError: Error code: 529 - {'type': 'error', 'error': {'type': 'overloaded_error', 'message': 'Overloaded'}}",
            "discord.errors.LoginFailure: Improper token has been passed.",
            "telegram.error.Conflict: Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            "requests.exceptions.SSLError: HTTPSConnectionPool(host='api.example.net', port=443): certificate verify failed: self-signed certificate",
            "INFO:     {ip}:{n} - \"POST /v1/chat/completions HTTP/1.1\" 404 Not Found",
            "[{t}] websocket closed 1006 abnormal closure, reconnecting in {n}s",
            "UnhandledPromiseRejectionWarning: Error: getaddrinfo ENOTFOUND api.example.net",
        ],
    ),
];

/// A thousand lines, the same in every run.
fn lines() -> Vec<(&'static str, String)> {
    let mut seed = 20_261_120u64;
    let mut next = move |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let all: Vec<(&str, &str)> = TEMPLATES
        .iter()
        .flat_map(|(name, lines)| lines.iter().map(|line| (*name, *line)))
        .collect();
    (0..1_000)
        .map(|index| {
            let (name, template) = all[index % all.len()];
            let mut line = template.to_owned();
            while let Some(at) = line.find("{t}") {
                let time = format!("{:02}:{:02}:{:02}", next(24), next(60), next(60));
                line.replace_range(at..at + 3, &time);
            }
            while let Some(at) = line.find("{ip}") {
                line.replace_range(
                    at..at + 4,
                    &format!("10.{}.{}.{}", next(256), next(256), next(256)),
                );
            }
            while let Some(at) = line.find("{id}") {
                line.replace_range(at..at + 4, &format!("{:08x}", next(u64::from(u32::MAX))));
            }
            while let Some(at) = line.find("{n}") {
                line.replace_range(at..at + 3, &next(60_000).to_string());
            }
            (name, line)
        })
        .collect()
}

fn loud(engine: &Engine, text: &str) -> Vec<String> {
    let paste = engine.read(text).unwrap();
    let context = engine.context(&paste, &Told::default());
    let findings =
        engine.diagnose(&paste, &context, &Budget::for_paste(paste.normal().len())).findings;
    findings
        .into_iter()
        .filter(|finding| finding.confidence > Confidence::Possible)
        .map(|finding| format!("{} ({})", finding.id, finding.reasons.join("; ")))
        .collect()
}

#[test]
fn a_thousand_ordinary_lines_alone_together_and_by_program_are_no_finding() {
    let engine = Engine::new(Arc::new(Layers::built_in().load().unwrap().into_first()));
    let lines = lines();
    let mut alarms: Vec<String> = Vec::new();
    for (name, line) in &lines {
        alarms
            .extend(loud(&engine, line).iter().map(|alarm| format!("{name}: {line}\n    {alarm}")));
    }
    let text = |name: Option<&str>| {
        let of: Vec<&str> = lines
            .iter()
            .filter(|(program, _)| name.is_none_or(|name| name == *program))
            .map(|(_, line)| line.as_str())
            .collect();
        of.join("\n")
    };
    for name in TEMPLATES.iter().map(|(name, _)| Some(*name)).chain([None]) {
        let whose = name.unwrap_or("all together");
        alarms.extend(loud(&engine, &text(name)).iter().map(|alarm| format!("{whose}: {alarm}")));
    }
    assert!(alarms.is_empty(), "{} alarms:\n{}", alarms.len(), alarms.join("\n"));
}
