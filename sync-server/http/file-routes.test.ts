import { expect, it } from 'vitest'
import type { FileId } from '../../shared/files.ts'
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import type { Authorization } from '../access/authorization.ts'
import type { Principal } from '../access/principal.ts'
import type { Files } from '../files/files.ts'
import { createGuards } from './caller.ts'
import { createFileRoutes } from './file-routes.ts'

const ID = 'A'.repeat(43) as FileId
const ana = { kind: 'bot', id: 'ana0' as PrincipalId, name: 'Ana' } as Principal

/** A film that is being downloaded: its first bytes have come. */
const download = async () => {
  let authorization: Authorization = { allowed: true, level: 'view' }
  let caller: Principal | undefined = ana
  let read = 0
  let closed = false
  async function* content(): AsyncGenerator<Uint8Array> {
    try {
      for (; read < 10; read++) yield new Uint8Array(10)
    } finally {
      closed = true
    }
  }
  let time = 0
  const file = {
    conversationId: 'conversation' as ConversationId,
    id: ID,
    hash: 'x' as never,
    name: 'film.bin',
    size: 100,
    type: 'application/octet-stream',
    uploadedBy: ana.id,
    uploadedAt: 1,
    isNamed: true,
  }
  const files: Partial<Files> = {
    find: async () => file,
    visibleTo: async (_by, all) => all,
    read: async () => content(),
  }
  const routes = createFileRoutes({
    files: files as Files,
    authorize: async () => authorization,
    guards: createGuards(
      async () => caller,
      () => undefined,
    ),
    // A second goes by with every look at the clock.
    now: () => (time += 1_000),
  })
  const response = await routes.request(`/conversation/files/${ID}`)
  const reader = response.body?.getReader()
  expect((await reader?.read())?.value).toHaveLength(10)
  return {
    withdraw: () => (authorization = { allowed: false, reason: 'forbidden' }),
    signOut: () => (caller = undefined),
    /** Resolves when there is no more to come. */
    rest: async (): Promise<void> => {
      for (;;) if ((await reader?.read())?.done !== false) return
    },
    reads: () => ({ read, closed }),
  }
}

it('[FILE-3] a download under way breaks off where the right to it ends, and reads no further', async () => {
  const { withdraw, rest, reads } = await download()
  withdraw()
  await expect(rest()).rejects.toThrow('ended')
  expect(reads().closed).toBe(true)
  expect(reads().read).toBeLessThan(5)
})

it('[FILE-3] a download under way breaks off where the login or the token that it came with ends', async () => {
  const { signOut, rest, reads } = await download()
  signOut()
  await expect(rest()).rejects.toThrow('ended')
  expect(reads().read).toBeLessThan(5)

  const left = await download()
  await left.rest()
  expect(left.reads()).toEqual({ read: 10, closed: true })
})
