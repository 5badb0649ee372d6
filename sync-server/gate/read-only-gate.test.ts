import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { directoryRoots, EMPTY_DIRECTORY, projectDirectory } from '../../shared/document/index.ts'
import { person, state } from '../../tests/helpers/guarded-document.ts'
import { createReadOnlyGate } from './read-only-gate.ts'

test('[GATE-14] a directory takes nothing from anybody, and minds nothing that it has already', () => {
  const doc = new Y.Doc()
  const gate = createReadOnlyGate({ doc })
  projectDirectory(doc, { ...EMPTY_DIRECTORY, self: { organization: 'Acme' } })
  projectDirectory(doc, { ...EMPTY_DIRECTORY, self: { organization: 'Acme Inc.' } })
  const ana = person('ana_', 'owner')
  expect(gate.check(ana, state(doc))).toEqual({ kind: 'noop' })
  const client = new Y.Doc()
  Y.applyUpdate(client, state(doc))
  directoryRoots(client).self.set('role', 'admin')
  expect(gate.check(ana, state(client))).toMatchObject({ kind: 'reject', code: 'read-only' })
  const emptied = new Y.Doc()
  Y.applyUpdate(emptied, state(doc))
  directoryRoots(emptied).self.delete('organization')
  expect(gate.check(ana, state(emptied))).toMatchObject({ kind: 'reject', code: 'read-only' })
  expect(gate.check(ana, new Uint8Array([1, 2, 3]))).toMatchObject({ kind: 'reject' })
})
