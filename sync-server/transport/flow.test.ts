/** What honest people and programs send, minute by minute on a clock that stands still for nobody. */
import { describe, expect, it } from 'vitest'
import { FLOOD_MILLISECONDS, FlowControl, type FlowKind, RATES } from './flow.ts'

const KILOBYTE = 1024
const HOUR = 3_600_000

/** Whether any of these frames, sent evenly at so many a second, is held up. */
const isHeldUp = (
  flow: FlowControl,
  frames: readonly { kind: FlowKind; bytes: number; perSecond: number }[],
  milliseconds: number,
  from = 0,
): boolean => {
  for (let now = from; now < from + milliseconds; now += 100) {
    for (const { kind, bytes, perSecond } of frames) {
      for (let i = 0; i < Math.ceil(perSecond / 10); i++) {
        if (flow.take(kind, bytes, now).kind !== 'go-on') return true
      }
    }
  }
  return false
}

describe('what never meets a limit', () => {
  it.each([
    [
      'the fastest typist, with a cursor',
      [
        { kind: 'write', bytes: 60, perSecond: 20 },
        { kind: 'presence', bytes: 400, perSecond: 20 },
      ],
    ],
    ['a selection that is dragged', [{ kind: 'presence', bytes: 400, perSecond: 60 }]],
    ['four replies that stream over one connection', [{ kind: 'write', bytes: 300, perSecond: 120 }]],
  ] as const)('[LIMIT-3] %s, for an hour', (_, frames) => {
    expect(isHeldUp(new FlowControl(), frames, HOUR)).toBe(false)
  })

  it('[LIMIT-3] a backlog from off line, in one frame or in thousands, and typing on', () => {
    const flow = new FlowControl()
    expect(flow.take('question', 100, 0).kind).toBe('go-on')
    for (let i = 0; i < 20; i++) expect(flow.take('write', 2048 * KILOBYTE, 0).kind).toBe('go-on')
    for (let i = 0; i < 3_000; i++) expect(flow.take('write', 200, 1_000).kind).toBe('go-on')
    expect(isHeldUp(flow, [{ kind: 'write', bytes: 60, perSecond: 20 }], 60_000, 1_000)).toBe(false)
  })

  it('[LIMIT-3] a client that asks every second for what it lacks', () => {
    const flow = new FlowControl()
    for (let now = 0; now < HOUR; now += 1_000) expect(flow.take('question', 100, now).kind).toBe('go-on')
  })
})

describe('what is over', () => {
  it('[LIMIT-1] is owed: reading stops for as long as it takes to be even again, a few seconds at a time', () => {
    const flow = new FlowControl()
    for (let i = 0; i < RATES.write.burst; i++) expect(flow.take('write', 10, 0).kind).toBe('go-on')
    expect(flow.take('write', 10, 0)).toEqual({ kind: 'pause', milliseconds: 100 })
    for (let i = 0; i < 2 * RATES.write.perSecond - 2; i++) flow.take('write', 10, 0)
    expect(flow.take('write', 10, 0)).toEqual({ kind: 'pause', milliseconds: 2_000 })
    expect(flow.take('write', 10, 2_010).kind).toBe('go-on')
    for (let i = 0; i < 10 * RATES.write.perSecond; i++) flow.take('write', 10, 2_010)
    expect(flow.take('write', 10, 2_010)).toEqual({ kind: 'pause', milliseconds: 5_000 })
  })

  it('[LIMIT-2] is a flood where it goes on for a minute, and none where it calms down between', () => {
    const burst = (flow: FlowControl, now: number): string => {
      let last = 'go-on'
      for (let i = 0; i < 8 * RATES.write.perSecond; i++) last = flow.take('write', 10, now).kind
      return last
    }
    const flooding = new FlowControl()
    const calming = new FlowControl()
    burst(flooding, 0)
    burst(calming, 0)
    const ends: string[] = []
    for (let now = 4_000; now <= 2 * FLOOD_MILLISECONDS; now += 4_000) ends.push(burst(flooding, now))
    expect(ends.at(-1)).toBe('flood')
    for (let now = 40_000; now < 20 * FLOOD_MILLISECONDS; now += 40_000) {
      expect(burst(calming, now)).not.toBe('flood')
    }
  })

  it('[LIMIT-2] is a flood at once where it owes a minute', () => {
    const flow = new FlowControl()
    let last = 'go-on'
    const most = RATES.question.burst + (RATES.question.perSecond * FLOOD_MILLISECONDS) / 1000
    for (let i = 0; i <= most; i++) last = flow.take('question', 10, 0).kind
    expect(last).toBe('flood')
  })
})
