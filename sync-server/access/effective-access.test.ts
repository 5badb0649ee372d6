import { expect, it } from 'vitest'
import type { GroupId, PrincipalId } from '../../shared/ids.ts'
import { effectiveAccess, effectiveLevel, type Rights, type Standing } from './effective-access.ts'

const id = (name: string): PrincipalId => name as PrincipalId
const group = (name: string): GroupId => name as GroupId
const person = (name: string, ...groups: string[]): Standing => ({
  kind: 'person',
  id: id(name),
  groupIds: new Set(groups.map(group)),
  suspended: false,
})
const rights = (...grants: Rights['grants']): Rights => ({ ownerId: id('olga'), deleted: false, grants })
const nameOf = (groupId: GroupId): string => `Group ${groupId}`

it('[A14] the highest grant that applies wins, and every reason is told, the strongest first', () => {
  const access = effectiveAccess(
    person('ana', 'crew'),
    rights(
      { subject: { kind: 'organization' }, level: 'view' },
      { subject: { kind: 'group', id: group('crew') }, level: 'collaborate' },
      { subject: { kind: 'group', id: group('other') }, level: 'collaborate' },
      { subject: { kind: 'person', id: id('ana') }, level: 'view' },
    ),
    nameOf,
  )
  expect(access).toEqual({
    level: 'collaborate',
    reasons: [
      { kind: 'group', groupId: 'crew', name: 'Group crew', level: 'collaborate' },
      { kind: 'organization', level: 'view' },
      { kind: 'person', level: 'view' },
    ],
  })
})

it('[ACCESS-1] without a grant there is nothing, for an admin too: a role is no part of the question', () => {
  expect(effectiveAccess(person('ana'), rights(), nameOf)).toEqual({ level: 'none', reasons: [] })
})

it('[ACCESS-1] a lower grant takes nothing away from a higher one', () => {
  const both = rights(
    { subject: { kind: 'organization' }, level: 'collaborate' },
    { subject: { kind: 'person', id: id('ana') }, level: 'view' },
  )
  expect(effectiveLevel(person('ana'), both)).toBe('collaborate')
})

it('[ACCESS-1] the owner is above all grants, and a deleted conversation is nobody’s', () => {
  const shared = rights({ subject: { kind: 'organization' }, level: 'view' })
  expect(effectiveLevel(person('olga'), shared)).toBe('owner')
  expect(effectiveLevel(person('olga'), { ...shared, deleted: true })).toBe('none')
})

it('[ACCESS-2] a bot has only what is granted in its own name', () => {
  const bot: Standing = { kind: 'bot', id: id('echo'), suspended: false }
  expect(effectiveLevel(bot, rights({ subject: { kind: 'organization' }, level: 'collaborate' }))).toBe(
    'none',
  )
  expect(effectiveLevel(bot, rights({ subject: { kind: 'person', id: id('echo') }, level: 'view' }))).toBe(
    'view',
  )
})
