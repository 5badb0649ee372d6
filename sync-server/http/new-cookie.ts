/** Sessions that go on under a new cookie, and what the accounts are told of where a request comes from. */
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { conversationRoom, directoryRoom, personalRoom } from '../../shared/rooms.ts'
import type { AccessStore } from '../access/access-store.ts'
import { ADDRESS_HEADER } from '../access/auth.ts'
import type { Rooms } from '../rooms/rooms.ts'
import type { PersonPrincipal } from './caller.ts'
import type { RemoteAddress } from './remote-address.ts'

/**
 * Makes every socket of this person come again, so that each comes with a cookie that holds; the old one lets nobody
 * in. `reason` is shown to nobody but them.
 */
export type GoOnWithNewCookie = (c: Context, person: PersonPrincipal, reason: string) => Promise<void>

export const createGoOnWithNewCookie =
  (deps: {
    readonly store: Pick<AccessStore, 'directory'>
    readonly rooms: Pick<Rooms, 'rightsChanged'>
  }): GoOnWithNewCookie =>
  async (c, { id }, reason) => {
    const conversations = (await deps.store.directory(id))?.conversations ?? []
    const rooms = [
      directoryRoom(id),
      personalRoom(id),
      ...conversations.map((conversation) => conversationRoom(conversation.id)),
    ]
    // Only the new cookie brings a socket back, so it has to be there first.
    afterAnswer(c, () => {
      for (const room of rooms) deps.rooms.rightsChanged(room, new Set([id]), reason)
    })
  }

/** Once the answer is with the caller, or at once where it goes over no socket. */
const afterAnswer = (c: Context, task: () => void): void => {
  const { outgoing } = (c.env ?? {}) as Partial<HttpBindings>
  if (outgoing === undefined) task()
  else outgoing.once('close', task)
}

export const setCookies = (c: Context, cookies: readonly string[]): void => {
  for (const cookie of cookies) c.header('set-cookie', cookie, { append: true })
}

/** The request's headers with where it comes from as we know it, whatever it says itself. */
export const withAddress =
  (remoteAddress: RemoteAddress) =>
  (c: Context): Headers => {
    const headers = new Headers(c.req.raw.headers)
    headers.set(ADDRESS_HEADER, remoteAddress(c))
    return headers
  }
