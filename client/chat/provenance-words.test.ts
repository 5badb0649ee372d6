import { expect, it } from 'vitest'
import type { Provenance } from '../../shared/document/index.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import { handsIn } from './provenance-words.ts'

const edited = (...edits: [string, number][]): Provenance => ({
  edits: edits.map(([by, at]) => ({ by: by as PrincipalId, at })),
  deletion: undefined,
})
const nameOf = (id: string): string => `${id[0]?.toUpperCase()}${id.slice(1)}`
const words = (provenance: Provenance | undefined, acceptedAt: number | undefined = 10): string[] =>
  handsIn(provenance, { author: 'anna', acceptedAt }, nameOf).map((hand) => `${hand.words} @${hand.at}`)

it('[GATE-16] a message says who else wrote in it, before it was sent and after', () => {
  expect(words(undefined)).toEqual([])
  expect(words(edited(['mia', 20]))).toEqual(['edited by Mia @20'])
  expect(words(edited(['mia', 20], ['ben', 30]))).toEqual(['edited by Mia and Ben @30'])
  expect(words(edited(['anna', 20]))).toEqual(['edited @20'])
  expect(words(edited(['anna', 20], ['mia', 30]))).toEqual(['edited by Mia and Anna @30'])
  expect(words(edited(['mia', 5], ['ben', 30]))).toEqual(['written with Mia @5', 'edited by Ben @30'])
  expect(words(edited(['mia', 5]), undefined)).toEqual(['written with Mia @5'])
})
