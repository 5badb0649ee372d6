/** The whole corpus against the gate alone: what is refused leaves no trace, what is taken harms nobody. */
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { bodyToMarkdown, conversationRoots } from '../../shared/document/index.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import type { Writer } from '../../sync-server/gate/gate.ts'
import {
  agent,
  contentOf,
  type GuardedDocument,
  guardDocument,
  newDocument,
  person,
  state,
} from '../helpers/guarded-document.ts'
import type { Attack } from './attack.ts'
import { CORPUS } from './corpus.ts'
import { bodyOf, type Cast, entryOf, furnishings, MESSAGES, type Scene } from './scene.ts'

const CAST: Cast = {
  owner: 'olga' as PrincipalId,
  collaborator: 'carl' as PrincipalId,
  viewer: 'vera' as PrincipalId,
  agent: 'banyan' as PrincipalId,
  bot: 'robo' as PrincipalId,
}
const WRITERS: Record<Attack['by'] | 'agent', Writer> = {
  owner: person(CAST.owner, 'owner'),
  collaborator: person(CAST.collaborator),
  viewer: person(CAST.viewer, 'view'),
  agent: agent(CAST.agent),
  bot: agent(CAST.bot),
}
const CLIENTS = { owner: 1_000, collaborator: 1_001, agent: 1_002 }

const openScene = (): { guarded: GuardedDocument; scene: Scene } => {
  const guarded = guardDocument()
  for (const { by, write } of furnishings(CAST)) {
    const doc = newDocument(0)
    Y.applyUpdate(doc, state(guarded.doc))
    // Not before: Yjs takes another id where it receives its own.
    doc.clientID = CLIENTS[by]
    doc.on('update', (update: Uint8Array) => {
      const verdict = guarded.receive(WRITERS[by], update)
      if (verdict.kind !== 'apply') throw new Error(`The scene was refused: ${JSON.stringify(verdict)}`)
    })
    doc.transact(() => write(doc))
  }
  let nextClient = 100_000
  return { guarded, scene: { cast: CAST, state: state(guarded.doc), newClient: () => nextClient++ } }
}

/** What no attacker of the corpus may change. */
const protectedContent = (doc: Y.Doc): unknown => {
  const { messages, branches, runs, order, provenance } = contentOf(doc)
  return {
    messages: messages.filter((_, index) => index !== indexOfOwn(doc)),
    branches,
    runs,
    order,
    provenance,
  }
}
const indexOfOwn = (doc: Y.Doc): number =>
  conversationRoots(doc).messages.toArray().indexOf(entryOf(doc, MESSAGES.own))

for (const [name, attacks] of Object.entries(CORPUS)) {
  describe(name, () => {
    test.each(attacks.map((attack) => [attack.id, attack.tries, attack] as const))(
      '[GATE-10] %s: %s',
      (_id, _tries, { by, meets, build }) => {
        const { guarded, scene } = openScene()
        const { honest = [], hostile } = build(scene)
        for (const update of honest) {
          expect(guarded.receive(WRITERS[by], update)).toMatchObject({ kind: 'apply' })
        }
        const before = state(guarded.doc)
        const protectedBefore = protectedContent(guarded.doc)
        const broadcastBefore = guarded.broadcast.length
        expect(hostile.length).toBeGreaterThan(0)
        for (const update of hostile) {
          const verdict = guarded.receive(WRITERS[by], update)
          if (meets === 'contained') expect(verdict).toMatchObject({ kind: 'apply' })
          else if (meets === 'noop') expect(verdict).toEqual({ kind: 'noop' })
          else expect(verdict).toMatchObject({ kind: 'reject', code: meets })
        }
        if (meets === 'contained') {
          expect(protectedContent(guarded.doc)).toEqual(protectedBefore)
        } else {
          expect(state(guarded.doc)).toEqual(before)
          expect(guarded.broadcast.length).toBe(broadcastBefore)
        }
        expect(contentOf(guarded.streaming)).toEqual(contentOf(guarded.doc))
        expect(contentOf(guarded.lateJoiner())).toEqual(contentOf(guarded.doc))
      },
    )
  })
}

test('[GATE-10] every attack has an id of its own, and the scene is whole', () => {
  const ids = Object.values(CORPUS).flatMap((attacks) => attacks.map(({ id }) => id))
  expect(new Set(ids).size).toBe(ids.length)
  const { guarded } = openScene()
  expect(bodyToMarkdown(bodyOf(guarded.doc, MESSAGES.own))).toBe('Birds, too.')
})
