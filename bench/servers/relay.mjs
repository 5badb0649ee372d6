/**
 * The measure of all things here: a bare `ws` server that sends every frame to everybody else in its room, and checks
 * and stores nothing. For the joins it is given a document's bytes and sends them to whoever asks.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import * as encoding from 'lib0/encoding'
import { WebSocketServer } from 'ws'
import { answerControl, ready } from './control.mjs'

const rooms = new Map()
const replies = new Map()

const syncStep2 = (update) => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 0)
  encoding.writeVarUint(encoder, 1)
  encoding.writeVarUint8Array(encoder, update)
  return encoding.toUint8Array(encoder)
}
const EMPTY = syncStep2(new Uint8Array([0, 0]))

const server = createServer()
new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket, request) => {
  const room = request.url.slice(1)
  const members = rooms.get(room) ?? new Set()
  rooms.set(room, members.add(socket))
  socket.on('message', (frame) => {
    if (frame[0] === 0 && frame[1] === 0) return socket.send(replies.get(room) ?? EMPTY)
    for (const member of members) if (member !== socket) member.send(frame)
  })
  socket.on('close', () => members.delete(socket))
})

let count = 0
answerControl({
  rooms: ({ count: wanted }) => Array.from({ length: wanted }, () => `room-${count++}`),
  seed: ({ file }) => {
    const room = `room-${count++}`
    replies.set(room, syncStep2(readFileSync(file)))
    return room
  },
})
server.listen(0, '127.0.0.1', () =>
  ready({ base: `ws://127.0.0.1:${server.address().port}/`, headers: {}, writerHeaders: {} }),
)
