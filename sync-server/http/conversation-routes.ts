/**
 * Creating, deleting and sharing conversations. What they say comes by `/sync` alone; only how an earlier epoch ended
 * is given here, so that a device can tell its own unsent changes from everybody else's.
 */
import { type Context, Hono } from 'hono'
import {
  type Conversations,
  changeSharingSchema,
  type Forked,
  forkSchema,
  newConversationSchema,
  type Sharing,
} from '../../shared/api.ts'
import type { ConversationId } from '../../shared/ids.ts'
import { type Room, roomName } from '../../shared/rooms.ts'
import type { AccessStore } from '../access/access-store.ts'
import type { Authorize } from '../access/authorization.ts'
import type { Commands } from '../commands/commands.ts'
import { noConversation } from '../commands/refusal.ts'
import type { Directories } from '../directory/directories.ts'
import type { PastEpochs } from '../rooms/past-epochs.ts'
import { notFound, readBody, valueOf } from './answers.ts'
import type { Guards, PersonPrincipal } from './caller.ts'
import { idFrom } from './organization-routes.ts'
import { sharingFor } from './sharing.ts'

export const createConversationRoutes = (deps: {
  readonly store: Pick<AccessStore, 'state'>
  readonly directories: Pick<Directories, 'read'>
  readonly commands: Commands
  readonly authorize: Authorize
  readonly pastEpoch: PastEpochs
  readonly guards: Guards
}): Hono => {
  const { store, directories, commands, authorize, pastEpoch, guards } = deps
  const routes = new Hono()

  const sharing = async (person: PersonPrincipal, id: ConversationId): Promise<Sharing> => {
    const { organizationId } = person
    const state = await store.state({ organizationId, conversations: { kind: 'one', id } })
    const conversation = state.conversations.get(id)
    const found =
      conversation?.organizationId === organizationId ? sharingFor(state, conversation, person.id) : undefined
    if (found === undefined) throw notFound(noConversation.message)
    return found
  }

  routes.get('/', async (c) => {
    const directory = await directories.read((await guards.person(c, 'read')).id)
    const conversations = directory.conversations
      .map(({ id, title, ownerId, level, shared, createdAt, lastActivityAt }) => ({
        id,
        title,
        ownerId,
        level,
        shared,
        createdAt,
        lastActivityAt,
      }))
      .toSorted((a, b) => b.lastActivityAt - a.lastActivityAt || a.id.localeCompare(b.id))
    return c.json({ conversations } satisfies Conversations)
  })

  routes.post('/', async (c) => {
    const person = await guards.person(c, 'write')
    const conversation = await readBody(c, newConversationSchema)
    return c.json({ id: valueOf(await commands.createConversation(person, conversation)) }, 201)
  })

  routes.post('/:id/fork', async (c) => {
    const person = await guards.person(c, 'write')
    const id = idFrom<ConversationId>(c)
    if (!(await authorize(person, { kind: 'conversation', id })).allowed)
      throw notFound(noConversation.message)
    const fork = await readBody(c, forkSchema)
    return c.json(valueOf(await commands.forkConversation(person, id, fork)) satisfies Forked, 201)
  })

  routes.delete('/:id', async (c) => {
    const person = await guards.person(c)
    valueOf(await commands.deleteConversation(person, idFrom<ConversationId>(c)))
    return c.body(null, 204)
  })

  routes.get('/:id/sharing', async (c) =>
    c.json(await sharing(await guards.person(c, 'read'), idFrom<ConversationId>(c))),
  )

  routes.put('/:id/sharing', async (c) => {
    const person = await guards.person(c, 'share')
    const id = idFrom<ConversationId>(c)
    valueOf(await commands.changeSharing(person, id, await readBody(c, changeSharingSchema)))
    return c.json(await sharing(person, id))
  })

  const answerWithEpoch = async (c: Context, person: PersonPrincipal, room: Room): Promise<Response> => {
    if (!(await authorize(person, room)).allowed) throw notFound(noConversation.message)
    const epoch = Number(c.req.param('epoch'))
    const update = Number.isSafeInteger(epoch) ? await pastEpoch(roomName(room), epoch) : undefined
    if (update === undefined) throw notFound('This epoch is not kept.')
    return c.body(new Uint8Array(update), 200, { 'content-type': 'application/octet-stream' })
  }

  routes.get('/:id/epochs/:epoch', async (c) => {
    const person = await guards.person(c, 'read')
    return answerWithEpoch(c, person, { kind: 'conversation', id: idFrom<ConversationId>(c) })
  })

  routes.get('/:id/talk/epochs/:epoch', async (c) => {
    const person = await guards.person(c)
    return answerWithEpoch(c, person, { kind: 'talk', id: idFrom<ConversationId>(c) })
  })

  return routes
}
