import { describe, expect, it } from 'vitest'
import { partReasoning } from '../../shared/document/index.ts'
import { createThoughts, MAX_THOUGHT_LENGTH } from './thoughts.ts'

/** What stands in a reply after these pieces were thought, and then an answer was given. */
const thought = (...pieces: readonly string[]): string => {
  let text = ''
  const thoughts = createThoughts((more) => {
    text += more
  })
  for (const piece of pieces) thoughts.think(piece)
  thoughts.end()
  thoughts.think('Too late.')
  return `${text}Four.`
}

describe('[AGENT-20] what a model thinks', () => {
  it('[AGENT-20] stands before its answer, as everybody reads it', () => {
    expect(partReasoning(thought('Two ', 'and two'))).toEqual({
      thought: '\nTwo and two\n',
      answer: 'Four.',
      isOver: true,
    })
  })

  it('[AGENT-20] is nothing where there is nothing in it', () => {
    expect(thought()).toBe('Four.')
    expect(thought('', '\n')).toBe('Four.')
  })

  it.each([
    [['It ends with </think> they say.']],
    [['It ends with </thi', 'nk> they say.']],
    ['It ends with </think> they say.'.split('')],
    [['</think></th', 'ink>', '</', 'think>']],
    [['An open one: </thin']],
  ])('[AGENT-20] does not end by what it says: %j', (pieces) => {
    const { answer, thought: all } = partReasoning(thought(...pieces))
    expect(answer).toBe('Four.')
    expect((all ?? '').replace(/\s/g, '')).toBe(pieces.join('').replace(/\s/g, ''))
  })

  it('[AGENT-20] is cut at its longest, and the answer stands all the same', () => {
    const piece = 'hm, '.repeat(1_000)
    const { answer, thought: all = '' } = partReasoning(thought(...Array.from({ length: 100 }, () => piece)))
    expect(answer).toBe('Four.')
    expect(all.length).toBeLessThan(MAX_THOUGHT_LENGTH + 10)
    expect(all.trimEnd().endsWith('…')).toBe(true)
  })
})
