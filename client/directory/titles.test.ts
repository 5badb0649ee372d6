import { describe, expect, test } from 'vitest'
import { searchTitles, titleOf, UNTITLED } from './titles.ts'

const titles = ['Budget for spring', 'Spring party', 'Über uns', 'Offspring of the fig', '']
const search = (query: string) =>
  searchTitles(
    titles.map((title) => ({ title })),
    query,
  ).map(({ title }) => title)

describe('searching titles', () => {
  test('[DIR-1] titles that begin with the words come first, then words that do, then the rest', () => {
    expect(search('spring')).toEqual(['Spring party', 'Budget for spring', 'Offspring of the fig'])
  })

  test('[DIR-1] every word has to be there, in any order, accents and case aside', () => {
    expect(search('PARTY spring')).toEqual(['Spring party'])
    expect(search('uber')).toEqual(['Über uns'])
    expect(search('spring winter')).toEqual([])
  })

  test('[DIR-1] an empty search finds everything, as it stands', () => {
    expect(search('  ')).toEqual(titles)
  })

  test('[DIR-1] a conversation without a title has a name to be found by', () => {
    expect(titleOf({ title: ' ' })).toBe(UNTITLED)
    expect(search('untitled')).toEqual([''])
  })
})
