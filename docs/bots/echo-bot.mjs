// Answers every message that mentions it. Run: BANYAN_URL=... BANYAN_TOKEN=... CONVERSATION=... node echo-bot.mjs
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

const { BANYAN_URL, BANYAN_TOKEN, CONVERSATION } = process.env
const headers = { authorization: `Bearer ${BANYAN_TOKEN}` }
const me = await (await fetch(`${BANYAN_URL}/api/whoami`, { headers })).json()

function SocketWithToken(url, protocols) {
  return new WebSocket(url, protocols, { headers })
}
const doc = new Y.Doc()
const messages = doc.getArray('messages')
const options = { WebSocketPolyfill: SocketWithToken, disableBc: true }
const provider = new WebsocketProvider(`${BANYAN_URL}/sync`, `conversation/${CONVERSATION}`, doc, options)

const answerMentions = () => {
  const known = messages.toArray().map((entry) => entry.get('m'))
  for (const entry of provider.synced ? messages.toArray() : []) {
    const { id, role, branchId } = entry.get('m')
    const text = entry.get('body').toString().replace(/<.*?>/g, '')
    const isMention = role === 'user' && entry.has('sent') && text.includes(`@${me.name}`)
    if (!isMention || known.some((m) => m.author === me.id && m.parentId === id)) continue
    const from = { author: me.id, role: 'assistant', createdAt: Date.now() }
    const m = { id: crypto.randomUUID(), parentId: id, branchId, ...from }
    const body = new Y.Text(`You said: ${text}`)
    messages.push([new Y.Map(Object.entries({ m, body, sent: { by: me.id } }))])
  }
}
messages.observeDeep(() => queueMicrotask(answerMentions))
provider.on('sync', answerMentions)
provider.on('closed', ({ code, reason }) => {
  console.error(`The server said no: ${code} ${reason}`)
  process.exit(1)
})
