// What `ssh -N -L` does between its two ends: hands every connection on to another address.
// usage: tunnel.mjs LISTEN_HOST:PORT TARGET_HOST:PORT
import net from 'node:net'

const [listen, target] = process.argv.slice(2).map((text) => ({ host: text.split(':')[0], port: Number(text.split(':')[1]) }))
net.createServer((near) => {
  const far = net.connect(target)
  near.pipe(far)
  far.pipe(near)
  near.on('error', () => far.destroy())
  far.on('error', () => near.destroy())
}).listen(listen)
