import { describe, expect, it } from 'vitest'
import type { RunEntry } from '../../shared/document/index.ts'
import { runWords } from './run-words.ts'

const run = (more: Partial<RunEntry>): RunEntry => ({
  id: 'run-1' as RunEntry['id'],
  parentId: 'msg-1' as RunEntry['parentId'],
  branchId: 'main' as RunEntry['branchId'],
  requestedBy: 'anna' as RunEntry['requestedBy'],
  agent: 'banyan' as RunEntry['agent'],
  model: '',
  createdAt: 1,
  index: 0,
  status: 'done',
  error: undefined,
  usage: undefined,
  cancelledBy: undefined,
  answeredBy: undefined,
  ...more,
})
const about = {
  waiting: false,
  hasText: true,
  agent: 'Banyan',
  nameOf: (id: string) => (id === 'ben0' ? 'Ben' : id),
}

describe('what is said of a reply', () => {
  it('[E2] a reply that is whole speaks for itself', () => {
    expect(runWords(run({}), about)).toBeUndefined()
  })

  it('[E2] a reply cut at its limit says so, and what was left out is said', () => {
    const error = { code: 'length', text: 'Cut at the limit.' }
    expect(runWords(run({ error }), about)?.text).toBe('Cut at the limit.')
    expect(runWords(run({ usage: { leftOut: 3 } }), about)?.text).toContain('The 3 oldest messages')
    expect(runWords(run({ error, usage: { leftOut: 1 } }), about)?.text).toMatch(
      /^Cut at the limit\. The oldest/,
    )
  })

  it('[E2] who stopped it is named, and what failed can be tried again', () => {
    expect(runWords(run({ status: 'stopped', cancelledBy: 'ben0' as never }), about)?.text).toBe(
      'Stopped by Ben.',
    )
    expect(runWords(run({ status: 'failed', error: { code: 'x', text: 'No key.' } }), about)).toMatchObject({
      text: 'No key.',
      action: 'retry',
      tone: 'danger',
    })
    expect(runWords(run({ status: 'interrupted' }), about)?.action).toBe('retry')
  })

  it('[D3] a question asked off line waits for the connection and can be taken back', () => {
    expect(runWords(run({ status: 'queued' }), { ...about, waiting: true })).toMatchObject({
      text: 'Waiting for connection.',
      action: 'cancel',
    })
  })
})
