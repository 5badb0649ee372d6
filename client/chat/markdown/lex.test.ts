import { Lexer, type Token } from 'marked'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../tests/helpers/random.ts'
import { NO_BLOCKS, readBlocks } from './blocks.ts'
import { lex, MAX_BLOCK } from './lex.ts'
import { MATH } from './math-tokens.ts'

const LENGTH = 100_000
const filled = (pattern: string): string =>
  pattern.repeat(Math.ceil(LENGTH / pattern.length)).slice(0, LENGTH)

// Each took the library from a second to minutes.
const HOSTILE = [
  '~~a~',
  '**a',
  '__a',
  '*a_',
  '[a](<',
  '<a@',
  '[x]( "',
  'a*',
  '$a',
  '\\(a ',
  '$$a\n',
  '![',
  '[^a] ',
  '[^',
]
const HOSTILE_BLOCKS = ['- a\n', '1. a\n', '> a\n', '[a]: b\n', '-\n', 'a  \n', '[^a]: b\n', '[^a]: b\n\n']

const words = (token: Token): string =>
  'tokens' in token && token.tokens !== undefined ? token.tokens.map(words).join('') : token.raw

describe('[CLIENT-8] reading Markdown takes time by its length alone', () => {
  it.each(HOSTILE)('[CLIENT-8] %j, again and again, is shown as it stands', (pattern) => {
    const text = filled(pattern)
    const tokens = lex(text)
    expect(tokens.map(({ raw }) => raw).join('')).toBe(text)
    // Nothing is lost, and no stretch that is searched for its ends is longer than a piece.
    expect(tokens.map(words).join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
    expect(Math.max(...tokens.map(({ raw }) => raw.length))).toBeLessThanOrEqual(MAX_BLOCK)
  })

  it.each([...HOSTILE_BLOCKS, 'word '])(
    '[CLIENT-8] of %j without end only the last part is read again',
    (pattern) => {
      const text = filled(pattern)
      const before = readBlocks(text)
      expect(text.length - before.openFrom).toBeLessThanOrEqual(MAX_BLOCK * 2)
      const after = readBlocks(`${text}x`, before)
      expect(after.blocks[0]).toBe(before.blocks[0])
      expect(after.blocks.map(({ token }) => token.raw)).toEqual(
        readBlocks(`${text}x`, NO_BLOCKS).blocks.map(({ token }) => token.raw),
      )
    },
  )

  it('[CLIENT-8] long paragraphs and lists that people write keep their formatting', () => {
    const paragraph = 'Some words, **bold ones** and `code`, and on it goes. '.repeat(200)
    const strong = lex(paragraph).flatMap((token) =>
      'tokens' in token ? (token.tokens ?? []).filter(({ type }) => type === 'strong') : [],
    )
    expect(strong.length).toBeGreaterThan(195)
    const list = Array.from({ length: 2_000 }, (_, index) => `${index + 1}. item **${index}**`).join('\n')
    const parts = lex(list)
    expect(parts.every(({ type }) => type === 'list')).toBe(true)
    expect(parts.flatMap((token) => ('items' in token ? (token.items as Token[]) : [])).length).toBe(2_000)
    // Numbers go on where the list was cut.
    expect(parts.map((token) => ('start' in token ? token.start : undefined))[1]).toBeGreaterThan(1)
  })
})

describe('[CLIENT-8] what stands across the borders of pieces', () => {
  /** What a reader sees of it: kinds and words, without how texts were parted. */
  const seen = (tokens: readonly Token[]): string =>
    tokens
      .map((token) => {
        if (token.type === 'text' && !('tokens' in token && token.tokens)) return token.raw
        const inner = 'tokens' in token && token.tokens !== undefined ? seen(token.tokens) : token.raw
        return `<${token.type} ${inner}>`
      })
      .join('')

  const SPANS = [
    'plain words and more of them',
    '**bold words that go on for a while, and some more of them**',
    '*words with weight, over several of them*',
    '`code of some kind`',
    '[a link with words](https://example.org/a/long/address?with=parts)',
    '$\\frac{a + b}{c_1 + c_2} = \\sum_{i=0}^{n} x_i^2$',
    '~~struck out words~~',
    '***both at once***',
    'a * b and c_d_e for $5',
  ]

  it('[CLIENT-8] [E7] is read as the library reads the whole', () => {
    const random = createRandom(11)
    for (let round = 0; round < 40; round++) {
      let text = ''
      while (text.length < 7_000) text += `${SPANS[random.below(SPANS.length)]}, `
      const library = new Lexer({
        gfm: true,
        extensions: {
          renderers: {},
          childTokens: {},
          block: [MATH.block],
          inline: [MATH.inline],
          startBlock: [MATH.startBlock],
          startInline: [MATH.startInline],
        },
      })
      expect(seen(lex(text)) === seen(library.lex(text)), `round ${round}`).toBe(true)
    }
  })

  it('[CLIENT-8] [E7] a formula as long as one may be is whole wherever it begins', () => {
    const formula = `$${'x + '.repeat(450)}y$`
    for (const before of [100, 1_990, 1_999, 2_000, 2_001, 3_990]) {
      const [paragraph] = lex(`${'word '.repeat(before / 5)}${formula} and on.`)
      const found = (paragraph as { tokens?: readonly Token[] }).tokens?.filter(({ type }) => type === 'math')
      expect([before, found?.map(({ raw }) => raw)]).toEqual([before, [formula]])
    }
  })
})

describe('[CLIENT-8] one item of a list with very much below it', () => {
  const deep = (items: number, depth: number): string =>
    `- The top\n${Array.from({ length: items }, (_, index) => `${'  '.repeat(1 + (index % depth))}- item ${index}, of some words\n`).join('')}`

  it.each([2, 5, 15])('[CLIENT-8] is read in parts of bounded length, %i deep, and stays a list', (depth) => {
    const text = deep(3_000, depth)
    const tokens = lex(text)
    expect(tokens.map(({ raw }) => raw).join('')).toBe(text)
    expect(tokens.filter(({ type }) => type !== 'list' && type !== 'indented-list')).toEqual([])
    expect(Math.max(...tokens.map(({ raw }) => raw.length))).toBeLessThanOrEqual(MAX_BLOCK)
    const before = readBlocks(text)
    expect(text.length - before.openFrom).toBeLessThanOrEqual(MAX_BLOCK)
    expect(readBlocks(`${text}x`, before).blocks.map(({ token }) => token.raw)).toEqual(
      readBlocks(`${text}x`).blocks.map(({ token }) => token.raw),
    )
  })

  it('[CLIENT-8] code within it is not cut, whatever its lines look like', () => {
    const code = `  \`\`\`\n${'  - no item\n'.repeat(2_000)}  \`\`\`\n`
    const tokens = lex(`- The top\n\n${code}`)
    expect(tokens.map(({ type }) => type)).toEqual(['list'])
  })

  it('[CLIENT-8] indented code stays code', () => {
    expect(lex('    const a = 1\n    - b').map(({ type }) => type)).toEqual(['code'])
  })
})

describe('[E7] formulas', () => {
  const maths = (text: string): string[] => {
    const found: string[] = []
    const look = (tokens: readonly Token[]): void => {
      for (const token of tokens) {
        if (token.type === 'math')
          found.push(
            `${'display' in token && token.display === true ? 'display' : 'inline'} ${String('tex' in token ? token.tex : '')}`,
          )
        if ('tokens' in token && token.tokens !== undefined) look(token.tokens)
      }
    }
    look(lex(text))
    return found
  }

  it.each([
    ['so $x^2$ is', ['inline x^2']],
    ['so \\(a_1 + b_1\\) is', ['inline a_1 + b_1']],
    ['$$\n\\int_0^1 x\\,dx\n$$', ['display \\int_0^1 x\\,dx']],
    ['Then:\n\\[ e^{i\\pi} = -1 \\]\nand on.', ['display e^{i\\pi} = -1']],
    ['$$a$$ and $b$', ['display a', 'inline b']],
    ['it costs $5 or $10', []],
    ['`$a$` is code', []],
    ['an open $x and no end', []],
  ])('[E7] %j', (text, expected) => {
    expect(maths(text)).toEqual(expected)
  })
})

describe('[E7] footnotes', () => {
  const kinds = (text: string): unknown[] =>
    lex(text).flatMap((token): unknown[] => {
      const inner = 'tokens' in token ? (token.tokens ?? []) : []
      const marks = inner
        .filter(({ type }) => type === 'footnote-mark')
        .map((mark) => ('label' in mark ? mark.label : ''))
      return token.type === 'space'
        ? []
        : [[token.type, ...marks, ...('label' in token ? [token.label] : [])]]
    })

  it.each([
    [
      'A claim.[^1]\n\n[^1]: Its source.',
      [
        ['paragraph', '1'],
        ['footnote', '1'],
      ],
    ],
    [
      'A claim.[^a]\n[^a]: Right below\nover two lines.\n[^b]: Another.',
      [
        ['paragraph', 'a'],
        ['footnote', 'a'],
        ['footnote', 'b'],
      ],
    ],
    // The library takes this for the definition of a link, which nobody sees.
    ['[^1]: https://example.org', [['footnote', '1']]],
    ['x[^no mark] and [^]', [['paragraph']]],
    ['`[^1]` is code', [['paragraph']]],
  ])('[E7] %j', (text, expected) => {
    expect(kinds(text)).toEqual(expected)
    expect(
      lex(text)
        .map(({ raw }) => raw)
        .join(''),
    ).toBe(text)
  })
})
