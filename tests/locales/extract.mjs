// Writes the translations of the Control UI's failures (login panel, updates, model set-up, pairing) into the entries, as
// signals.
//
// usage: node tests/locales/extract.mjs FOLDER_OF_THE_INSTALLED_PACKAGE
//
// Reads the texts of every language from the built pages of the package (dist/control-ui/assets) and
// rewrites the marked block at the end of each entry. Run it again for a new version.
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const root = path.resolve(import.meta.dirname, '../..')
const folder = path.resolve(process.argv[2] ?? '')
const { version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json')))
const assets = path.join(folder, 'dist/control-ui/assets')

// Which text belongs to which entry. Texts that other software prints as well (titles such as
// “too many attempts”) are left to their longer neighbours.
const panels = {
  'gateway-auth/gateway-token-mismatch': { texts: ['login.failure.authFailed.title', 'login.failure.authFailed.summary'], shows: 'the login panel for a refused secret' },
  'gateway-auth/gateway-token-missing': { texts: ['login.failure.authRequired.title'], shows: "the login panel that asks for the gateway's token" },
  'gateway-auth/gateway-password-missing': { texts: ['login.failure.authRequired.passwordTitle'], shows: "the login panel that asks for the gateway's password" },
  'gateway-auth/trusted-proxy-auth': { texts: ['login.failure.trustedProxy.summary'], shows: 'the login panel for a refused proxy identity' },
  'gateway-auth/auth-rate-limited': { texts: ['login.failure.rateLimited.summary'], shows: 'the login panel for too many attempts' },
  'gateway-auth/pairing-required': { texts: ['login.failure.pairing.summary', 'login.failure.pairing.upgradeSummary'], shows: 'the login panel that waits for an approval' },
  'gateway-auth/device-identity-required': { texts: ['login.failure.insecure.summary'], shows: 'the login panel for a page without a secure context' },
  'gateway-auth/origin-not-allowed': { texts: ['login.failure.origin.summary'], shows: "the login panel for a refused page's address" },
  'gateway-connection/protocol-mismatch': { texts: ['login.failure.protocol.summary'], shows: 'the login panel for a page of another build' },
  'gateway-connection/gateway-not-running': { texts: ['login.failure.network.summary'], shows: 'the login panel for a gateway that cannot be reached' },
  'install/update-failed': {
    texts: [
      'depsInstallFailed', 'buildFailed', 'uiBuildFailed', 'globalInstallFailed', 'restartUnhealthy', 'restartRevisionMismatch',
      'restartUnavailable', 'restartDisabled', 'notGitInstall', 'doctorFailed', 'managedServiceHandoffFailed',
      'managedServiceHandoffSpawnFailed', 'managedServiceHandoffParentTimeout',
    ].map((reason) => `updates.failureReasons.${reason}`),
    shows: "the update page's reason for a failed update",
  },
  'providers/provider-billing': { texts: ['modelSetup.failureGuidance.billing'], shows: 'the model set-up that points to billing or quota' },
  'providers/provider-rate-limited': { texts: ['modelSetup.failureGuidance.rateLimit'], shows: "the model set-up that waits for the provider's limit" },
  'providers/model-timeout': { texts: ['modelSetup.failureGuidance.timeout'], shows: 'the model set-up whose test took too long' },
  'providers/provider-key-invalid': { texts: ['modelSetup.failureGuidance.auth'], shows: 'the model set-up whose credentials were refused' },
  'gateway-auth/bootstrap-code-invalid': { texts: ['devices.pairing.nodeExpired'], shows: 'the pairing page for an expired set-up link' },
}

const languages = {}
for (const file of fs.readdirSync(assets)) {
  const language = /^([a-z]{2}(?:-[A-Z]{2})?)-[\w-]{8}\.js$/.exec(file)?.[1]
  if (!language || !fs.readFileSync(path.join(assets, file), 'utf8').includes('authRequired:{title:')) continue
  const module = await import(pathToFileURL(path.join(assets, file)))
  for (const part of Object.values(module)) if (typeof part === 'function') part()
  const texts = Object.values(module).find((part) => part?.login?.failure)
  if (texts) languages[language] = texts
}
if (!Object.keys(languages).length) throw new Error(`no language with a login panel in ${assets}`)

// Punctuation and invisible joiners of a paste are folded before it is matched: a literal keeps clear of them.
// A command is the same in every language and proves nothing.
const longestPiece = (text) =>
  text.replace(/`[^`]*`|openclaw [a-z-]+(?: --?[a-z-]+)*/g, '`').split(/[\p{P}\p{S}\p{Cf}]/u).map((piece) => piece.trim()).sort((a, b) => b.length - a.length)[0]
const wide = (text) => [...text].reduce((sum, letter) => sum + (/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(letter) ? 4 : 1), 0)
const quote = (text) => (text.includes("'") ? `'''${text}'''` : `'${text}'`)

for (const [entry, { texts, shows }] of Object.entries(panels)) {
  const literals = new Set()
  for (const language of Object.values(languages)) {
    for (const name of texts) {
      const text = name.split('.').reduce((part, key) => part?.[key], language)
      const piece = text && longestPiece(text)
      if (piece && wide(piece) >= 12) literals.add(piece)
    }
  }
  const sample = (language) => texts[0].split('.').reduce((part, key) => part?.[key], languages[language]).replace('{host}', '192.168.1.10:18789')
  const block = [
    `# generated by tests/locales/extract.mjs: begin (${Object.keys(languages).length} languages of openclaw ${version})`,
    '[[signal]]',
    'id       = "control-ui-translated"',
    `shows    = ${JSON.stringify(`${shows}, in another language than English`)}`,
    'strength = "proof"',
    'literal  = [',
    ...[...literals].map((literal) => `  ${quote(literal)},`),
    ']',
    ...['de', 'zh-CN', 'ja-JP'].filter((language) => languages[language]).flatMap((language) => [
      '[[example]]',
      `name   = "the Control UI in ${language}"`,
      'expect = "first"',
      `text   = ${quote(sample(language))}`,
    ]),
    '# generated by tests/locales/extract.mjs: end',
  ].join('\n')
  const file = path.join(root, 'knowledge', `${entry}.toml`)
  const before = fs.readFileSync(file, 'utf8').replace(/\n*# generated by tests\/locales\/extract\.mjs: begin[^]*?: end\n*/, '\n')
  fs.writeFileSync(file, `${before.trimEnd()}\n\n${block}\n`)
}
console.log(`${Object.keys(languages).length} languages: ${Object.keys(languages).join(' ')}`)
