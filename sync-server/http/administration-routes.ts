/** What admins see and do: members, metadata of conversations, the audit log. Nothing here reads a document. */
import { Hono } from 'hono'
import { stream } from 'hono/streaming'
import {
  type Audit,
  auditExportQuerySchema,
  auditQuerySchema,
  type ConversationsMetadata,
  changeRoleSchema,
  conversationsQuerySchema,
  handOverSchema,
  type Leaving,
  type Members,
  membersQuerySchema,
  removeMemberQuerySchema,
} from '../../shared/api-administration.ts'
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import type { AccessStore } from '../access/access-store.ts'
import { effectiveLevel } from '../access/effective-access.ts'
import type { AdministrationStore } from '../administration/administration-store.ts'
import { auditAsCsv, auditAsJson } from '../administration/audit-export.ts'
import type { MemberCommands } from '../commands/member-commands.ts'
import { sharedConversationsOf } from '../commands/member-decisions.ts'
import { notFound, parse, readBody, valueOf } from './answers.ts'
import type { Guards } from './caller.ts'
import { idFrom } from './organization-routes.ts'

export interface AdministrationRoutesDeps {
  readonly administration: AdministrationStore
  readonly memberCommands: MemberCommands
  /** Whether a page of this person is connected. */
  readonly isHere: (id: PrincipalId) => boolean
}

export const createAdministrationRoutes = (
  deps: AdministrationRoutesDeps & {
    readonly store: Pick<AccessStore, 'state'>
    readonly guards: Guards
  },
): Hono => {
  const { administration, memberCommands, isHere, store, guards } = deps
  const routes = new Hono()

  // --- Members ---

  routes.get('/admin/members', async (c) => {
    const { organizationId } = await guards.admin(c)
    const { items, ...more } = await administration.members(
      organizationId,
      parse(membersQuerySchema, c.req.query()),
    )
    const members: Members = {
      items: items.map((member) => ({ ...member, here: isHere(member.id) })),
      ...more,
    }
    return c.json(members)
  })

  routes.put('/admin/members/:id/role', async (c) => {
    const admin = await guards.admin(c)
    const { role } = await readBody(c, changeRoleSchema)
    valueOf(await memberCommands.changeRole(admin, idFrom<PrincipalId>(c), role))
    return c.json({})
  })

  routes.post('/admin/members/:id/suspend', async (c) => {
    const admin = await guards.admin(c)
    valueOf(await memberCommands.suspendMember(admin, idFrom<PrincipalId>(c)))
    return c.json({})
  })

  routes.post('/admin/members/:id/unsuspend', async (c) => {
    const admin = await guards.admin(c)
    valueOf(await memberCommands.unsuspendMember(admin, idFrom<PrincipalId>(c)))
    return c.json({})
  })

  routes.get('/admin/members/:id/leaving', async (c) => {
    const admin = await guards.admin(c)
    const id = idFrom<PrincipalId>(c)
    const { organizationId } = admin
    const state = await store.state({ organizationId, conversations: { kind: 'of-person', id } })
    const member = state.people.get(id)
    if (member?.kind !== 'person') throw notFound('There is no such member.')
    const self = state.people.get(admin.id)
    const own = [...state.conversations.values()].filter(({ ownerId, deleted }) => ownerId === id && !deleted)
    const shared = sharedConversationsOf(state, id)
    const leaving: Leaving = {
      sharedConversations: shared.length,
      sharedWithYou: shared.filter((one) => self !== undefined && effectiveLevel(self, one) !== 'none')
        .length,
      privateConversations: own.length - shared.length,
      bots: [...state.people.values()].flatMap((bot) =>
        bot.kind === 'bot' && bot.createdBy === id ? [{ id: bot.id, name: bot.name }] : [],
      ),
      groups: [...member.groupIds].flatMap((groupId) => state.groups.get(groupId) ?? []),
    }
    return c.json(leaving)
  })

  routes.delete('/members/:id', async (c) => {
    const admin = await guards.admin(c)
    const { conversationsTo } = parse(removeMemberQuerySchema, c.req.query())
    valueOf(await memberCommands.removeMember(admin, idFrom<PrincipalId>(c), conversationsTo))
    return c.body(null, 204)
  })

  // --- Conversations ---

  routes.get('/admin/conversations', async (c) => {
    const { organizationId } = await guards.admin(c)
    const query = parse(conversationsQuerySchema, c.req.query())
    const page = await administration.conversations(organizationId, query)
    return c.json({ ...page, items: [...page.items] } satisfies ConversationsMetadata)
  })

  routes.put('/admin/conversations/:id/owner', async (c) => {
    const admin = await guards.admin(c)
    const { to } = await readBody(c, handOverSchema)
    valueOf(await memberCommands.handOver(admin, idFrom<ConversationId>(c), to))
    return c.json({})
  })

  // --- The audit log ---

  routes.get('/admin/audit', async (c) => {
    const { organizationId } = await guards.admin(c)
    const page = await administration.audit(organizationId, parse(auditQuerySchema, c.req.query()))
    return c.json({ ...page, items: [...page.items] } satisfies Audit)
  })

  routes.get('/admin/audit/actions', async (c) => {
    const { organizationId } = await guards.admin(c)
    return c.json({ actions: await administration.auditActions(organizationId) })
  })

  routes.get('/admin/audit/export', async (c) => {
    const { organizationId } = await guards.admin(c)
    const { format, ...filter } = parse(auditExportQuerySchema, c.req.query())
    const write = format === 'csv' ? auditAsCsv : auditAsJson
    c.header('content-type', format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json')
    c.header('content-disposition', `attachment; filename="audit.${format}"`)
    return stream(c, async (out) => {
      const read = (cursor: string | undefined) =>
        administration.audit(organizationId, { ...filter, cursor, limit: EXPORT_PAGE })
      for await (const text of write(read)) await out.write(text)
    })
  })

  return routes
}

/** So many lines are read at once, however long the log is. */
const EXPORT_PAGE = 1000
