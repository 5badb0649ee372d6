import { describe, expect, it } from 'vitest'
import { NO_BLOCKS, readBlocks, settledText } from './blocks.ts'

const TEXT = [
  '# A title',
  'A paragraph with **bold** words\nover two lines.',
  '- one\n- two\n  - deeper\n\n- after a gap',
  '```ts\nconst a = 1\n\nconst b = 2\n```',
  '| a | b |\n| --- | --- |\n| 1 | 2 |',
  '> quoted\n> twice',
  'The end, with an emoji 🌳.',
].join('\n\n')

describe('[CLIENT-3] Markdown is read block by block while it streams', () => {
  it('[CLIENT-3] gives the same blocks for every way the text can arrive', () => {
    const whole = readBlocks(TEXT).blocks.map(({ token }) => token.raw)
    for (const step of [1, 3, 17]) {
      let blocks = NO_BLOCKS
      for (let end = step; end < TEXT.length; end += step) blocks = readBlocks(TEXT.slice(0, end), blocks)
      blocks = readBlocks(TEXT, blocks)
      expect(blocks.blocks.map(({ token }) => token.raw)).toEqual(whole)
    }
  })

  it('[CLIENT-3] keeps the identity of closed blocks', () => {
    const before = readBlocks('First.\n\nSecond.\n\nThird')
    const after = readBlocks('First.\n\nSecond.\n\nThird and more', before)
    expect(after.blocks[0]).toBe(before.blocks[0])
    expect(after.blocks[1]).toBe(before.blocks[1])
    expect(after.blocks[2]).not.toBe(before.blocks[2])
  })

  it('[CLIENT-3] starts over where the text was changed before its end', () => {
    const before = readBlocks('First.\n\nSecond.')
    const after = readBlocks('Other.\n\nSecond.', before)
    expect(after.blocks.map(({ token }) => token.raw)).toEqual(['Other.', 'Second.'])
  })

  it('[CLIENT-3] waits for the first word of a list item before it reads the mark in front', () => {
    expect(settledText('Give each a phone.\n   -')).toBe('Give each a phone.\n')
    expect(settledText('A heading\n---')).toBe('A heading\n---')
    expect(settledText('one - two')).toBe('one - two')
  })

  it('[CLIENT-3] reads line ends of other systems', () => {
    const before = readBlocks('First.\r\n\r\nSec')
    const after = readBlocks('First.\r\n\r\nSecond.', before)
    expect(after.blocks.map(({ token }) => token.raw)).toEqual(['First.', 'Second.'])
  })
})
