import { describe, expect, it } from 'vitest'
import { Inbox } from './inbox.ts'
import { Pace } from './pace.ts'

/** An inbox whose time is moved by hand; `taken` are the updates of each look into it. */
const world = () => {
  let now = 0
  const timers: { at: number; task: () => void }[] = []
  const turn: (() => void)[] = []
  const taken: string[][] = []
  const pace = new Pace(() => now)
  const inbox: Inbox<string> = new Inbox(
    {
      afterTurn: (task) => turn.push(task),
      after: (milliseconds, task) => timers.push({ at: now + milliseconds, task }),
    },
    pace,
    () => {
      const seen: string[] = []
      for (let write = inbox.next(); write !== undefined; write = inbox.next()) {
        seen.push(new TextDecoder().decode(write.update))
      }
      if (seen.length > 0) taken.push(seen)
    },
  )
  const endTurn = (): void => {
    for (const task of turn.splice(0)) task()
  }
  return {
    inbox,
    pace,
    taken,
    write: (text: string, author = 'ana') =>
      inbox.push({
        author,
        update: new TextEncoder().encode(text),
        answersStateVector: false,
      }),
    endTurn,
    pass: (milliseconds: number) => {
      now += milliseconds
      for (const timer of timers.splice(0)) {
        if (timer.at <= now) timer.task()
        else timers.push(timer)
      }
      endTurn()
    },
  }
}

/** A room of which it is known that showing something takes so long. */
const busy = (milliseconds: number) => {
  const it = world()
  for (let i = 0; i < 40; i++) it.pace.cost(milliseconds)
  return it
}

describe('the pace of a room', () => {
  it('[ROOM-19] lets nothing wait beyond the turn where showing costs little', () => {
    const { write, endTurn, taken, pace } = world()
    pace.cost(0.1)
    for (const text of ['a', 'b', 'c']) {
      write(text)
      endTurn()
    }
    expect(taken).toEqual([['a'], ['b'], ['c']])
  })

  it('[ROOM-19] takes everything of one turn together, in order', () => {
    const { write, endTurn, taken } = world()
    write('a')
    write('b', 'ben')
    write('c')
    endTurn()
    expect(taken).toEqual([['a', 'b', 'c']])
  })

  it('[ROOM-19] lets the first of a quiet room go at once, however many read', () => {
    const { write, endTurn, taken, pass } = busy(4)
    pass(1_000)
    write('a')
    endTurn()
    expect(taken).toEqual([['a']])
  })

  it('[ROOM-19] sends of a stream to many readers what thirty times a second can carry, and nothing late', () => {
    const { write, pass, taken } = busy(4)
    pass(1_000)
    for (let i = 0; i < 50; i++) {
      write(String.fromCharCode(65 + i))
      pass(20)
    }
    pass(40)
    expect(taken.flat().join('')).toBe(String.fromCharCode(...Array.from({ length: 50 }, (_, i) => 65 + i)))
    // A second of a stream: 30 and what was saved up before.
    expect(taken.length).toBeGreaterThanOrEqual(30)
    expect(taken.length).toBeLessThanOrEqual(33)
    expect(Math.max(...taken.map((each) => each.length))).toBe(2)
  })

  it('[ROOM-19] shows the last of a stream within a window, also when nothing follows', () => {
    const { write, endTurn, pass, taken } = busy(4)
    for (const text of ['a', 'b', 'c']) write(text)
    endTurn()
    write('d')
    write('e')
    endTurn()
    write('f')
    const before = taken.flat().length
    expect(before).toBeLessThan(6)
    pass(41)
    expect(taken.flat().join('')).toBe('abcdef')
  })

  it('[ROOM-19] does not wait with much', () => {
    const { write, endTurn, taken, pace } = busy(4)
    while (pace.isOpen) pace.take()
    write('x'.repeat(300_000))
    endTurn()
    expect(taken).toHaveLength(1)
  })
})

describe('the inbox', () => {
  it('[ROOM-19] hands out what one peer wrote in a row, and stops where another begins', () => {
    const { inbox, write } = world()
    write('a')
    write('b')
    write('c', 'ben')
    expect(inbox.next()?.author).toBe('ana')
    expect(inbox.next('ana')?.update).toEqual(Uint8Array.of(98))
    expect(inbox.next('ana')).toBeUndefined()
    expect(inbox.isEmpty).toBe(false)
    expect(inbox.next()?.author).toBe('ben')
    expect(inbox.next()).toBeUndefined()
    expect(inbox.isEmpty).toBe(true)
  })
})
