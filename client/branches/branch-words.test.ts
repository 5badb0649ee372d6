import { expect, it } from 'vitest'
import { branchName } from './branch-words.ts'

const nameOf = (id: string): string => (id === 'ben' ? 'Ben' : 'Somebody')

it('a branch is called by its name, else by who made it; the first and the next by what they are', () => {
  expect(branchName({ name: 'By the well', createdBy: 'ben' }, nameOf)).toContain('By the well')
  expect(branchName({ name: '', createdBy: 'ben' }, nameOf)).toBe('Ben’s branch')
  expect(branchName({ name: undefined, createdBy: undefined }, nameOf)).toBe('First branch')
  expect(branchName(undefined, nameOf)).toBe('New branch')
})
