/** Around sharing: requests for access, notifications, ownership, and conversations that were deleted. */
import { Hono } from 'hono'
import type { z } from 'zod'
import {
  type createdInvitedSchema,
  type deletedConversationsSchema,
  newInvitedSchema,
  newOwnerSchema,
  newRequestSchema,
  notificationIdsSchema,
  type notificationsSchema,
  requestAnswerSchema,
} from '../../shared/api-sharing.ts'
import { type ConversationId, type PrincipalId, parseId } from '../../shared/ids.ts'
import type { SharingStore } from '../access/sharing-store.ts'
import type { SharingCommands } from '../commands/sharing-commands.ts'
import type { Mail } from '../mail/mail.ts'
import { notFound, readBody, valueOf } from './answers.ts'
import type { Guards } from './caller.ts'
import { invitationMail } from './invitation-mail.ts'
import { idFrom } from './organization-routes.ts'
import { createRateLimit } from './rate-limit.ts'

export interface SharingRoutesDeps {
  /** Left out, invitations are links alone. */
  readonly mail?: Mail | undefined
  readonly publicUrl: string | undefined
  readonly sharing: Pick<SharingStore, 'inbox'>
  readonly sharingCommands: SharingCommands
  readonly now: () => number
}

const HOUR = 60 * 60_000
/** Each request reaches somebody: more than a busy newcomer needs, fewer than a nuisance. */
const REQUESTS_PER_HOUR = 30
const INVITATIONS_PER_HOUR = 100

export const createSharingRoutes = (deps: SharingRoutesDeps & { readonly guards: Guards }): Hono => {
  const { sharing, sharingCommands: commands, guards, mail, publicUrl, now } = deps
  const routes = new Hono()
  // What goes to addresses that somebody typed could annoy strangers in our name.
  const invitations = createRateLimit({ limit: INVITATIONS_PER_HOUR, window: HOUR, now })
  const requests = createRateLimit({ limit: REQUESTS_PER_HOUR, window: HOUR, now })

  routes.put('/conversations/:id/owner', async (c) => {
    const person = await guards.person(c)
    const id = idFrom<ConversationId>(c)
    const { to } = await readBody(c, newOwnerSchema)
    valueOf(await commands.transferOwnership(person, id, to))
    return c.body(null, 204)
  })

  // --- Requests ---

  routes.post('/conversations/:id/requests', async (c) => {
    const person = await guards.person(c, 'write')
    const id = idFrom<ConversationId>(c)
    const wish = await readBody(c, newRequestSchema)
    requests.take(person.id)
    valueOf(await commands.requestAccess(person, id, wish))
    return c.body(null, 202)
  })

  routes.put('/conversations/:id/requests/:personId', async (c) => {
    const person = await guards.person(c, 'share')
    const id = idFrom<ConversationId>(c)
    const requester = parseId<PrincipalId>(c.req.param('personId'))
    if (requester === undefined) throw notFound()
    const { level } = await readBody(c, requestAnswerSchema)
    valueOf(await commands.answerRequest(person, id, { requester, level }))
    return c.body(null, 204)
  })

  // --- People who are to be invited ---

  routes.post('/conversations/:id/invitations', async (c) => {
    const person = await guards.person(c)
    const id = idFrom<ConversationId>(c)
    const who = await readBody(c, newInvitedSchema)
    invitations.take(person.id)
    const { organization, ...invited } = valueOf(await commands.invitePerson(person, id, who))
    const sent = await mail?.send(
      invitationMail({
        ...invited,
        to: invited.email,
        invitedBy: person.name,
        organization,
        // Whoever calls comes from a page of ours: its address is one that people use.
        address: publicUrl?.replace(/\/+$/, '') ?? c.req.header('origin') ?? '',
      }),
    )
    const answer: Answer<typeof createdInvitedSchema> = { ...invited, mailed: sent?.ok === true }
    return c.json(answer, 201)
  })

  routes.delete('/conversations/:id/invitations/:email', async (c) => {
    const person = await guards.person(c)
    valueOf(await commands.uninvitePerson(person, idFrom<ConversationId>(c), c.req.param('email')))
    return c.body(null, 204)
  })

  // --- Notifications ---

  routes.get('/notifications', async (c) => {
    const person = await guards.person(c, 'read')
    const { notifications } = await sharing.inbox(person.id)
    // That somebody talks beside a conversation is for no program.
    const told = notifications.filter(
      ({ news }) => person.token === undefined || news.kind !== 'mentioned' || news.place !== 'talk',
    )
    return c.json({ notifications: told } satisfies Answer<typeof notificationsSchema>)
  })

  routes.post('/notifications/read', async (c) => {
    const person = await guards.person(c)
    await commands.markRead(person, (await readBody(c, notificationIdsSchema)).ids ?? 'all')
    return c.body(null, 204)
  })

  routes.post('/notifications/clear', async (c) => {
    const person = await guards.person(c)
    await commands.clearNotifications(person, (await readBody(c, notificationIdsSchema)).ids ?? 'all')
    return c.body(null, 204)
  })

  // --- Deleted conversations ---

  routes.get('/deleted', async (c) => {
    const { deleted } = await sharing.inbox((await guards.person(c, 'read')).id)
    return c.json({ conversations: [...deleted] } satisfies Answer<typeof deletedConversationsSchema>)
  })

  routes.post('/deleted/:id/restore', async (c) => {
    const person = await guards.person(c)
    valueOf(await commands.restoreConversation(person, idFrom<ConversationId>(c)))
    return c.body(null, 204)
  })

  routes.delete('/deleted/:id', async (c) => {
    const person = await guards.person(c)
    valueOf(await commands.purgeConversation(person, idFrom<ConversationId>(c)))
    return c.body(null, 204)
  })

  return routes
}

type Answer<Schema extends z.ZodType> = z.infer<Schema>
