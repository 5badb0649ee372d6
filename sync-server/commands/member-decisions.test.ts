import { expect, it } from 'vitest'
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
import { effectiveLevel } from '../access/effective-access.ts'
import {
  decideChangeRole,
  decideHandOver,
  decideRemoveMember,
  decideSuspendMember,
  decideUnsuspendMember,
} from './member-decisions.ts'
import { decideCreateGroup } from './organization-decisions.ts'
import { decideTransferOwnership } from './ownership-decisions.ts'
import type { Refusal } from './refusal.ts'

const eventsOf = (decision: Decision<Refusal>) => {
  if (decision.kind === 'refused') throw new Error(`Refused: ${decision.refusal.message}`)
  return decision.events
}
const refusalOf = (decision: Decision<Refusal>) =>
  decision.kind === 'refused' ? decision.refusal : undefined

const PEOPLE = { olga: [], ana: [], ben: ['crew'], cleo: ['crew'] }
const state = (
  talks: readonly ReturnType<typeof talk>[] = [],
  more: { readonly admins?: readonly string[]; readonly suspended?: readonly string[] } = {},
) =>
  accessState({
    people: PEOPLE,
    admins: ['ana'],
    bots: { echo: 'ben', pipe: 'ben', solo: 'olga' },
    groups: ['crew', 'desk'],
    talks,
    ...more,
  })
const by = (actor: string, id: string) => ({ actor: who(actor), id: who(id) })
const remove = (on: ReturnType<typeof state>, actor: string, id: string, to?: string) =>
  decideRemoveMember(on, { ...by(actor, id), conversationsTo: to === undefined ? undefined : who(to) })

it('[COMMAND-5] members are the admins’ to change, and a suspended admin is none', () => {
  const suspended = state([], { admins: ['ana', 'ben'], suspended: ['ben'] })
  for (const decision of [
    decideChangeRole(state(), { ...by('ben', 'cleo'), role: 'admin' }),
    decideSuspendMember(state(), by('ben', 'cleo')),
    decideUnsuspendMember(state(), by('ben', 'cleo')),
    remove(state(), 'ben', 'cleo'),
    decideHandOver(state(), { actor: who('ben'), id: talkId('t'), to: who('ben') }),
    decideSuspendMember(suspended, by('ben', 'cleo')),
    decideCreateGroup(suspended, { actor: who('ben'), id: groupId('new'), name: 'New' }),
  ]) {
    expect(refusalOf(decision)?.code).toBe('forbidden')
  }
})

it('[COMMAND-6] the last admin stays one, and stays; a bot is no member', () => {
  expect(refusalOf(decideChangeRole(state(), { ...by('ana', 'ana'), role: 'member' }))?.code).toBe('conflict')
  expect(refusalOf(remove(state(), 'ana', 'ana'))?.code).toBe('conflict')
  // One who is suspended cannot look after the organization.
  const idle = state([], { admins: ['ana', 'ben'], suspended: ['ben'] })
  expect(refusalOf(decideChangeRole(idle, { ...by('ana', 'ana'), role: 'member' }))?.code).toBe('conflict')
  for (const id of ['echo', 'stranger']) {
    expect(refusalOf(remove(state(), 'ana', id))?.code).toBe('not-found')
    expect(refusalOf(decideSuspendMember(state(), by('ana', id)))?.code).toBe('not-found')
    expect(refusalOf(decideChangeRole(state(), { ...by('ana', id), role: 'admin' }))?.code).toBe('not-found')
  }
  const two = state([], { admins: ['ana', 'ben'] })
  expect(eventsOf(remove(two, 'ana', 'ana'))).toHaveLength(1)
  expect(eventsOf(decideChangeRole(two, { ...by('ana', 'ana'), role: 'member' }))).toEqual([
    { type: 'role-changed', userId: 'ana', before: 'admin', after: 'member' },
  ])
  expect(eventsOf(decideChangeRole(two, { ...by('ana', 'ben'), role: 'admin' }))).toEqual([])
})

it('[COMMAND-10] suspended is who was not; nobody suspends themselves', () => {
  expect(eventsOf(decideSuspendMember(state(), by('ana', 'ben')))).toEqual([
    { type: 'member-suspended', userId: 'ben' },
  ])
  expect(refusalOf(decideSuspendMember(state(), by('ana', 'ana')))?.code).toBe('conflict')
  const suspended = state([], { suspended: ['ben'] })
  expect(eventsOf(decideSuspendMember(suspended, by('ana', 'ben')))).toEqual([])
  expect(eventsOf(decideUnsuspendMember(suspended, by('ana', 'ben')))).toEqual([
    { type: 'member-unsuspended', userId: 'ben' },
  ])
  expect(eventsOf(decideUnsuspendMember(state(), by('ana', 'ben')))).toEqual([])
})

it('[COMMAND-10] nobody hands a conversation on to who is suspended', () => {
  const on = state([talk('t', 'cleo')], { suspended: ['ben'] })
  const transfer = (to: string) =>
    decideTransferOwnership(on, { actor: who('cleo'), id: talkId('t'), to: who(to) })
  expect(refusalOf(transfer('ben'))).toMatchObject({ code: 'invalid', field: 'to' })
  expect(eventsOf(transfer('ana'))[0]).toMatchObject({ type: 'ownership-transferred', after: 'ana' })
})

it('[COMMAND-10] who is suspended, and what they made, has no level anywhere', () => {
  const shared = talk('t', 'ben', [
    [everybody, 'collaborate'],
    [group('crew'), 'collaborate'],
    [person('echo'), 'view'],
  ])
  const { people } = state([shared], { suspended: ['ben'] })
  const levelOf = (id: string) => {
    const found = people.get(who(id))
    return found && effectiveLevel(found, shared)
  }
  expect([levelOf('ben'), levelOf('echo'), levelOf('cleo')]).toEqual(['none', 'none', 'collaborate'])
})

it('[COMMAND-6] a member who is taken out loses grants and bots; what nobody else could read stays closed', () => {
  const shared = state([
    talk('a', 'olga', [
      [person('ben'), 'view'],
      [person('echo'), 'view'],
      [person('solo'), 'view'],
      [person('cleo'), 'view'],
    ]),
    talk('b', 'ben'),
    talk('c', 'ben', [[person('echo'), 'view']]),
  ])
  const change = { type: 'grant-changed', before: 'view', after: 'none' }
  expect(eventsOf(remove(shared, 'ana', 'ben'))).toEqual([
    { ...change, conversationId: 'a', subject: person('ben') },
    { ...change, conversationId: 'a', subject: person('echo') },
    { ...change, conversationId: 'c', subject: person('echo') },
    { type: 'bot-deleted', id: 'echo' },
    { type: 'bot-deleted', id: 'pipe' },
    { type: 'member-removed', userId: 'ben' },
  ])
})

it('[COMMAND-11] what a member leaves to others goes to whom an admin says', () => {
  const shared = state([
    talk('a', 'ben', [[person('cleo'), 'view']]),
    talk('b', 'ben', [[group('crew'), 'view']]),
    talk('gone', 'ben', [[everybody, 'view']], { deleted: true }),
  ])
  expect(refusalOf(remove(shared, 'ana', 'ben'))).toMatchObject({
    code: 'conflict',
    field: 'conversationsTo',
  })
  for (const nobody of ['ben', 'echo', 'stranger']) {
    expect(refusalOf(remove(shared, 'ana', 'ben', nobody))?.code).toBe('invalid')
  }
  const events = eventsOf(remove(shared, 'ana', 'ben', 'cleo')).filter(({ type }) => type !== 'notified')
  const handedOn = { type: 'ownership-transferred', before: 'ben', after: 'cleo' }
  expect(events).toEqual([
    { ...handedOn, conversationId: 'a' },
    // A grant to the owner would say nothing.
    { type: 'grant-changed', conversationId: 'a', subject: person('cleo'), before: 'view', after: 'none' },
    { ...handedOn, conversationId: 'b' },
    { type: 'bot-deleted', id: 'echo' },
    { type: 'bot-deleted', id: 'pipe' },
    { type: 'member-removed', userId: 'ben' },
  ])
})

it('[COMMAND-11] an admin takes nothing for themselves that was not shared with them', () => {
  const closed = state([talk('a', 'ben', [[person('cleo'), 'view']])])
  expect(refusalOf(remove(closed, 'ana', 'ben', 'ana'))).toMatchObject({
    code: 'invalid',
    field: 'conversationsTo',
  })
  const open = state([talk('a', 'ben', [[everybody, 'view']])])
  expect(eventsOf(remove(open, 'ana', 'ben', 'ana'))[0]).toMatchObject({ after: 'ana' })
  const left = state([talk('a', 'gone', [[person('cleo'), 'view']])])
  const take = (to: string) => decideHandOver(left, { actor: who('ana'), id: talkId('a'), to: who(to) })
  expect(refusalOf(take('ana'))?.code).toBe('invalid')
  expect(eventsOf(take('cleo'))[0]).toMatchObject({ type: 'ownership-transferred', after: 'cleo' })
})

it('[COMMAND-11] only what has lost its owner is handed over, and only where others have access', () => {
  const hand = (...talks: readonly ReturnType<typeof talk>[]) =>
    refusalOf(decideHandOver(state(talks), { actor: who('ana'), id: talkId('a'), to: who('cleo') }))?.code
  expect(hand(talk('a', 'ben', [[everybody, 'view']]))).toBe('conflict')
  expect(hand(talk('a', 'gone'))).toBe('conflict')
  expect(hand()).toBe('not-found')
  expect(hand(talk('a', 'gone', [[everybody, 'view']], { deleted: true }))).toBe('not-found')
  expect(hand(talk('a', 'gone', [[everybody, 'view']]))).toBeUndefined()
})
