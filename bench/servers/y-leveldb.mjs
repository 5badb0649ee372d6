/** The server that comes with y-websocket 2, storing with y-leveldb: the usual way to run Yjs oneself. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { WebSocketServer } from 'ws'
import { answerControl, ready } from './control.mjs'

const require = createRequire(import.meta.url)
process.env.YPERSISTENCE = join(process.env.BENCH_DATA, 'leveldb')
const { getPersistence, setupWSConnection } = require('y-websocket/bin/utils')

const server = createServer()
new WebSocketServer({ server, perMessageDeflate: false }).on('connection', setupWSConnection)

let count = 0
answerControl({
  rooms: ({ count: wanted }) => Array.from({ length: wanted }, () => `room-${process.pid}-${count++}`),
  seed: async ({ file }) => {
    const room = `room-${process.pid}-${count++}`
    await getPersistence().provider.storeUpdate(room, readFileSync(file))
    return room
  },
})
server.listen(0, '127.0.0.1', () =>
  ready({ base: `ws://127.0.0.1:${server.address().port}/`, headers: {}, writerHeaders: {} }),
)
