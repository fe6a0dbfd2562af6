// Masks texts with OpenClaw's own redaction: one JSON string a line in, one out.
//
//     node openclaw.mjs PACKAGE_FOLDER < texts > masked
import { readdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const dist = path.join(process.argv[2], "dist");
let redact;
for (const name of readdirSync(dist).sort()) {
  if (!/^redact-[^.]*\.m?js$/.test(name)) continue;
  const module = await import(pathToFileURL(path.join(dist, name)).href);
  if (module.redactSensitiveText && module.getDefaultRedactPatterns) redact = module;
}
if (!redact) throw new Error(`no module in ${dist} exports redactSensitiveText`);
const options = { mode: "tools", patterns: redact.getDefaultRedactPatterns() };
const pieces = [];
for await (const piece of process.stdin) pieces.push(piece);
const lines = Buffer.concat(pieces).toString("utf8").split("\n").filter(Boolean);
const masked = lines.map((line) =>
  JSON.stringify(redact.redactSensitiveText(JSON.parse(line), options)),
);
process.stdout.write(masked.join("\n") + "\n");
