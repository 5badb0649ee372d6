import { expect, it } from 'vitest'
import { accessState, everybody, group, person, talk } from '../../tests/helpers/access-state.ts'
import { changedLevels } from './changed-levels.ts'

const people = { olga: [], ana: [], ben: ['crew'], cleo: ['crew'] }
const base = { people, groups: ['crew'], bots: { echo: 'ana' } }
const shared = (grants: Parameters<typeof talk>[2], sharingVersion: number) =>
  accessState({ ...base, talks: [talk('t', 'olga', grants, { sharingVersion })] })
const told = (...args: Parameters<typeof changedLevels>) =>
  Object.fromEntries([...changedLevels(...args)].map(([id, ids]) => [id, [...ids].sort()]))

it('[A10] a change of rights concerns those whose level it changes, and nobody else', () => {
  expect(told(shared([], 1), shared([[everybody, 'view']], 2))).toEqual({ t: ['ana', 'ben', 'cleo'] })
  expect(
    told(
      shared([[group('crew'), 'view']], 1),
      shared(
        [
          [everybody, 'view'],
          [group('crew'), 'view'],
        ],
        2,
      ),
    ),
  ).toEqual({ t: ['ana'] })
  expect(told(shared([[everybody, 'collaborate']], 1), shared([[everybody, 'view']], 2))).toEqual({
    t: ['ana', 'ben', 'cleo'],
  })
})

it('[A10] a grant that gives less than one has changes nothing for its subject', () => {
  const before = shared([[everybody, 'collaborate']], 1)
  const after = shared(
    [
      [everybody, 'collaborate'],
      [person('ben'), 'view'],
    ],
    2,
  )
  expect(told(before, after)).toEqual({})
})

it('[A10] a bot is told of its own grants only', () => {
  expect(told(shared([], 1), shared([[person('echo'), 'view']], 2))).toEqual({ t: ['echo'] })
})

it('[COMMAND-8] who joins or leaves a group changes level in every conversation shared with it', () => {
  const talks = [
    talk('t1', 'olga', [[group('crew'), 'view']]),
    talk('t2', 'ana', [[group('crew'), 'collaborate']]),
    talk('t3', 'olga', [
      [group('crew'), 'view'],
      [everybody, 'collaborate'],
    ]),
  ]
  const before = accessState({ ...base, talks })
  const after = accessState({ ...base, talks, people: { ...people, ana: ['crew'], ben: [] } })
  expect(told(before, after)).toEqual({ t1: ['ana', 'ben'], t2: ['ben'] })
})

it('[COMMAND-8] deleting concerns everybody who had access, leaving the organization whoever leaves', () => {
  const before = shared([[group('crew'), 'view']], 1)
  const deleted = accessState({
    ...base,
    talks: [talk('t', 'olga', [[group('crew'), 'view']], { deleted: true })],
  })
  expect(told(before, deleted)).toEqual({ t: ['ben', 'cleo', 'olga'] })
  const { ben: _, ...others } = people
  const without = accessState({
    ...base,
    people: others,
    talks: [talk('t', 'olga', [[group('crew'), 'view']])],
  })
  expect(told(before, without)).toEqual({ t: ['ben'] })
})
