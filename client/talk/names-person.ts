/** Whether a line names somebody. Pure. */
import * as Y from 'yjs'
import type { TalkEntry } from '../../shared/document/index.ts'
import type { PrincipalId } from '../../shared/ids.ts'

export const namesPerson = ({ body }: Pick<TalkEntry, 'body'>, id: PrincipalId): boolean =>
  body?.toArray().some((node) => isNamedIn(node, id)) ?? false

const isNamedIn = (node: unknown, id: PrincipalId): boolean => {
  if (!(node instanceof Y.XmlElement)) return false
  if (node.nodeName === 'mention') return node.getAttribute('id') === id
  return node.toArray().some((child) => isNamedIn(child, id))
}
