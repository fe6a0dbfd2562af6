// A small gateway client for scenarios: what a browser tab, a program or a node does on the wire, with every
// mistake that such a client can make. Prints what happened as a program would; exit status 0 when it connected
// and every call was answered.
//
// usage: lab-client [--url URL] [--as control-ui|webchat|backend|cli|node] [--token T] [--password P]
//                   [--bootstrap-token T] [--identity FILE [--device-token] [--family NAME]]
//                   [--origin URL] [--header 'Name: value'] [--scopes a,b] [--role R] [--client-id ID]
//                   [--protocol N] [--skew SECONDS] [--wrong-signature] [--wrong-nonce] [--without-nonce]
//                   [--extra-field] [--without-client] [--old-build] [--first METHOD] [--silent SECONDS] [--hang-up]
//                   [--say TEXT] [--wait SECONDS] [--stay SECONDS] [--mark FILE=TEXT]
//                   [--call METHOD[=JSON]]… [--times N] [--seconds N] [--save FILE] [--impatient] [--show-id]
//
// LAB_WS is the `ws` package of the installed OpenClaw; LAB_PROTOCOL its protocol version.
import crypto from 'node:crypto'
import fs from 'node:fs'
import { pathToFileURL } from 'node:url'

const { default: WebSocket } = await import(pathToFileURL(process.env.LAB_WS))
const flags = new Set(['device-token', 'wrong-signature', 'wrong-nonce', 'without-nonce', 'extra-field', 'without-client', 'hang-up', 'old-build', 'impatient', 'show-id'])
const option = { call: [], header: [] }
for (let list = process.argv.slice(2); list.length;) {
  const name = list.shift().replace(/^--/, '')
  if (flags.has(name)) option[name] = true
  else if (Array.isArray(option[name])) option[name].push(list.shift())
  else option[name] = list.shift()
}

// Who says what about itself: ids and modes of the real clients.
const clients = {
  'control-ui': { id: process.env.LAB_CONTROL_UI ?? 'openclaw-control-ui', mode: 'webchat', platform: 'Linux x86_64' },
  webchat: { id: 'webchat-ui', mode: 'webchat', platform: 'Linux x86_64' },
  backend: { id: 'gateway-client', mode: 'backend', platform: 'linux' },
  cli: { id: 'cli', mode: 'cli', platform: 'linux' },
  node: { id: 'node-host', mode: 'node', platform: 'linux' },
}
const kind = option.as ?? 'backend'
const role = option.role ?? (kind === 'node' ? 'node' : 'operator')
const scopes = (option.scopes ?? (role === 'node' ? '' : 'operator.admin,operator.read,operator.write,operator.approvals,operator.pairing')).split(',').filter(Boolean)
const url = option.url ?? 'ws://127.0.0.1:18789'

function identity() {
  if (!option.identity) return undefined
  if (!fs.existsSync(option.identity)) {
    const key = crypto.generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
    fs.writeFileSync(option.identity, JSON.stringify({ key }))
  }
  const state = JSON.parse(fs.readFileSync(option.identity))
  const key = crypto.createPrivateKey(state.key)
  const raw = Buffer.from(crypto.createPublicKey(key).export({ format: 'jwk' }).x, 'base64url')
  return { ...state, key, id: crypto.createHash('sha256').update(raw).digest('hex'), publicKey: raw.toString('base64url') }
}

function parameters(nonce) {
  const protocol = Number(option.protocol ?? process.env.LAB_PROTOCOL)
  const client = { ...clients[kind], version: process.env.LAB_VERSION }
  if (option['client-id']) client.id = option['client-id']
  // From 2026.9 on the gateway lets only its own build of the Control UI in; `dev` is exempt.
  if (kind === 'control-ui' && process.env.LAB_BUILD_ID && !option['old-build']) client.buildId = process.env.LAB_BUILD_ID
  if (option.family) client.deviceFamily = option.family
  const me = identity()
  const auth = {}
  if (option.token) auth.token = option.token
  if (option.password) auth.password = option.password
  if (option['bootstrap-token']) auth.bootstrapToken = option['bootstrap-token']
  // Before 2026.3 a client sent its device token in the place of the shared one.
  if (option['device-token']) auth[process.env.LAB_DEVICE_TOKEN_FIELD ?? 'deviceToken'] = me.deviceToken
  const params = { minProtocol: protocol, maxProtocol: protocol, client, role, scopes, caps: [] }
  if (Object.keys(auth).length) params.auth = auth
  if (option['without-client']) delete params.client
  if (option['extra-field']) params.panel = 'home'
  if (me) {
    const signedAt = Date.now() + 1000 * Number(option.skew ?? 0)
    const told = option['wrong-nonce'] ? crypto.randomUUID() : nonce
    const token = auth.token ?? auth.deviceToken ?? auth.bootstrapToken ?? ''
    const payload = ['v2', me.id, client.id, client.mode, role, scopes.join(','), String(signedAt), token, told].join('|')
    const signed = option['wrong-signature'] ? `${payload}-of-another` : payload
    params.device = { id: me.id, publicKey: me.publicKey, signature: crypto.sign(null, Buffer.from(signed), me.key).toString('base64url'), signedAt, nonce: told }
    if (option['without-nonce']) delete params.device.nonce
  }
  return params
}

function attempt() {
  return new Promise((done) => {
    const headers = Object.fromEntries(option.header.map((line) => line.split(': ')))
    const socket = new WebSocket(url, { origin: option.origin, headers, rejectUnauthorized: false })
    const calls = [...option.call]
    const timer = setTimeout(() => { console.log('gateway request timeout'); socket.terminate(); done(1) }, 1000 * Number(option.seconds ?? 30))
    const end = (status) => { clearTimeout(timer); socket.close(); done(status) }
    const send = (id, method, params) => socket.send(JSON.stringify({ type: 'req', id, method, params }))
    const next = () => {
      if (!calls.length && option.stay) {
        // Stays connected, as a page or a program does; a connection that breaks off meanwhile is its error.
        clearTimeout(timer)
        setTimeout(() => end(0), 1000 * Number(option.stay))
        socket.on('close', (code, reason) => { console.log(`gateway closed (${code}): ${reason}`); done(1) })
        return
      }
      if (!calls.length) return end(0)
      const [method, json] = calls[0].split(/=(.*)/s)
      send(`call-${calls.length}`, method, JSON.parse(json || '{}'))
    }
    socket.on('error', (error) => { console.log(`gateway connect failed: ${error.message || error.code}`); clearTimeout(timer); done(1) })
    socket.on('unexpected-response', (_request, response) => { console.log(`gateway connect failed: Unexpected server response: ${response.statusCode}`); end(1) })
    socket.on('close', (code, reason) => { console.log(`gateway closed (${code}): ${reason}`); clearTimeout(timer); done(1) })
    socket.on('open', () => { if (option['hang-up']) setTimeout(() => socket.close(1000), 300) })
    socket.on('message', (data) => {
      const frame = JSON.parse(data)
      if (frame.event === 'connect.challenge') {
        if (option.say) {
          // Not the gateway's protocol, as of a program that takes it for another service.
          socket.send(option.say)
          setTimeout(() => socket.close(1000), 300)
          return
        }
        if (option.silent || option['hang-up']) return
        if (option.mark) {
          // Tells the scenario that the connection is open, and goes on when the scenario has taken the file away.
          const [file, text] = option.mark.split('=')
          fs.writeFileSync(file, text)
          const look = setInterval(() => {
            if (fs.existsSync(file)) return
            clearInterval(look)
            send('connect', 'connect', parameters(frame.payload.nonce))
          }, 50)
          return
        }
        if (option.wait) {
          setTimeout(() => send('connect', 'connect', parameters(frame.payload.nonce)), 1000 * Number(option.wait))
          return
        }
        if (option.first) send('connect', option.first, {})
        else send('connect', 'connect', parameters(frame.payload.nonce))
        return
      }
      if (frame.type !== 'res') return
      if (!frame.ok) {
        if (/gateway starting/.test(frame.error.message) && !option.impatient) {
          // A client waits and comes again.
          socket.removeAllListeners('close')
          clearTimeout(timer)
          socket.close()
          return setTimeout(() => attempt().then(done), 1500)
        }
        const what = frame.id === 'connect' ? 'gateway connect failed' : `gateway call failed: ${calls[0].split('=')[0]}`
        console.log(`${what}: ${frame.error.message}`)
        if (frame.error.details) console.log(JSON.stringify(frame.error.details))
        // After a failed connect the gateway closes with the reason; wait for its words.
        if (frame.id !== 'connect') end(1)
        return
      }
      if (frame.id === 'connect') {
        socket.removeAllListeners('close')
        console.log(`connected as ${role} with ${(frame.payload.auth?.scopes ?? scopes).join(', ')}`)
        const token = frame.payload.auth?.deviceToken
        if (token && option.identity) fs.writeFileSync(option.identity, JSON.stringify({ ...JSON.parse(fs.readFileSync(option.identity)), deviceToken: token }))
        return next()
      }
      const answer = JSON.stringify(frame.payload)
      console.log(answer.slice(0, 2000))
      if (option.save) fs.writeFileSync(option.save, answer)
      calls.shift()
      next()
    })
  })
}

if (option['show-id']) {
  console.log(identity().id)
  process.exit(0)
}
let status = 1
for (let left = Number(option.times ?? 1); left > 0; left--) status = await attempt()
process.exit(status)
