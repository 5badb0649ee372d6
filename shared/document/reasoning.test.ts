import { expect, it } from 'vitest'
import { partReasoning } from './reasoning.ts'

it('[E7] what a model thought on the way stands apart from its answer, also while it comes', () => {
  expect(partReasoning('<think>hm, two')).toEqual({ thought: 'hm, two', answer: '', isOver: false })
  expect(partReasoning('<think>hm</think>\n\nFour.')).toEqual({
    thought: 'hm',
    answer: 'Four.',
    isOver: true,
  })
})

it('[E7] the words alone are no thought', () => {
  for (const text of ['Use `<think>` so.', 'Four. <think>no</think>', '<thinker>x</thinker>']) {
    expect(partReasoning(text)).toEqual({ thought: undefined, answer: text, isOver: true })
  }
})
