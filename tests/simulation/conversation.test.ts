/**
 * A conversation as it is lived: several people and an agent, going off and on line, branching, editing, losing and
 * gaining rights, while the server dies and comes back. Seeded; a failing seed is printed by the title of its test
 * and replayed with `SEED=<seed> npm test -- simulation`.
 */
import { expect, it } from 'vitest'
import { conversationRoots, readMessages, readRuns, readTree } from '../../shared/document/index.ts'
import { seedsOf } from '../helpers/random.ts'
import { READER } from '../helpers/room-life.ts'
import { ConversationLife } from './conversation-life.ts'

const STEPS = 400

it.each(seedsOf([1, 2, 3, 1693219924], 3))(
  '[SIM-1] lived with seed %i, a conversation converges and loses nothing',
  async (seed) => {
    const life = new ConversationLife(seed)
    const stored = await life.live(STEPS)
    life.expectAgreement(stored)

    const roots = conversationRoots(stored)
    const tree = readTree(roots)
    const messages = readMessages(roots)
    // No reader's write lands.
    expect(messages.filter(({ author }) => author.startsWith(READER))).toEqual([])
    // Every run ends, with at most one reply.
    for (const run of readRuns(roots)) {
      expect(['done', 'stopped']).toContain(run.status)
      expect(messages.filter(({ runId }) => runId === run.id).length).toBeLessThanOrEqual(1)
    }
    // Every sent message stands in its branch's view, in order, once.
    for (const message of messages) {
      if (message.sentBy === undefined) continue
      expect(tree.view(message.branchId).filter(({ id }) => id === message.id)).toHaveLength(1)
      expect(tree.isWaiting(message.id)).toBe(false)
    }
    // Nothing answered stands behind its answer.
    for (const message of messages) {
      const parent = message.parentId === null ? undefined : tree.order.get(message.parentId)
      const own = tree.order.get(message.id)
      if (parent !== undefined && own !== undefined) expect(parent.position).toBeLessThan(own.position)
    }
  },
)
