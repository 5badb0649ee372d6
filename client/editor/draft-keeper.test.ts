import { expect, it } from 'vitest'
import { createDraftKeeper } from './draft-keeper.ts'

const open = () => {
  const written: (string | undefined)[] = []
  const waiting: boolean[] = []
  const keeper = createDraftKeeper<string>((draft) => {
    written.push(draft)
    waiting.push(keeper.isWaiting())
  })
  return { keeper, written, waiting }
}

it('a draft is written once, the last of what was typed, and waits until it is', () => {
  const { keeper, written, waiting } = open()
  keeper.keep('half a')
  keeper.keep('half a sentence')
  expect(keeper.isWaiting()).toBe(true)
  keeper.flush()
  keeper.flush()
  expect(written).toEqual(['half a sentence'])
  expect(waiting).toEqual([true])
  expect(keeper.isWaiting()).toBe(false)
})

it('a draft that is forgotten is written as none, at once, and what waited never comes', () => {
  const { keeper, written, waiting } = open()
  keeper.keep('half a sentence')
  keeper.forget()
  keeper.flush()
  expect(written).toEqual([undefined])
  expect(waiting).toEqual([true])
  expect(keeper.isWaiting()).toBe(false)
})
