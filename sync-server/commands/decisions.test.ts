import { expect, it } from 'vitest'
import type { OrganizationId } from '../../shared/ids.ts'
import {
  accessState,
  everybody,
  group,
  groupId,
  person,
  talk,
  talkId,
  who,
} from '../../tests/helpers/access-state.ts'
import type { Decision } from '../access/access-store.ts'
import {
  decideChangeSharing,
  decideCreateConversation,
  decideDeleteConversation,
} from './conversation-decisions.ts'
import {
  decideChangeGroupMembers,
  decideCreateBot,
  decideCreateGroup,
  decideCreateInvitation,
  decideDeleteBot,
  decideDeleteGroup,
  decideRenameGroup,
  decideRevokeInvitation,
  MAX_BOTS,
} from './organization-decisions.ts'
import type { Refusal } from './refusal.ts'

const eventsOf = (decision: Decision<Refusal>) => {
  if (decision.kind === 'refused') throw new Error(`Refused: ${decision.refusal.message}`)
  return decision.events
}
const refusalOf = (decision: Decision<Refusal>) =>
  decision.kind === 'refused' ? decision.refusal : undefined

const PEOPLE = { olga: [], ana: [], ben: ['crew'], cleo: ['crew'] }
const state = (...talks: ReturnType<typeof talk>[]) =>
  accessState({
    people: PEOPLE,
    admins: ['ana'],
    bots: { echo: 'ben', pipe: 'ben', solo: 'olga' },
    groups: ['crew', 'desk'],
    talks,
  })

// --- Conversations ---

it('[COMMAND-1] whoever creates a conversation owns it; asking again is the same', () => {
  const command = { actor: who('ben'), id: talkId('t'), title: 'Plan' }
  expect(eventsOf(decideCreateConversation(state(), command))).toEqual([
    { type: 'conversation-created', id: 't', ownerId: 'ben', title: 'Plan' },
  ])
  expect(eventsOf(decideCreateConversation(state(talk('t', 'ben')), command))).toEqual([])
})

it('[COMMAND-1] an id that is taken, or was, is not given again', () => {
  const command = { actor: who('ben'), id: talkId('t'), title: '' }
  for (const existing of [talk('t', 'olga'), talk('t', 'ben', [], { deleted: true })]) {
    expect(refusalOf(decideCreateConversation(state(existing), command))).toMatchObject({
      code: 'conflict',
      field: 'id',
    })
  }
})

it.each([
  ['olga', undefined],
  ['ben', 'forbidden'],
  ['ana', 'not-found'],
  ['nobody', 'not-found'],
] as const)('[A6] only the owner deletes and shares: %s', (actor, code) => {
  const shared = state(talk('t', 'olga', [[group('crew'), 'collaborate']]))
  const command = { actor: who(actor), id: talkId('t') }
  expect(refusalOf(decideDeleteConversation(shared, command))?.code).toBe(code)
  expect(
    refusalOf(
      decideChangeSharing(shared, {
        ...command,
        version: 1,
        changes: [{ subject: everybody, level: 'view' }],
      }),
    )?.code,
  ).toBe(code)
})

it('[COMMAND-2] what was deleted, or belongs to another organization, is not there', () => {
  const command = { actor: who('olga'), id: talkId('t') }
  for (const gone of [
    talk('t', 'olga', [], { deleted: true }),
    talk('t', 'olga', [], { organizationId: 'other' as OrganizationId }),
  ]) {
    expect(refusalOf(decideDeleteConversation(state(gone), command))?.code).toBe('not-found')
  }
})

const share = (
  changes: Parameters<typeof decideChangeSharing>[1]['changes'],
  grants: Parameters<typeof talk>[2] = [],
  version = 1,
) =>
  decideChangeSharing(state(talk('t', 'olga', grants)), {
    actor: who('olga'),
    id: talkId('t'),
    version,
    changes,
  })

it('[A5] sharing changes just what differs, each with what it was before', () => {
  const events = eventsOf(
    share(
      [
        { subject: everybody, level: 'view' },
        { subject: group('crew'), level: 'collaborate' },
        { subject: group('desk'), level: 'view' },
        { subject: person('ben'), level: 'none' },
        { subject: person('echo'), level: 'collaborate' },
        { subject: person('cleo'), level: 'none' },
      ],
      [
        [group('crew'), 'view'],
        [group('desk'), 'view'],
        [person('ben'), 'collaborate'],
      ],
    ),
  )
  const change = { type: 'grant-changed', conversationId: 't' }
  expect(events).toEqual([
    { ...change, subject: everybody, before: 'none', after: 'view' },
    { ...change, subject: group('crew'), before: 'view', after: 'collaborate' },
    { ...change, subject: person('ben'), before: 'collaborate', after: 'none' },
    { ...change, subject: person('echo'), before: 'none', after: 'collaborate' },
  ])
})

it('[COMMAND-3] of two changes for the same subject, the later one counts', () => {
  const twice = (first: 'view' | 'none', second: 'view' | 'none') =>
    eventsOf(
      share([
        { subject: person('ben'), level: first },
        { subject: person('ben'), level: second },
      ]),
    )
  expect(twice('view', 'none')).toEqual([])
  expect(twice('none', 'view')).toMatchObject([{ before: 'none', after: 'view' }])
})

it('[COMMAND-4] a change made on an older version of sharing changes nothing', () => {
  expect(refusalOf(share([{ subject: everybody, level: 'view' }], [], 0))).toMatchObject({
    code: 'conflict',
    field: 'version',
  })
})

it.each([
  [person('stranger'), 'changes.0.subject'],
  [person('olga'), 'changes.0.subject'],
  [group('gone'), 'changes.0.subject'],
])('[A4] one shares with what there is in one’s own organization: %j', (subject, field) => {
  expect(refusalOf(share([{ subject, level: 'view' }]))).toMatchObject({ code: 'invalid', field })
  expect(eventsOf(share([{ subject, level: 'none' }]))).toEqual([])
})

// --- Groups, invitations, members, bots ---

it('[COMMAND-5] groups and invitations are the admins’', () => {
  const at = { actor: who('ben') }
  const decisions = [
    decideCreateGroup(state(), { ...at, id: groupId('new'), name: 'New' }),
    decideDeleteGroup(state(), { ...at, id: groupId('crew') }),
    decideChangeGroupMembers(state(), { ...at, id: groupId('crew'), add: [who('ben')], remove: [] }),
    decideCreateInvitation(state(), { ...at, id: 'i', role: 'member', secretHash: 'h', expiresAt: 1 }),
    decideRevokeInvitation(state(), { ...at, id: 'i' }),
    decideRenameGroup(state(), { ...at, id: groupId('crew'), name: 'New' }),
  ]
  for (const decision of decisions) expect(refusalOf(decision)?.code).toBe('forbidden')
})

it('[COMMAND-5] two groups never have the same name', () => {
  const decide = (name: string) => decideCreateGroup(state(), { actor: who('ana'), id: groupId('new'), name })
  expect(refusalOf(decide('CREW'))).toMatchObject({ code: 'conflict', field: 'name' })
  expect(eventsOf(decide('Crew two'))).toEqual([{ type: 'group-created', id: 'new', name: 'Crew two' }])
  const rename = (name: string) =>
    decideRenameGroup(state(), { actor: who('ana'), id: groupId('crew'), name })
  expect(eventsOf(rename('Crew'))).toHaveLength(1)
  expect(eventsOf(rename('crew'))).toEqual([])
})

it('[COMMAND-5] a deleted group takes its grants with it, and no others', () => {
  const shared = state(
    talk('a', 'olga', [
      [group('crew'), 'view'],
      [person('ben'), 'view'],
    ]),
    talk('b', 'ben', [[group('crew'), 'collaborate']]),
  )
  expect(eventsOf(decideDeleteGroup(shared, { actor: who('ana'), id: groupId('crew') }))).toEqual([
    { type: 'grant-changed', conversationId: 'a', subject: group('crew'), before: 'view', after: 'none' },
    {
      type: 'grant-changed',
      conversationId: 'b',
      subject: group('crew'),
      before: 'collaborate',
      after: 'none',
    },
    { type: 'group-deleted', id: 'crew' },
  ])
})

it('[COMMAND-5] only who is not in a group yet is added, only who is in it is removed', () => {
  const decide = (add: string[], remove: string[]) =>
    decideChangeGroupMembers(state(), {
      actor: who('ana'),
      id: groupId('crew'),
      add: add.map(who),
      remove: remove.map(who),
    })
  expect(eventsOf(decide(['olga', 'ben', 'olga'], ['cleo', 'ana']))).toEqual([
    { type: 'group-member-added', groupId: 'crew', userId: 'olga' },
    { type: 'group-member-removed', groupId: 'crew', userId: 'cleo' },
  ])
  expect(refusalOf(decide(['olga', 'stranger'], []))).toMatchObject({ code: 'invalid', field: 'add.1' })
  expect(refusalOf(decide(['echo'], []))).toMatchObject({ code: 'invalid', field: 'add.0' })
  expect(refusalOf(decide(['olga'], ['olga']))).toMatchObject({ code: 'invalid', field: 'add.0' })
})

it('[COMMAND-7] a bot is its maker’s and the admins’ to delete, and takes its grants with it', () => {
  const shared = state(talk('a', 'olga', [[person('echo'), 'view']]))
  const decide = (actor: string, id = 'echo') => decideDeleteBot(shared, { actor: who(actor), id: who(id) })
  expect(refusalOf(decide('cleo'))?.code).toBe('forbidden')
  expect(refusalOf(decide('ben', 'cleo'))?.code).toBe('not-found')
  expect(eventsOf(decide('ben'))).toHaveLength(2)
  expect(eventsOf(decide('ana'))).toHaveLength(2)
})

it('[COMMAND-7] one has so many bots and no more', () => {
  const bots = Object.fromEntries(Array.from({ length: MAX_BOTS }, (_, index) => [`bot-${index}`, 'ben']))
  const full = accessState({ people: PEOPLE, bots })
  const decide = (actor: string) =>
    decideCreateBot(full, { actor: who(actor), id: who('new'), name: 'New', tokenHash: 'h' })
  expect(refusalOf(decide('ben'))?.code).toBe('conflict')
  expect(eventsOf(decide('cleo'))).toHaveLength(1)
})
