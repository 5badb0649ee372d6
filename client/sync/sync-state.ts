/**
 * How safe one's work is, as a pure reducer over what the local copy and the connection report. Owns no socket and
 * no clock. 'Saved' is said only of what the server has acknowledged as stored.
 */
export type EndReason = 'signed-out' | 'forbidden' | 'not-found'

export type SyncState =
  /** The local copy is being read and nothing can be shown yet. */
  | { readonly kind: 'loading' }
  /** No connection; nothing of one's own waits. */
  | { readonly kind: 'offline' }
  /** No connection; changes wait on this device and will be sent. */
  | { readonly kind: 'saved-here'; readonly waiting: number }
  /** Changes wait in this page only: there is no local copy. */
  | { readonly kind: 'unsaved'; readonly waiting: number }
  /** The server is there and cannot read its copy; the one on this device is kept, and changes to it. */
  | { readonly kind: 'unreadable'; readonly waiting: number }
  /** Connected; something is not exchanged or not acknowledged yet. */
  | { readonly kind: 'syncing'; readonly waiting: number }
  /** Refused work is being set aside and the document fetched anew. */
  | { readonly kind: 'healing' }
  | { readonly kind: 'saved' }
  | { readonly kind: 'ended'; readonly reason: EndReason }

/** Whether the server cannot be asked for anything. */
export const isOutOfReach = ({ kind }: SyncState): boolean =>
  kind === 'offline' || kind === 'saved-here' || kind === 'unsaved' || kind === 'unreadable'

export type Link = 'idle' | 'connecting' | 'joined' | 'synced' | 'lost'

export interface SyncFacts {
  readonly local: 'reading' | 'ready' | 'unavailable'
  readonly link: Link
  /** Write frames of this connection, sent and acknowledged. */
  readonly sent: number
  readonly acknowledged: number
  /** Changes made here that no acknowledgement covers. */
  readonly waiting: number
  readonly healing: boolean
  /** The server said last that it cannot read its copy. */
  readonly unreadable: boolean
  readonly ended: EndReason | undefined
}

export type SyncEvent =
  | { readonly type: 'local-ready'; readonly waiting: number }
  | { readonly type: 'local-unavailable' }
  | { readonly type: 'connecting' }
  | { readonly type: 'joined' }
  | { readonly type: 'synced' }
  | { readonly type: 'lost' }
  | { readonly type: 'unreadable' }
  | { readonly type: 'frame-sent' }
  | { readonly type: 'acknowledged'; readonly count: number }
  /** A change was made on this device. */
  | { readonly type: 'written' }
  | { readonly type: 'healing' }
  | { readonly type: 'healed' }
  | { readonly type: 'ended'; readonly reason: EndReason }
  /** After an end: from the beginning, with a new replica. */
  | { readonly type: 'reopened' }

export const initialFacts: SyncFacts = {
  local: 'reading',
  link: 'idle',
  sent: 0,
  acknowledged: 0,
  waiting: 0,
  healing: false,
  unreadable: false,
  ended: undefined,
}

export const reduceSync = (facts: SyncFacts, event: SyncEvent): SyncFacts => {
  switch (event.type) {
    case 'local-ready':
      return { ...facts, local: 'ready', waiting: facts.waiting + event.waiting }
    case 'local-unavailable':
      return { ...facts, local: 'unavailable' }
    case 'connecting':
      // After a loss it stays lost until the server answers: a retry every few seconds is not news.
      return facts.link === 'lost' ? facts : { ...facts, link: 'connecting' }
    case 'joined':
      return { ...facts, link: 'joined', sent: 0, acknowledged: 0, ended: undefined }
    case 'synced':
      return { ...facts, link: 'synced', unreadable: false }
    case 'lost':
      return { ...facts, link: 'lost', sent: 0, acknowledged: 0 }
    case 'unreadable':
      return { ...facts, link: 'lost', sent: 0, acknowledged: 0, unreadable: true }
    case 'frame-sent':
      return { ...facts, sent: facts.sent + 1 }
    case 'acknowledged': {
      const acknowledged = Math.max(facts.acknowledged, event.count)
      const complete = acknowledged >= facts.sent && facts.sent > 0
      return { ...facts, acknowledged, waiting: complete ? 0 : facts.waiting }
    }
    case 'written':
      return { ...facts, waiting: facts.waiting + 1 }
    case 'healing':
      return { ...facts, healing: true }
    case 'healed':
      return { ...facts, healing: false, waiting: 0 }
    case 'ended':
      return { ...facts, link: 'lost', ended: event.reason }
    case 'reopened':
      return initialFacts
  }
}

export const syncState = (facts: SyncFacts): SyncState => {
  if (facts.ended !== undefined) return { kind: 'ended', reason: facts.ended }
  if (facts.healing) return { kind: 'healing' }
  if (facts.local === 'reading') return { kind: 'loading' }
  switch (facts.link) {
    case 'synced':
      // The answer to the server's first question is a write frame too: before it is acknowledged nothing is known.
      return facts.sent > 0 && facts.acknowledged >= facts.sent && facts.waiting === 0
        ? { kind: 'saved' }
        : { kind: 'syncing', waiting: facts.waiting }
    case 'idle':
    case 'connecting':
    case 'joined':
      return { kind: 'syncing', waiting: facts.waiting }
    case 'lost':
      if (facts.unreadable && facts.local === 'ready') return { kind: 'unreadable', waiting: facts.waiting }
      if (facts.waiting === 0) return { kind: 'offline' }
      return { kind: facts.local === 'unavailable' ? 'unsaved' : 'saved-here', waiting: facts.waiting }
  }
}

export const isSameState = (a: SyncState, b: SyncState): boolean =>
  a.kind === b.kind &&
  ('waiting' in a ? a.waiting : 0) === ('waiting' in b ? b.waiting : 0) &&
  ('reason' in a ? a.reason : '') === ('reason' in b ? b.reason : '')
