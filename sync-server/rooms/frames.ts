/** The frames that a room sends, in y-websocket's encoding: one message a frame, never two. */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import {
  MESSAGE_AUTH,
  MESSAGE_AWARENESS,
  MESSAGE_QUERY_AWARENESS,
  MESSAGE_SYNC,
  SYNC_STEP_1,
  SYNC_STEP_2,
  SYNC_UPDATE,
} from '../../shared/wire.ts'

export const syncStep1Frame = (stateVector: Uint8Array): Uint8Array => syncFrame(SYNC_STEP_1, stateVector)
export const syncStep2Frame = (update: Uint8Array): Uint8Array => syncFrame(SYNC_STEP_2, update)
export const updateFrame = (update: Uint8Array): Uint8Array => syncFrame(SYNC_UPDATE, update)

const syncFrame = (type: number, payload: Uint8Array): Uint8Array => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE_SYNC)
  encoding.writeVarUint(encoder, type)
  encoding.writeVarUint(encoder, payload.length)
  // Copied once: a whole document may be megabytes.
  const header = encoding.toUint8Array(encoder)
  const frame = new Uint8Array(header.length + payload.length)
  frame.set(header)
  frame.set(payload, header.length)
  return frame
}

/** One client's presence as y-protocols' awareness encodes it; `json` is 'null' for one who left. */
export interface PresenceRow {
  readonly clientId: number
  readonly clock: number
  readonly json: string
}

export const presenceFrame = (rows: readonly PresenceRow[]): Uint8Array => {
  const payload = encoding.createEncoder()
  encoding.writeVarUint(payload, rows.length)
  for (const row of rows) {
    encoding.writeVarUint(payload, row.clientId)
    encoding.writeVarUint(payload, row.clock)
    encoding.writeVarString(payload, row.json)
  }
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE_AWARENESS)
  encoding.writeVarUint8Array(encoder, encoding.toUint8Array(payload))
  return encoding.toUint8Array(encoder)
}

/** Tells a stock client that it may not do what it did (y-protocols `auth.js`, messagePermissionDenied). */
export const permissionDeniedFrame = (reason: string): Uint8Array => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE_AUTH)
  encoding.writeVarUint(encoder, 0)
  encoding.writeVarString(encoder, reason)
  return encoding.toUint8Array(encoder)
}

/** A frame from a peer, read as far as its kind. Payloads are copies: the transport may reuse its buffer. */
export type PeerFrame =
  | { readonly kind: 'state-vector'; readonly payload: Uint8Array }
  | { readonly kind: 'write'; readonly payload: Uint8Array; readonly answersStateVector: boolean }
  | { readonly kind: 'presence'; readonly rows: readonly PresenceRow[] }
  | { readonly kind: 'query-presence' }
  | { readonly kind: 'unreadable' }

const UNREADABLE: PeerFrame = { kind: 'unreadable' }
const MAX_PRESENCE_ROWS = 1024

/** Reads a frame strictly: whatever is unknown, cut short or followed by more is `unreadable`. */
export const readPeerFrame = (frame: Uint8Array): PeerFrame => {
  try {
    const decoder = decoding.createDecoder(frame)
    const read = readKind(decoder)
    return decoding.hasContent(decoder) ? UNREADABLE : read
  } catch {
    // lib0 throws where a frame ends early; from a peer that is input, not a fault of ours.
    return UNREADABLE
  }
}

const readKind = (decoder: decoding.Decoder): PeerFrame => {
  switch (decoding.readVarUint(decoder)) {
    case MESSAGE_SYNC: {
      const type = decoding.readVarUint(decoder)
      const payload = decoding.readVarUint8Array(decoder).slice()
      if (type === SYNC_STEP_1) return { kind: 'state-vector', payload }
      if (type === SYNC_STEP_2) return { kind: 'write', payload, answersStateVector: true }
      if (type === SYNC_UPDATE) return { kind: 'write', payload, answersStateVector: false }
      return UNREADABLE
    }
    case MESSAGE_AWARENESS: {
      const payload = decoding.createDecoder(decoding.readVarUint8Array(decoder))
      const count = decoding.readVarUint(payload)
      if (count > MAX_PRESENCE_ROWS) return UNREADABLE
      const rows: PresenceRow[] = []
      for (let i = 0; i < count; i++) {
        rows.push({
          clientId: decoding.readVarUint(payload),
          clock: decoding.readVarUint(payload),
          json: decoding.readVarString(payload),
        })
      }
      return { kind: 'presence', rows }
    }
    case MESSAGE_QUERY_AWARENESS:
      return { kind: 'query-presence' }
    default:
      return UNREADABLE
  }
}
