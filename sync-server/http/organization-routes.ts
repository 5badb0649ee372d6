/** Members, groups, invitations and bots of one's own organization. */
import { type Context, Hono } from 'hono'
import {
  type Bot,
  type Group,
  groupMembersSchema,
  newBotSchema,
  newGroupSchema,
  type People,
  peopleQuerySchema,
} from '../../shared/api.ts'
import { inviteSchema, type OpenInvitations, renameGroupSchema } from '../../shared/api-administration.ts'
import { type AnyId, type GroupId, type PrincipalId, parseId } from '../../shared/ids.ts'
import type { AccessState, AccessStore } from '../access/access-store.ts'
import type { Commands } from '../commands/commands.ts'
import type { Mail } from '../mail/mail.ts'
import { HttpRefusal, notFound, parse, readBody, valueOf } from './answers.ts'
import type { Guards, PersonPrincipal } from './caller.ts'
import { invitationMail } from './invitation-mail.ts'
import { personById, personOf } from './people.ts'
import { createRateLimit } from './rate-limit.ts'
import { groupFor } from './sharing.ts'

export const createOrganizationRoutes = (deps: {
  readonly store: Pick<AccessStore, 'state' | 'searchPeople'>
  readonly commands: Commands
  readonly guards: Guards
  /** Left out, people are invited by link alone. */
  readonly mail?: Mail | undefined
  readonly publicUrl: string | undefined
  readonly now: () => number
}): Hono => {
  const { store, commands, guards, mail, publicUrl, now } = deps
  const routes = new Hono()
  // What goes to addresses that somebody typed could annoy strangers in our name.
  const mails = createRateLimit({ limit: 100, window: 60 * 60_000, now })

  const stateFor = ({ organizationId }: PersonPrincipal): Promise<AccessState> =>
    store.state({ organizationId, conversations: { kind: 'none' } })

  routes.get('/people', async (c) => {
    const person = await guards.person(c, 'read')
    const { query, limit } = parse(peopleQuerySchema, c.req.query())
    const found = await store.searchPeople(person.organizationId, query, limit)
    const people: People = {
      people: found.map((one) => ({
        ...personOf(one),
        ...(one.kind === 'person' ? { role: one.role } : {}),
      })),
    }
    return c.json(people)
  })

  // --- Groups ---

  routes.get('/groups', async (c) => {
    const person = await guards.person(c, 'read')
    const state = await stateFor(person)
    const groups: Group[] = [...state.groups.keys()].flatMap((id) => groupFor(state, id, person.id) ?? [])
    return c.json({ groups })
  })

  routes.post('/groups', async (c) => {
    const admin = await guards.admin(c)
    const { name } = await readBody(c, newGroupSchema)
    const id = valueOf(await commands.createGroup(admin, name))
    const group: Group = { id, name, memberCount: 0, memberIds: [] }
    return c.json(group, 201)
  })

  routes.put('/groups/:id', async (c) => {
    const admin = await guards.admin(c)
    const id = idFrom<GroupId>(c)
    const { name } = await readBody(c, renameGroupSchema)
    valueOf(await commands.renameGroup(admin, id, name))
    const group = groupFor(await stateFor(admin), id, admin.id)
    if (group === undefined) throw notFound('There is no such group.')
    return c.json(group)
  })

  routes.delete('/groups/:id', async (c) => {
    const admin = await guards.admin(c)
    valueOf(await commands.deleteGroup(admin, idFrom<GroupId>(c)))
    return c.body(null, 204)
  })

  routes.post('/groups/:id/members', async (c) => {
    const admin = await guards.admin(c)
    const id = idFrom<GroupId>(c)
    valueOf(await commands.changeGroupMembers(admin, id, await readBody(c, groupMembersSchema)))
    const group = groupFor(await stateFor(admin), id, admin.id)
    if (group === undefined) throw notFound('There is no such group.')
    return c.json(group)
  })

  // --- Invitations ---

  routes.get('/invitations', async (c) => {
    const admin = await guards.admin(c)
    const state = await stateFor(admin)
    const open: OpenInvitations = {
      invitations: [...state.invitations.values()].map(
        ({ id, role, createdAt, expiresAt, createdBy, email }) => ({
          id,
          role,
          createdAt,
          expiresAt,
          createdBy: personById(state, createdBy),
          email,
        }),
      ),
      canMail: mail !== undefined,
    }
    return c.json(open)
  })

  routes.post('/invitations', async (c) => {
    const admin = await guards.admin(c)
    const { role, email } = await readBody(c, inviteSchema)
    if (email !== undefined && mail === undefined) throw noMail()
    if (email !== undefined) mails.take(admin.id)
    const invitation = valueOf(await commands.createInvitation(admin, role, email))
    if (email !== undefined && mail !== undefined) {
      const sent = await mail.send(
        invitationMail({
          ...invitation,
          to: email,
          invitedBy: admin.name,
          organization: (await stateFor(admin)).organization.name,
          // Whoever calls comes from a page of ours: its address is one that people use.
          address: publicUrl?.replace(/\/+$/, '') ?? c.req.header('origin') ?? '',
        }),
      )
      if (!sent.ok) {
        valueOf(await commands.revokeInvitation(admin, invitation.id))
        throw new HttpRefusal(502, 'mail-failed', `${sent.problem} You can make a link instead.`)
      }
    }
    return c.json(
      { ...invitation, email, createdBy: { id: admin.id, name: admin.name, kind: admin.kind } },
      201,
    )
  })

  routes.delete('/invitations/:id', async (c) => {
    const admin = await guards.admin(c)
    valueOf(await commands.revokeInvitation(admin, idFrom(c)))
    return c.body(null, 204)
  })

  // --- Bots ---

  routes.get('/bots', async (c) => {
    const person = await guards.person(c)
    const state = await stateFor(person)
    const bots: Bot[] = [...state.people.values()].flatMap((bot) =>
      bot.kind === 'bot' && bot.createdBy === person.id
        ? [
            {
              id: bot.id,
              name: bot.name,
              createdAt: bot.createdAt,
              createdBy: personById(state, bot.createdBy),
            },
          ]
        : [],
    )
    return c.json({ bots })
  })

  routes.post('/bots', async (c) => {
    const person = await guards.person(c)
    const { name } = await readBody(c, newBotSchema)
    const bot = valueOf(await commands.createBot(person, name))
    return c.json({ ...bot, name, createdBy: { id: person.id, name: person.name, kind: person.kind } }, 201)
  })

  routes.delete('/bots/:id', async (c) => {
    const person = await guards.person(c)
    valueOf(await commands.deleteBot(person, idFrom<PrincipalId>(c)))
    return c.body(null, 204)
  })

  return routes
}

const noMail = (): HttpRefusal =>
  new HttpRefusal(
    409,
    'no-mail',
    'This server sends no e-mail. Please make a link instead, or ask its operator to set SMTP_URL.',
    { field: 'email' },
  )

/** The id in the path; what cannot be an id is not there. */
export const idFrom = <Id extends AnyId>(c: Context): Id => {
  const id = parseId<Id>(c.req.param('id'))
  if (id === undefined) throw notFound()
  return id
}
