/** What several people and an agent do in a conversation: writing, branching, editing, deleting, asking, answering. */
import * as Y from 'yjs'
import { carryOver } from '../../client/sync/carry-over.ts'
import {
  addBranch,
  addMessage,
  addReply,
  addRun,
  cancelRun,
  changeSetting,
  conversationRoots,
  deleteMessage,
  fillWithText,
  type RunEntry,
  readRuns,
  readTree,
  renameBranch,
  reportRun,
} from '../../shared/document/index.ts'
import type { BranchId } from '../../shared/ids.ts'
import { BANYAN_AGENT, MAIN_BRANCH } from '../../shared/ids.ts'
import { messageIds } from '../helpers/conversation.ts'
import { RoomLife } from '../helpers/room-life.ts'
import { agent, ROOM } from '../helpers/room-world.ts'
import type { TestPeer } from '../helpers/test-peer.ts'

export class ConversationLife extends RoomLife {
  constructor(seed: number) {
    super(seed, ROOM)
    this.world.levels.set(BANYAN_AGENT, 'collaborate')
    this.peers.set(BANYAN_AGENT, this.world.peerOf(agent(BANYAN_AGENT)))
  }

  protected override act(name: string, peer: TestPeer): void {
    if (name === BANYAN_AGENT) this.#answer(peer)
    else this.#write(name, peer)
  }

  protected override carry({ doc, principal }: TestPeer, copy: Y.Doc): number {
    return carryOver(doc, copy, principal.id)
  }

  protected override idsIn(doc: Y.Doc): readonly string[] {
    return messageIds(doc)
  }

  /** The agent finishes what waits. */
  protected override goesOn(): boolean {
    const banyan = this.peers.get(BANYAN_AGENT)
    if (banyan === undefined) throw new Error('The agent is gone.')
    const isOpen = openRuns(banyan.doc).length > 0
    if (isOpen) this.#answer(banyan)
    return isOpen
  }

  /** Anything that a person can do, on whatever this person's replica shows at the moment. */
  #write(name: string, peer: TestPeer): void {
    const { random } = this
    const { doc } = peer
    const author = peer.principal.id
    const tree = readTree(conversationRoots(doc))
    const branchId = random.pick([...tree.branches.keys()])
    const head = tree.head(branchId)
    const messages = [...tree.messages.values()]
    switch (random.below(9)) {
      case 0:
      case 1:
      case 2: {
        const id = this.id('msg')
        doc.transact(() => {
          addMessage(
            doc,
            { id, author, role: 'user', parentId: head?.id ?? null, branchId, createdAt: 1 },
            fillWithText(`${name} says ${id}`),
            { draft: random.chance(0.1) },
          )
          if (random.chance(0.4)) {
            addRun(doc, {
              id: this.id('run'),
              parentId: id,
              branchId,
              requestedBy: author,
              agent: BANYAN_AGENT,
              model: '',
              createdAt: 1,
            })
          }
        })
        return
      }
      case 3: {
        const at = random.chance(0.1) || messages.length === 0 ? null : random.pick(messages)
        const branch = this.id('fork')
        addBranch(doc, {
          id: branch,
          createdBy: author,
          forkFrom: at?.id ?? null,
          parentBranch: at?.branchId ?? MAIN_BRANCH,
          createdAt: 1,
        })
        return
      }
      case 4:
      case 5: {
        const target = messages.filter(({ role, body }) => role === 'user' && body !== undefined)
        if (target.length > 0) this.#edit(random.pick(target).body)
        return
      }
      case 6:
        changeSetting(doc, random.pick(['title', 'model', 'systemPrompt']), `${name} ${random.below(100)}`)
        return
      case 7: {
        const mine = messages.filter((message) => message.author === author)
        if (mine.length > 0 && random.chance(0.3)) deleteMessage(doc, random.pick(mine).id, author)
        else if (tree.branches.size > 1) {
          renameBranch(
            doc,
            random.pick([...tree.branches.keys()].filter((id) => id !== MAIN_BRANCH)) as BranchId,
            name,
          )
        }
        return
      }
      default: {
        const open = openRuns(doc)
        if (open.length > 0 && random.chance(0.3)) cancelRun(doc, random.pick(open).id, author)
      }
    }
  }

  #edit(body: Y.Text | Y.XmlFragment | undefined): void {
    if (!(body instanceof Y.XmlFragment)) return
    const [first] = body.toArray()
    if (!(first instanceof Y.XmlElement)) return
    const text = first.toArray().find((child) => child instanceof Y.XmlText)
    if (text === undefined) return
    const { random } = this
    if (random.chance(0.3) && text.length > 4) text.delete(random.below(text.length - 3), 2)
    else if (random.chance(0.3))
      text.format(0, Math.min(text.length, 5), { bold: random.chance(0.5) ? {} : null })
    else text.insert(random.below(text.length + 1), random.pick(['a', 'bc', ' and ', '🌳']))
  }

  /** Claims what is queued, streams some tokens, ends. One step of each at a time. */
  #answer({ doc, principal }: TestPeer): void {
    const roots = conversationRoots(doc)
    const tree = readTree(roots)
    for (const run of readRuns(roots)) {
      if (run.status === 'queued') {
        if (run.cancelledBy !== undefined) {
          reportRun(doc, run.id, { status: 'stopped' })
          return
        }
        doc.transact(() => {
          reportRun(doc, run.id, { status: 'running' })
          addReply(doc, {
            id: this.id('ans'),
            author: principal.id,
            role: 'assistant',
            parentId: run.parentId,
            branchId: run.branchId,
            createdAt: 1,
            runId: run.id,
          })
        })
        return
      }
      if (run.status === 'running') {
        const reply = [...tree.messages.values()].find(({ runId }) => runId === run.id)
        if (reply?.body instanceof Y.Text && reply.body.length < 60 && run.cancelledBy === undefined) {
          reply.body.insert(reply.body.length, 'some tokens ')
        } else reportRun(doc, run.id, { status: run.cancelledBy === undefined ? 'done' : 'stopped' })
        return
      }
    }
  }
}

const openRuns = (doc: Y.Doc): readonly RunEntry[] =>
  readRuns(conversationRoots(doc)).filter(({ status }) => status === 'queued' || status === 'running')
