/**
 * What goes over `/sync/<room>`: y-websocket's protocol, one message a frame, and a few message types of our own.
 * The latter are sent only to a client that opted in with `?banyan=1`, because the stock client logs an unknown
 * type as an error. Owns numbers and encodings; knows no socket.
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { Level } from './levels.ts'
import type { RoomKind } from './rooms.ts'
import { UPDATE_SIZE } from './update-size.ts'

/** y-websocket 3.1.0, `src/y-websocket.js`. */
export const MESSAGE_SYNC = 0
export const MESSAGE_AWARENESS = 1
export const MESSAGE_AUTH = 2
export const MESSAGE_QUERY_AWARENESS = 3

/** y-protocols 1.0.7, `sync.js`. */
export const SYNC_STEP_1 = 0
export const SYNC_STEP_2 = 1
export const SYNC_UPDATE = 2

/** Ours, from server to client. */
export const MESSAGE_ACKNOWLEDGED = 100
export const MESSAGE_REJECTED = 101
export const MESSAGE_LEVEL = 102
export const MESSAGE_NOTICE = 103

/** The query parameter with which a client asks for our own message types. */
export const CAPABILITY_PARAMETER = 'banyan'
export const CAPABILITY_VERSION = '1'

/** Largest frame the server takes, in bytes. */
export const MAX_FRAME_BYTES = UPDATE_SIZE.bytes + 64

/** Why the gate refused an update. */
export const REJECT_CODES = {
  malformed: 'This change could not be read.',
  limits: 'This change is too large or too deep.',
  'read-only': 'You can view this conversation, but not change it.',
  'missing-deps': 'This change builds on something that the server has not seen yet.',
  'forged-client': 'This change was written under an id that belongs to somebody else.',
  author: 'Nobody can write in the name of somebody else.',
  role: 'Only an agent can write as the assistant.',
  immutable: 'This part of a conversation never changes.',
  key: 'This field does not exist or is not yours to set.',
  value: 'This value is not of the kind that belongs here.',
  root: 'A conversation has no such part.',
  order: 'New entries stand at the end.',
  content: 'This kind of content is not allowed here.',
  body: 'This text is not yours to change.',
  delete: 'This is not yours to delete.',
  incomplete: 'This entry is not complete.',
  duplicate: 'There is an entry with this id already.',
  reference: 'This entry points to something that does not exist.',
  epoch: 'This copy is of an earlier epoch of the document. Please begin anew from an empty one.',
  quota: 'There are too many changes at once. Please wait a moment.',
  /** A write that came after an earlier one of the same connection was refused: it builds on what is not there. */
  'after-refusal': 'An earlier change was not accepted, so this one could not be either.',
} as const
export type RejectCode = keyof typeof REJECT_CODES

const IN_TALK: Partial<Record<RejectCode, string>> = {
  'read-only': 'You can view this side talk, but not change it.',
  immutable: 'This part of a side talk never changes.',
  root: 'A side talk has no such part.',
}

/** The sentence of a refusal, by where it was refused. */
export const refusalSentence = (code: RejectCode, kind: RoomKind): string =>
  (kind === 'talk' ? IN_TALK[code] : undefined) ?? REJECT_CODES[code]

/**
 * Every close code that the server uses. The stock client stops reconnecting on 4400-4499 and tries again on all
 * others, so 44xx is never used for a passing fault.
 */
export const CLOSE = {
  /** The server restarts or drains: come back. */
  goingAway: 1001,
  /** A frame of a kind that is not understood here. */
  unsupported: 1003,
  frameTooLarge: 1009,
  /** Something broke on our side; nothing acknowledged is lost: come back. */
  internal: 1011,
  /** Too many, too fast or too far behind: come back later. */
  tryLater: 1013,
  /** Rights have changed: join again, and rights are decided anew. */
  joinAgain: 4101,
  /** The document starts anew under another epoch: drop the local copy and join again. */
  newEpoch: 4102,
  /** The stored document cannot be read and waits for an operator: keep the local copy, come back now and then. */
  unreadable: 4103,
  /** Not signed in, or no longer. */
  signedOut: 4401,
  /** Signed in, without the right; or a stock client that kept writing without it. */
  forbidden: 4403,
  /** No such room, or none that one may know of. */
  notFound: 4404,
  /** A stock client came with a copy of an earlier epoch: begin anew from an empty document. */
  outdated: 4410,
} as const
export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE]

/** What a frame of ours says. */
export type ServerMessage =
  /** `count` write frames (SyncStep2 and Update) of this connection are stored, counted from 1. */
  | { readonly type: 'acknowledged'; readonly count: number }
  /** Write frame number `frame` of this connection was refused whole. */
  | { readonly type: 'rejected'; readonly frame: number; readonly code: RejectCode; readonly detail: string }
  /** One's level in this room, sent first of all on joining. */
  | { readonly type: 'level'; readonly level: Level; readonly epoch: number }
  | { readonly type: 'notice'; readonly text: string }

export const encodeServerMessage = (message: ServerMessage): Uint8Array => {
  const encoder = encoding.createEncoder()
  switch (message.type) {
    case 'acknowledged':
      encoding.writeVarUint(encoder, MESSAGE_ACKNOWLEDGED)
      encoding.writeVarUint(encoder, message.count)
      break
    case 'rejected':
      encoding.writeVarUint(encoder, MESSAGE_REJECTED)
      encoding.writeVarUint(encoder, message.frame)
      encoding.writeVarString(encoder, message.code)
      encoding.writeVarString(encoder, message.detail)
      break
    case 'level':
      encoding.writeVarUint(encoder, MESSAGE_LEVEL)
      encoding.writeVarString(encoder, message.level)
      encoding.writeVarUint(encoder, message.epoch)
      break
    case 'notice':
      encoding.writeVarUint(encoder, MESSAGE_NOTICE)
      encoding.writeVarString(encoder, message.text)
      break
  }
  return encoding.toUint8Array(encoder)
}

/** Reads the rest of a frame whose type has been read already; for `WebsocketProvider.messageHandlers`. */
export const readServerMessage = (type: number, decoder: decoding.Decoder): ServerMessage | undefined => {
  switch (type) {
    case MESSAGE_ACKNOWLEDGED:
      return { type: 'acknowledged', count: decoding.readVarUint(decoder) }
    case MESSAGE_REJECTED:
      return {
        type: 'rejected',
        frame: decoding.readVarUint(decoder),
        code: decoding.readVarString(decoder) as RejectCode,
        detail: decoding.readVarString(decoder),
      }
    case MESSAGE_LEVEL:
      return {
        type: 'level',
        level: decoding.readVarString(decoder) as Level,
        epoch: decoding.readVarUint(decoder),
      }
    case MESSAGE_NOTICE:
      return { type: 'notice', text: decoding.readVarString(decoder) }
    default:
      return undefined
  }
}
