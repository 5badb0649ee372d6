import { describe, expect, it } from 'vitest'
import { initialFacts, reduceSync, type SyncEvent, syncState } from './sync-state.ts'

const after = (...events: SyncEvent[]) => syncState(events.reduce(reduceSync, initialFacts))
const connected: SyncEvent[] = [
  { type: 'local-ready', waiting: 0 },
  { type: 'connecting' },
  { type: 'joined' },
  { type: 'frame-sent' },
  { type: 'synced' },
]

describe('[CLIENT-1] the state of one’s work is honest', () => {
  it('[CLIENT-1] says nothing before the local copy is read', () => {
    expect(after({ type: 'connecting' })).toEqual({ kind: 'loading' })
  })

  it('[CLIENT-1] is saved only once every frame is acknowledged', () => {
    expect(after(...connected)).toEqual({ kind: 'syncing', waiting: 0 })
    expect(after(...connected, { type: 'acknowledged', count: 1 })).toEqual({ kind: 'saved' })
    const written: SyncEvent[] = [{ type: 'written' }, { type: 'frame-sent' }]
    expect(after(...connected, { type: 'acknowledged', count: 1 }, ...written)).toEqual({
      kind: 'syncing',
      waiting: 1,
    })
    expect(after(...connected, ...written, { type: 'acknowledged', count: 2 })).toEqual({ kind: 'saved' })
  })

  it('[CLIENT-1] does not call it saved that a new connection has not exchanged yet', () => {
    expect(
      after(...connected, { type: 'acknowledged', count: 1 }, { type: 'lost' }, { type: 'joined' }),
    ).toEqual({ kind: 'syncing', waiting: 0 })
  })

  it('[CLIENT-1] counts what waits over a reload', () => {
    expect(after({ type: 'local-ready', waiting: 3 }, { type: 'lost' }, { type: 'written' })).toEqual({
      kind: 'saved-here',
      waiting: 4,
    })
  })

  it('[CLIENT-1] does not call it saved here where there is no local copy', () => {
    expect(after({ type: 'local-unavailable' }, { type: 'lost' }, { type: 'written' })).toEqual({
      kind: 'unsaved',
      waiting: 1,
    })
  })

  it('[CLIENT-1] stays offline while it tries again, without flickering', () => {
    expect(after(...connected, { type: 'lost' }, { type: 'connecting' })).toEqual({ kind: 'offline' })
  })

  it('[CLIENT-1] says that the server cannot read its copy until it can again, and not that one is off line', () => {
    const unreadable: SyncEvent[] = [...connected, { type: 'unreadable' }, { type: 'written' }]
    expect(after(...unreadable)).toEqual({ kind: 'unreadable', waiting: 1 })
    expect(after(...unreadable, { type: 'lost' }, { type: 'connecting' })).toEqual({
      kind: 'unreadable',
      waiting: 1,
    })
    expect(after(...unreadable, { type: 'joined' }, { type: 'synced' }, { type: 'lost' })).toEqual({
      kind: 'saved-here',
      waiting: 1,
    })
    // What is in this page only is in danger, whatever the reason.
    expect(after({ type: 'local-unavailable' }, { type: 'unreadable' }, { type: 'written' })).toEqual({
      kind: 'unsaved',
      waiting: 1,
    })
  })

  it('[CLIENT-1] an end stands until the server lets one in again', () => {
    const ended: SyncEvent[] = [...connected, { type: 'ended', reason: 'signed-out' }]
    expect(after(...ended)).toEqual({ kind: 'ended', reason: 'signed-out' })
    expect(after(...ended, { type: 'joined' })).toEqual({ kind: 'syncing', waiting: 0 })
  })
})
