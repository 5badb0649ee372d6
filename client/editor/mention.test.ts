import { expect, it } from 'vitest'
import type { AvatarPerson } from '../design/index.ts'
import { peopleLike } from './mention.ts'

const people = ['Émile Zola', 'Ana Maria', 'Mia'].map(
  (name): AvatarPerson => ({ id: name, name, kind: 'person' }),
)
const names = (query: string): string[] => peopleLike(people, query).map(({ name }) => name)

it('[CLIENT-9] people are found by the beginning of any of their names, accents and case aside', () => {
  expect(names('emi')).toEqual(['Émile Zola'])
  expect(names('zo')).toEqual(['Émile Zola'])
  expect(names('MA')).toEqual(['Ana Maria'])
  expect(names('')).toHaveLength(3)
  expect(names('na')).toEqual([])
})
