/** The kinds of room and their names on the wire (`/sync/<room name>`) and in the store. */
import { type ConversationId, type PrincipalId, parseId } from './ids.ts'

export type Room =
  | { readonly kind: 'conversation'; readonly id: ConversationId }
  /** The side talk of that conversation: people's alone. */
  | { readonly kind: 'talk'; readonly id: ConversationId }
  | { readonly kind: 'directory'; readonly userId: PrincipalId }
  | { readonly kind: 'personal'; readonly userId: PrincipalId }

export type RoomKind = Room['kind']

/** Whether people write messages there, which the server puts in order. */
export const holdsMessages = ({ kind }: Room): boolean => kind === 'conversation' || kind === 'talk'

declare const brand: unique symbol
export type RoomName = string & { readonly [brand]: 'RoomName' }

export const roomName = (room: Room): RoomName =>
  `${room.kind}/${'id' in room ? room.id : room.userId}` as RoomName

export const conversationRoom = (id: ConversationId): RoomName => roomName({ kind: 'conversation', id })
export const talkRoom = (id: ConversationId): RoomName => roomName({ kind: 'talk', id })
export const directoryRoom = (userId: PrincipalId): RoomName => roomName({ kind: 'directory', userId })
export const personalRoom = (userId: PrincipalId): RoomName => roomName({ kind: 'personal', userId })

/** Reads a room's name from outside; `undefined` where it names no room. */
export const parseRoom = (name: string): Room | undefined => {
  const [kind, rawId, ...rest] = name.split('/')
  if (rest.length > 0) return undefined
  if (kind === 'conversation' || kind === 'talk') {
    const id = parseId<ConversationId>(rawId)
    return id && { kind, id }
  }
  if (kind === 'directory' || kind === 'personal') {
    const userId = parseId<PrincipalId>(rawId)
    return userId && { kind, userId }
  }
  return undefined
}
