/** What several people do in a side talk: saying, correcting, deleting and bringing back lines. */
import * as Y from 'yjs'
import { carryTalk } from '../../client/sync/carry-over.ts'
import {
  addTalk,
  bodyToMarkdown,
  deleteMessage,
  editTalk,
  fillWithText,
  readTalk,
  restoreMessage,
} from '../../shared/document/index.ts'
import type { MessageId } from '../../shared/ids.ts'
import { RoomLife } from '../helpers/room-life.ts'
import { TALK } from '../helpers/room-world.ts'
import type { TestPeer } from '../helpers/test-peer.ts'

export class SideTalkLife extends RoomLife {
  constructor(seed: number) {
    super(seed, TALK)
  }

  protected override act(name: string, { doc, principal: { id: me } }: TestPeer): void {
    const { random } = this
    const mine = readTalk(doc).filter(({ author }) => author === me)
    const kind = mine.length === 0 ? 0 : random.below(8)
    if (kind < 4) {
      const id = this.id('line') as MessageId
      addTalk(doc, { id, author: me, createdAt: 1 }, fillWithText(`${name} says ${id}`))
      return
    }
    const { id, body, deleted } = random.pick(mine)
    if (kind === 4) deleteMessage(doc, id, me)
    else if (kind === 5 && deleted !== undefined) restoreMessage(doc, id)
    else if (body !== undefined) {
      // Begun some words ago, or now.
      const read = random.chance(0.5) ? Y.encodeStateAsUpdate(doc) : undefined
      editTalk(doc, id, fillWithText(`${bodyToMarkdown(body)} and ${random.below(100)}`), read)
    }
  }

  protected override carry({ doc, principal }: TestPeer, copy: Y.Doc): number {
    return carryTalk(doc, copy, principal.id)
  }

  protected override idsIn(doc: Y.Doc): readonly string[] {
    return readTalk(doc).map(({ id }) => id)
  }
}
