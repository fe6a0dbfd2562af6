// Scripts, markup and naughty strings through a real browser: nothing runs, nothing is loaded, nothing
// becomes markup, and the text comes back.
//
// usage: naughty.mjs BASE_URL LISTS.json   where LISTS is {"name": {"batch": 20, "strings": [...]}}
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [base, lists] = process.argv.slice(2);
const { chromium } = createRequire(join(process.cwd(), "package.json"))("playwright-core");
const flags = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];
// Its memory grows with every page that was posted.
const POSTS_PER_BROWSER = 100;
// What could act or load; their number is that of a plain result page.
const ACTIVE = "script, iframe, frame, object, embed, img, svg, math, link, style, base, meta, form, input, button, "
  + "select, textarea, video, audio, source, template, dialog, details[ontoggle], marquee";
// A paste of ours that is answered with the same kind of page.
const PLAIN = "nothing that anybody knows";

let browser, context, page, events, posts = 0;

async function open() {
  await browser?.close();
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });
  context = await browser.newContext();
  page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on("dialog", (dialog) => { events.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
  page.on("pageerror", (error) => events.push(`script error ${error.message}`));
  page.on("popup", () => events.push("popup"));
  page.on("console", (message) => {
    if (/Content Security Policy|Trusted|Refused/i.test(message.text())) events.push(`report ${message.text()}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(base) && request.url() !== "about:blank") events.push(`request ${request.url()}`);
  });
}

// What the page holds, read by the browser.
function look() {
  const all = [...document.querySelectorAll("*")];
  const active = {};
  for (const one of document.querySelectorAll(window.name || "nothing")) active[one.tagName] = (active[one.tagName] ?? 0) + 1;
  return {
    active,
    handlers: all.flatMap((one) => [...one.attributes].filter((a) => /^on/i.test(a.name)).map((a) => `${one.tagName} ${a.name}`)),
    addresses: all.flatMap((one) => ["href", "src", "action", "formaction"].map((name) => one.getAttribute(name)))
      .filter((value) => value && /^\s*(javascript|data|vbscript):/i.test(value)),
    unknown: all.map((one) => one.tagName).filter((name) => name.includes("-") || name === "XSS" || name === "X"),
    rows: [...document.querySelectorAll("section.evidence .row .text")].map((one) => one.textContent),
  };
}

async function diagnose(text) {
  if (posts++ % POSTS_PER_BROWSER === 0) await open();
  events = [];
  await page.goto(base);
  await page.evaluate((value) => { document.querySelector("#text").value = value; }, text);
  await Promise.all([page.waitForNavigation(), page.click("button.primary")]);
  await page.evaluate((selector) => { window.name = selector; }, ACTIVE);
  const seen = await page.evaluate(look);
  return { ...seen, events, answered: await page.locator("#result").count() === 1, main: await page.locator("main").count() };
}

const errors = [];
let count = 0, compared = 0, returned = 0;
const plain = await diagnose(PLAIN);

// Lines that cleaning and redaction leave as they are: what is compared must be the same.
function expected(text) {
  const lines = text.split("\n");
  return lines.length <= 24 ? lines : [];
}
const same = (line) => /^[\x21-\x7e\u00a1-\u00ac\u0400-\u04ff\u4e00-\u9fff][\x20-\x7e\u00a1-\u00ac\u0400-\u04ff\u4e00-\u9fff]*$/.test(line) && line.length < 400
  && !/\[[0-9;]*m|\\x1b|\\u001b|\\033|\\e\[|\^\[|\u001b/.test(line);

for (const [name, { batch, strings }] of Object.entries(JSON.parse(readFileSync(lists, "utf8")))) {
  for (let at = 0; at < strings.length; at += batch) {
    const part = strings.slice(at, at + batch);
    const text = part.join("\n");
    count += part.length;
    let seen;
    try {
      seen = await diagnose(text);
    } catch (error) {
      errors.push(`${name} ${at}: ${error.message.split("\n")[0]}`);
      posts = 0;
      continue;
    }
    const complain = (what) => errors.push(`${name} ${at}: ${what}`);
    if (seen.events.length) complain(seen.events.slice(0, 3).join("; "));
    if (seen.handlers.length) complain(`handlers ${seen.handlers.slice(0, 3)}`);
    if (seen.addresses.length) complain(`addresses ${seen.addresses.slice(0, 3)}`);
    if (seen.unknown.length) complain(`elements ${seen.unknown.slice(0, 3)}`);
    if (seen.main !== 1) complain("no main element");
    if (!seen.answered) continue; // Refused: empty or no text.
    for (const tag of ["SCRIPT", "IFRAME", "FRAME", "OBJECT", "EMBED", "IMG", "SVG", "svg", "MATH", "LINK", "STYLE", "BASE",
      "META", "FORM", "VIDEO", "AUDIO", "SOURCE", "TEMPLATE", "DIALOG", "MARQUEE"]) {
      if ((seen.active[tag] ?? 0) !== (plain.active[tag] ?? 0)) {
        complain(`${seen.active[tag] ?? 0} elements ${tag}, ${plain.active[tag] ?? 0} on a plain page`);
      }
    }
    // A page with findings shows the lines around them only; a short one shows all.
    const rows = new Set(seen.rows);
    for (const line of expected(text).filter(same)) {
      compared += 1;
      if (rows.has(line)) returned += 1;
      else if (![...rows].some((row) => /\[[a-z-]+-\d+\]/.test(row) && row.slice(0, 4) === line.slice(0, 4)) && seen.rows.length >= part.length) {
        complain(`does not come back: ${JSON.stringify(line.slice(0, 120))}`);
      }
    }
  }
}
await browser.close();
console.log(JSON.stringify({ count, posts, compared, returned, errors: errors.slice(0, 20), wrong: errors.length, plain: plain.active }));
