import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  addReply,
  conversationRoots,
  readRuns,
  readSettings,
  readTree,
  reportRun,
  type Tree,
} from '../../shared/document/index.ts'
import {
  type AnyId,
  BANYAN_AGENT,
  type BranchId,
  MAIN_BRANCH,
  type MessageId,
  type PrincipalId,
} from '../../shared/ids.ts'
import { pathTarget } from '../branches/path-target.ts'
import { placeReaders, waysToWriting } from '../branches/readers.ts'
import { indexRuns } from '../sync/conversation-model.ts'
import { conversationRows, type Place, placeView } from './rows.ts'
import { type Desk, editMessage, regenerate, retry, sendMessage } from './writing.ts'

const ANA = 'ana-' as PrincipalId
const MAIN: Place = { kind: 'branch', branchId: MAIN_BRANCH }
const text = (words: string) => ({
  type: 'doc',
  content: [{ type: 'paragraph', content: [{ type: 'text', text: words }] }],
})

/** A conversation written by Ana, with an agent that answers when told to. */
const setUp = () => {
  const doc = new Y.Doc()
  let made = 0
  const roots = conversationRoots(doc)
  const tree = (): Tree => readTree(roots)
  const runs = () => indexRuns(readRuns(roots))
  const desk = (): Desk => ({
    doc,
    tree: tree(),
    settings: readSettings(roots),
    me: ANA,
    now: 1000 + made,
    newId: <Id extends AnyId>() => `id-${String(++made).padStart(3, '0')}` as Id,
  })
  const answer = (words: string): void => {
    const run = runs().active[0]
    if (run === undefined) throw new Error('Nothing was asked.')
    addReply(
      doc,
      {
        id: `reply-${run.id}`,
        author: BANYAN_AGENT,
        role: 'assistant',
        parentId: run.parentId,
        branchId: run.branchId,
        createdAt: 0,
        runId: run.id,
      },
      words,
    )
    reportRun(doc, run.id, { status: 'done' })
  }
  const kinds = (place: Place) => conversationRows(tree(), runs(), place).map((row) => row.kind)
  const forks = (place: Place) =>
    conversationRows(tree(), runs(), place).flatMap((row) =>
      row.kind === 'fork' ? [`${row.fork.current + 1}/${row.fork.paths.length}`] : [],
    )
  return { doc, tree, runs, desk, answer, kinds, forks }
}

const at = (branchId: BranchId): Place => ({ kind: 'branch', branchId })
const messageAt = (tree: Tree, branchId: BranchId, index: number) => {
  const entry = tree.view(branchId)[index]
  if (entry === undefined) throw new Error(`No message ${index}.`)
  return entry
}

describe('[C1] what one reads along a branch', () => {
  it('[C1] sending writes the message and its run in one transaction', () => {
    const { doc, desk, kinds, runs } = setUp()
    let updates = 0
    doc.on('update', () => updates++)
    sendMessage(desk(), MAIN, text('Where shall we meet?'))
    expect(updates).toBe(1)
    expect(kinds(MAIN)).toEqual(['message', 'run'])
    expect(runs().active).toMatchObject([{ agent: BANYAN_AGENT, requestedBy: ANA, model: '' }])
    expect(readSettings(conversationRoots(doc)).title).toBe('Where shall we meet?')
  })

  it('[C1] the reply takes the place of its run', () => {
    const { desk, answer, kinds } = setUp()
    sendMessage(desk(), MAIN, text('one'))
    answer('two')
    expect(kinds(MAIN)).toEqual(['message', 'message'])
  })

  it('[E2] a run that failed without a word stands until it is tried again', () => {
    const { doc, desk, runs, kinds } = setUp()
    sendMessage(desk(), MAIN, text('one'))
    const [run] = runs().active
    if (run === undefined) throw new Error('Nothing was asked.')
    reportRun(doc, run.id, { status: 'failed', error: { code: 'no-model', text: 'There is no model.' } })
    expect(kinds(MAIN)).toEqual(['message', 'run'])
    retry(desk(), run)
    expect(kinds(MAIN)).toEqual(['message', 'run'])
    expect(runs().active).toHaveLength(1)
  })
})

describe('[C2] editing makes a branch and keeps the original', () => {
  it('[C2] the first message can be edited too', () => {
    const { desk, answer, forks, kinds, tree } = setUp()
    sendMessage(desk(), MAIN, text('one'))
    answer('first answer')
    const edited = editMessage(desk(), messageAt(tree(), MAIN_BRANCH, 0), text('one, but better'))
    expect(kinds(at(edited))).toEqual(['fork', 'message', 'run'])
    expect(forks(at(edited))).toEqual(['2/2'])
    expect(forks(MAIN)).toEqual(['1/2'])
    expect(tree().view(MAIN_BRANCH)).toHaveLength(2)
  })
})

describe('[C3] regenerating makes a sibling reply', () => {
  it('[C3] which is shown as a path of its own from the first moment', () => {
    const { desk, answer, forks, kinds, tree } = setUp()
    sendMessage(desk(), MAIN, text('one'))
    answer('first answer')
    const asking = messageAt(tree(), MAIN_BRANCH, 0)
    const second = regenerate(desk(), asking.id, 'other/model')
    expect(kinds(at(second))).toEqual(['message', 'fork', 'run'])
    expect(forks(at(second))).toEqual(['2/2'])
    answer('second answer')
    expect(kinds(at(second))).toEqual(['message', 'fork', 'message'])
    const third = regenerate(desk(), asking.id)
    expect(forks(at(third))).toEqual(['3/3'])
    expect(forks(MAIN)).toEqual(['1/3'])
  })
})

describe('[C5] branching from any message', () => {
  it('[C5] is nothing in the document before something is sent', () => {
    const { desk, answer, tree, kinds, forks } = setUp()
    sendMessage(desk(), MAIN, text('one'))
    answer('two')
    sendMessage(desk(), MAIN, text('three'))
    const place: Place = {
      kind: 'new-branch',
      branchId: 'new-branch' as BranchId,
      forkFrom: messageAt(tree(), MAIN_BRANCH, 1).id,
      cameFrom: MAIN_BRANCH,
    }
    expect(placeView(tree(), place)).toHaveLength(2)
    expect(kinds(place)).toEqual(['message', 'message', 'fork'])
    expect(forks(place)).toEqual(['2/2'])
    expect(forks(MAIN)).toEqual([])
    sendMessage(desk(), place, text('another three'))
    expect(forks(MAIN)).toEqual(['1/2'])
    expect(kinds(at(place.branchId))).toEqual(['message', 'message', 'fork', 'message', 'run'])
  })

  it('[C5] at the end of a branch shows the way that others took', () => {
    const { desk, answer, tree, forks } = setUp()
    sendMessage(desk(), MAIN, text('one'))
    answer('two')
    const last = messageAt(tree(), MAIN_BRANCH, 1).id
    const place: Place = {
      kind: 'new-branch',
      branchId: 'new-branch' as BranchId,
      forkFrom: last,
      cameFrom: MAIN_BRANCH,
    }
    sendMessage(desk(), place, text('three, elsewhere'))
    expect(forks(MAIN)).toEqual(['1/2'])
    expect(forks(at(place.branchId))).toEqual(['2/2'])
  })

  it('[C4] taking a path leads to where one has been below it', () => {
    const { desk, answer, tree } = setUp()
    sendMessage(desk(), MAIN, text('one'))
    answer('two')
    const asking = messageAt(tree(), MAIN_BRANCH, 0)
    const sibling = regenerate(desk(), asking.id)
    answer('two again')
    sendMessage(desk(), at(sibling), text('three'))
    const deeper = editMessage(desk(), messageAt(tree(), sibling, 2), text('three, edited'))
    const paths = tree().pathsAfter(asking.id)
    const toSibling = paths[1]
    if (toSibling === undefined) throw new Error('No second path.')
    expect(pathTarget(tree(), toSibling, [])).toBe(sibling)
    expect(pathTarget(tree(), toSibling, [sibling, deeper, MAIN_BRANCH])).toBe(deeper)
  })
})

describe('[B5] where the others read', () => {
  const present = (id: string, branchId: BranchId, messageId?: MessageId) => ({
    user: { id: id as PrincipalId, name: id, kind: 'person' as const },
    at: { branchId, ...(messageId === undefined ? {} : { messageId }) },
    clientIds: [1],
  })

  it('[B5] stands beside the message, or where their path leaves this one', () => {
    const { desk, answer, tree } = setUp()
    sendMessage(desk(), MAIN, text('one'))
    answer('two')
    const [asking, reply] = tree().view(MAIN_BRANCH)
    if (asking === undefined || reply === undefined) throw new Error('Two messages were written.')
    const sibling = regenerate(desk(), asking.id)
    answer('two again')
    const elsewhere = messageAt(tree(), sibling, 1).id
    const placed = placeReaders(tree(), tree().view(MAIN_BRANCH), [
      present('ben-', MAIN_BRANCH, reply.id),
      present('cleo', sibling, elsewhere),
    ])
    expect(placed.get(reply.id)).toMatchObject([{ person: { user: { id: 'ben-' } }, way: undefined }])
    expect(placed.get(asking.id)).toMatchObject([{ person: { user: { id: 'cleo' } }, way: sibling }])
    expect([...waysToWriting(tree(), tree().view(MAIN_BRANCH), [MAIN_BRANCH, sibling])]).toEqual([sibling])
  })
})
