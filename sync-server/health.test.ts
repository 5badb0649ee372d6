import { expect, it } from 'vitest'
import { watchStore } from './health.ts'
import type { DocumentStore } from './storage/document-store.ts'

it('[ROOM-4] health is red from a failed store until the same works again, without a restart', async () => {
  let isFull = false
  const append: DocumentStore['append'] = () =>
    isFull ? Promise.reject(new Error('The disk is full.')) : Promise.resolve()
  const nothing = async (): Promise<undefined> => undefined
  const health = watchStore({
    load: nothing,
    append,
    compact: nothing,
    startEpoch: async () => true,
    loadPast: nothing,
    remove: nothing,
    quarantine: nothing,
    quarantineOf: nothing,
    quarantined: async () => [],
    setAside: nothing,
  })
  await health.store.append([])
  expect(health.isHealthy()).toBe(true)
  isFull = true
  await expect(health.store.append([])).rejects.toThrow('The disk is full.')
  // That reading works says nothing of writing.
  await health.store.load('conversation/any0' as never)
  expect(health.isHealthy()).toBe(false)
  isFull = false
  await health.store.append([])
  expect(health.isHealthy()).toBe(true)
})
