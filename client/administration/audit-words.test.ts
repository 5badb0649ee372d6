import { expect, it } from 'vitest'
import type { AuditEntry } from '../../shared/api-administration.ts'
import { ACTION_WORDS, auditWords } from './audit-words.ts'

const entry = (more: Partial<AuditEntry> & { readonly action: string }): AuditEntry => ({
  id: 1,
  at: 1,
  actor: { id: 'ana0', name: 'Ana' },
  ...more,
})
const ben = { kind: 'person', id: 'ben0', name: 'Ben' } as const

it('[ADMIN-3] a line of the log is a sentence that says from what to what', () => {
  const say = (more: Parameters<typeof entry>[0]) => auditWords(entry(more))
  expect(say({ action: 'grant-changed', subject: ben, before: 'none', after: 'view' })).toBe(
    'Ana changed what Ben may: not shared → view only',
  )
  expect(
    say({ action: 'grant-changed', subject: { kind: 'organization' }, before: 'view', after: 'collaborate' }),
  ).toBe('Ana changed what everybody in the organization may: view only → can collaborate')
  expect(say({ action: 'role-changed', subject: ben, before: 'member', after: 'admin' })).toBe(
    'Ana made Ben an admin (was member)',
  )
  expect(say({ action: 'ownership-transferred', subject: ben, after: 'owner' })).toBe(
    'Ana made Ben the owner of a conversation',
  )
  expect(say({ action: 'ownership-transferred', subject: ben, before: 'owner', after: 'none' })).toBe(
    'Ana handed on a conversation of Ben',
  )
  expect(say({ action: 'group-member-added', subject: ben, group: { id: 'g000', name: 'Crew' } })).toBe(
    'Ana added Ben to Crew',
  )
})

it('[ADMIN-3] every action that one can choose has its own sentence, and an unknown one its name', () => {
  for (const action of Object.keys(ACTION_WORDS)) {
    expect([action, auditWords(entry({ action, subject: ben }))]).toEqual([
      action,
      expect.not.stringMatching(/undefined|^Ana: /),
    ])
  }
  expect(auditWords(entry({ action: 'something-new', subject: ben, before: 'a', after: 'b' }))).toBe(
    'Ana: something new, Ben, a → b',
  )
})

it('[LOOK-20] names of the other direction turn nothing of a line of the log', () => {
  const sara = { kind: 'person', id: 'sara0', name: 'שרה (2)' } as const
  const actor = { id: 'dan0', name: 'דן' }
  const group = { id: 'g000', name: 'צוות' }
  const [daniel, her, crew] = ['\u2068דן\u2069', '\u2068שרה (2)\u2069', '\u2068צוות\u2069']
  const say = (action: string, more: Partial<AuditEntry> = {}) =>
    auditWords(entry({ action, actor, subject: sara, ...more }))
  expect(say('member-suspended')).toBe(`${daniel} suspended ${her}`)
  expect(say('group-member-added', { group })).toBe(`${daniel} added ${her} to ${crew}`)
  expect(say('grant-changed', { before: 'none', after: 'view' })).toBe(
    `${daniel} changed what ${her} may: not shared → view only`,
  )
  expect(say('something-new')).toBe(`${daniel}: something new, ${her}`)
})
