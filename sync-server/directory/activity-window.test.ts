import { expect, it } from 'vitest'
import type { ConversationId } from '../../shared/ids.ts'
import { createActivityWindow } from './activity-window.ts'

it('[ROOM-17] activity is told once a window for each conversation, and again in the next', () => {
  const told: string[] = []
  let tasks: (() => void)[] = []
  const note = createActivityWindow({
    changed: (id) => told.push(id),
    afterWindow: (task) => tasks.push(task),
  })
  const endWindow = (): void => {
    const ended = tasks
    tasks = []
    for (const task of ended) task()
  }
  const [one, two] = ['one0', 'two0'] as ConversationId[]
  if (one === undefined || two === undefined) throw new Error('Two conversations are needed.')
  for (const id of [one, one, two, one]) note(id)
  expect(told).toEqual([])
  endWindow()
  expect(told).toEqual(['one0', 'two0'])
  note(one)
  endWindow()
  expect(told).toEqual(['one0', 'two0', 'one0'])
})
