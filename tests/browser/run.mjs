// The pages in a real browser: with scripts and without, on a phone, in the dark, by keyboard.
//
// usage: node run.mjs BASE_URL [SCREENSHOT]
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const [base, screenshot] = process.argv.slice(2);
const paste = `$ openclaw gateway health
🦞 OpenClaw 2026.3.13 (61d171a) — Your missing API keys are absolutely judging you.

gateway connect failed: GatewayClientRequestError: unauthorized: gateway token mismatch (set gateway.remote.token to match gateway.auth.token)
Gateway target: ws://127.0.0.1:18789
Source: local loopback
Config: /home/sam/.openclaw/openclaw.json
OPENCLAW_GATEWAY_TOKEN=0123456789abcdef0123456789abcdef0123456789abcdef`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});

let passed = 0;
async function test(name, options, body) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(`script error: ${error.message}`));
  page.on("console", (message) => { if (message.type() === "error") complaints.push(`console: ${message.text()}`); });
  page.on("request", (request) => { if (!request.url().startsWith(base)) complaints.push(`foreign request: ${request.url()}`); });
  page.on("dialog", (dialog) => { complaints.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  try {
    await body(page, context);
    assert.deepEqual(complaints, [], "the browser has nothing to complain about");
    passed += 1;
    console.log(`ok ${name}`);
  } catch (error) {
    console.log(`not ok ${name}\n${error.stack}`);
    process.exitCode = 1;
  } finally {
    await context.close();
  }
}

async function diagnose(page, text) {
  await page.goto(base);
  await page.fill("#text", text);
  await page.click("button.primary");
  await page.waitForSelector("#result");
}

await test("a paste is diagnosed and its evidence marked", {}, async (page) => {
  await diagnose(page, paste);
  assert.equal(await page.textContent("h1"), "The client sends another gateway token than the gateway expects");
  assert.match(await page.textContent("#L4 mark"), /^gateway token mismatch/);
  assert.equal(await page.locator("details.fix[open]").count(), 1);
  assert.ok(!(await page.content()).includes("0123456789abcdef"), "the secret is not on the page");
  assert.equal(page.url(), `${base}diagnose`, "the paste is not in the address");
});

await test("everything is there without scripts", { javaScriptEnabled: false }, async (page) => {
  await diagnose(page, paste);
  assert.equal(await page.locator("details.fix").first().locator("pre").first().isVisible(), true);
  await page.locator("details.fix summary").nth(1).click();
  assert.equal(await page.locator("details.fix").nth(1).locator(".steps").isVisible(), true);
  assert.equal(await page.locator("button", { hasText: "Copy" }).count(), 0);
});

await test("a command is copied exactly", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await diagnose(page, paste);
  const snippet = page.locator("details.fix[open] .snippet").nth(1);
  await snippet.locator("button").click();
  await snippet.locator("button", { hasText: "Copied" }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, await snippet.locator("code").textContent());
  assert.match(copied, /^unset OPENCLAW_GATEWAY_TOKEN/);
});

await test("Ctrl+Enter sends, and the focus goes to the result", {}, async (page) => {
  await page.goto(base);
  await page.fill("#text", paste);
  await page.press("#text", "Control+Enter");
  await page.waitForSelector("#result");
  assert.equal(await page.evaluate(() => document.activeElement.id), "result");
});

for (const [name, path] of [["form", ""], ["catalogue", "symptoms"], ["symptom", "symptoms/gateway-token-mismatch"]]) {
  await test(`the ${name} fits a phone`, { viewport: { width: 320, height: 640 } }, async (page) => {
    await page.goto(base + path);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 320, `the page is ${width} pixels wide`);
  });
}

await test("the result fits a phone in the dark", { viewport: { width: 320, height: 640 }, colorScheme: "dark" }, async (page) => {
  await diagnose(page, paste);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 320, `the page is ${width} pixels wide`);
  const [red, green, blue] = (await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).match(/\d+/g).map(Number);
  assert.ok(red + green + blue < 150, "the page is dark");
});

await test("pasted markup stays text", {}, async (page) => {
  await diagnose(page, `openclaw <img src=x onerror=alert(1)> unauthorized: gateway token mismatch (<script>alert(2)</script>) "><svg onload=alert(3)>`);
  assert.equal(await page.locator("main img, main script, main svg").count(), 0);
  assert.match(await page.textContent("#L1"), /<img src=x onerror=alert\(1\)>/);
});

await test("an empty paste is told in words, with the way back", {}, async (page) => {
  page.on("console", () => {});
  await page.goto(base);
  const answer = page.waitForResponse((response) => response.url().endsWith("/diagnose"));
  // The browser itself logs the 422 as an error; that is no complaint about the page.
  page.removeAllListeners("console");
  await page.click("button.primary");
  assert.equal((await answer).status(), 422);
  assert.equal(await page.textContent("h1"), "The paste is empty");
  await page.click("a.button");
  await page.waitForSelector("#text");
});

await test("a symptom is found in the catalogue", {}, async (page) => {
  await page.goto(`${base}symptoms`);
  await page.fill("input[name=q]", "pairing");
  await page.click("form.search button");
  await page.click("li[data-symptom=pairing-required] a");
  assert.equal(await page.locator("article[data-symptom=pairing-required] h1").count(), 1);
});

// What a real gateway of 2026.3.13 and its command line printed, terminal codes included.
const transcript = fileURLToPath(new URL("../transcripts/token-mismatch-env.2026.3.13.client.txt", import.meta.url));

await test("the output of a real gateway's client is sent as a file", { viewport: { width: 1100, height: 1480 } }, async (page) => {
  await page.goto(base);
  await page.setInputFiles("#file", transcript);
  await page.click("button.primary");
  await page.waitForSelector("#result");
  assert.equal(await page.getAttribute(".lead-finding", "data-symptom"), "gateway-token-mismatch");
  assert.equal(await page.getAttribute(".best-cause", "data-cause"), "client-env-wins");
  assert.equal(await page.getAttribute("details.fix[open]", "data-fix"), "unset-client-env");
  assert.match(await page.textContent(".facts"), /2026\.3\.13/);
  if (screenshot) await page.screenshot({ path: screenshot });
});

await browser.close();
console.log(`${passed} browser tests passed`);
