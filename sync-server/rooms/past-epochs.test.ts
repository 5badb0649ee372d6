import { expect, it } from 'vitest'
import type { RoomName } from '../../shared/rooms.ts'
import { createPastEpochs } from './past-epochs.ts'

const room = (name: string): RoomName => `conversation/${name}` as RoomName
const microtasks = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve()
}

const world = () => {
  const loads: string[] = []
  const made: (() => void)[] = []
  const failing = new Set<number>()
  const pastEpoch = createPastEpochs({
    store: {
      loadPast: async (name, epoch) => {
        loads.push(`${name} ${epoch}`)
        return epoch > 90 ? undefined : [Uint8Array.of(epoch)]
      },
    },
    makeSnapshot: async ([update = new Uint8Array()]) => {
      await new Promise<void>((resolve) => made.push(resolve))
      if (failing.delete(update[0] ?? 0)) throw new Error('It cannot be read.')
      return { update, stateVector: new Uint8Array(), deletions: new Uint8Array() }
    },
  })
  return { loads, made, failing, pastEpoch }
}

it('[EPOCH-21] however many ask for one at once or after each other, it is made once', async () => {
  const { loads, made, pastEpoch } = world()
  const asked = Array.from({ length: 500 }, () => pastEpoch(room('a'), 1))
  await microtasks()
  expect(made).toHaveLength(1)
  made.shift()?.()
  for (const update of await Promise.all(asked)) expect(update).toEqual(Uint8Array.of(1))
  expect(await pastEpoch(room('a'), 1)).toEqual(Uint8Array.of(1))
  expect(loads).toHaveLength(1)
})

it('[EPOCH-21] they are made one at a time, a failure harms nobody else, and only the latest stay at hand', async () => {
  const { loads, made, failing, pastEpoch } = world()
  failing.add(2)
  const asked = Array.from({ length: 8 }, (_, epoch) =>
    pastEpoch(room('a'), epoch).then(
      (update) => update?.[0],
      () => 'failed',
    ),
  )
  for (let turn = 0; turn < 8; turn++) {
    await microtasks()
    expect(made).toHaveLength(1)
    expect(loads).toHaveLength(turn + 1)
    made.shift()?.()
  }
  expect(await Promise.all(asked)).toEqual([0, 1, 'failed', 3, 4, 5, 6, 7])
  expect(await pastEpoch(room('a'), 99)).toBeUndefined()
  const before = loads.length
  await pastEpoch(room('a'), 7)
  expect(loads).toHaveLength(before)
  void pastEpoch(room('a'), 0)
  await microtasks()
  expect(loads).toHaveLength(before + 1)
})
