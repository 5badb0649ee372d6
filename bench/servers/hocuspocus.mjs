/** Hocuspocus 4 with its SQLite extension, as its manual sets it up: everything else stands at its default. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SQLite } from '@hocuspocus/extension-sqlite'
import { Server } from '@hocuspocus/server'
import Database from 'better-sqlite3'
import { answerControl, ready } from './control.mjs'

const database = join(process.env.BENCH_DATA, 'hocuspocus.sqlite')
const server = new Server({
  port: 0,
  address: '127.0.0.1',
  quiet: true,
  extensions: [new SQLite({ database })],
})
await server.listen()

let count = 0
answerControl({
  rooms: ({ count: wanted }) => Array.from({ length: wanted }, () => `room-${process.pid}-${count++}`),
  seed: ({ file }) => {
    const room = `room-${process.pid}-${count++}`
    const own = new Database(database)
    own.prepare('INSERT INTO documents (name, data) VALUES (?, ?)').run(room, readFileSync(file))
    own.close()
    return room
  },
})
ready({ base: `ws://127.0.0.1:${server.address.port}/`, headers: {}, writerHeaders: {} })
