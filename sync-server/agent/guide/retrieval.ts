/** Finds the section of the manual that a question is about, or says that there is none. */
import MiniSearch from 'minisearch'
import type { Section } from './manual.ts'

export interface Found {
  readonly best: Section
  /** Others that may help, best first. */
  readonly also: readonly Section[]
}

export type FindInManual = (question: string) => Found | undefined

/** At least this share of the words that carry a question must stand in a section for it to count. */
const LEAST_COVERAGE = 0.5

export const createRetrieval = (sections: readonly Section[]): FindInManual => {
  const sectionsById = new Map(sections.map((section) => [section.id, section]))
  const index = new MiniSearch<Section>({
    fields: ['heading', 'page', 'text'],
    processTerm: stem,
    searchOptions: {
      // Questions are stemmed before they are searched for, to count the words that carry them.
      processTerm: (term) => term,
      boost: { heading: 3, page: 2 },
      prefix: (term) => term.length > 3,
      fuzzy: (term) => (term.length > 5 ? 0.2 : false),
    },
  })
  // A page's beginning has no heading of its own, and its title counts once like that of the page's other sections.
  index.addAll(
    sections.map((section) => (section.heading === section.page ? { ...section, heading: '' } : section)),
  )

  return (said) => {
    const question = said.slice(0, MAX_QUESTION)
    const asked = sections.find(({ heading }) => plain(heading) === plain(question))
    const words = new Set(
      question
        .split(/[^\p{L}\p{N}]+/u)
        .filter((word) => word.length <= MAX_WORD)
        .map(stem)
        .filter((word) => word !== null),
    )
    if (words.size === 0) return undefined
    const ranked = index
      .search([...words].join(' '))
      .map(({ id, score, queryTerms }) => ({
        section: sectionsById.get(String(id)),
        coverage: new Set(queryTerms).size / words.size,
        score,
      }))
      .filter(({ coverage }) => coverage >= LEAST_COVERAGE)
      .sort((a, b) => b.coverage * b.score - a.coverage * a.score)
      .flatMap(({ section }) => section ?? [])
    const [best, ...also] =
      asked === undefined ? ranked : [asked, ...ranked.filter((found) => found !== asked)]
    return best && { best, also: also.slice(0, 2) }
  }
}

/** Searching costs a pass for each word, and the square of a word's length in bytes: a question is no book. */
const MAX_QUESTION = 1_000
const MAX_WORD = 40

/** Letters and digits alone, so that a question that is a heading is known as such. */
const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** Small words carry no question; endings of English words are cut so that 'sharing' finds 'share'. */
const stem = (term: string): string | null => {
  const word = term.toLowerCase()
  if (word.length < 2 || SMALL_WORDS.has(word)) return null
  for (const [ending, instead] of ENDINGS) {
    if (word.length > ending.length + 2 && word.endsWith(ending))
      return word.slice(0, -ending.length) + instead
  }
  return word
}

const ENDINGS: readonly (readonly [string, string])[] = [
  ['ations', ''],
  ['ation', ''],
  ['ching', 'ch'],
  ['ings', ''],
  ['ing', ''],
  ['ies', 'y'],
  ['ches', 'ch'],
  ['es', ''],
  ['ed', ''],
  ['ers', ''],
  ['er', ''],
  ['s', ''],
  ['e', ''],
]

const SMALL_WORDS = new Set(
  (
    'a an and are as at be been but by can could did do does for from get give go had has have he her hers hey hi him his ' +
    'how i if in into is it its just let like may me my no not of on one or our out please really she should so ' +
    'some someone something tell than that the their them then there these they thing this those to too up us use ' +
    'want was we were what whats when where which who whom why will with would yes you your yours am im ok okay ' +
    'about explain show know need way banyan'
  ).split(' '),
)
