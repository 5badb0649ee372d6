/** Who is named in people's texts: the `mention` nodes of the editor. */
import * as Y from 'yjs'
import { type PrincipalId, parseId } from '../ids.ts'

/** Whom one mention names; `undefined` for any other node, and where it names nobody. */
export const mentionedBy = (node: unknown): PrincipalId | undefined =>
  node instanceof Y.XmlElement && node.nodeName === 'mention'
    ? parseId<PrincipalId>((node.getAttributes() as { readonly id?: unknown }).id)
    : undefined

/** Everybody who is named in a text, once each, in the order of the text. */
export const mentionsIn = (body: Y.XmlFragment): ReadonlySet<PrincipalId> => {
  const found = new Set<PrincipalId>()
  const visit = (node: Y.XmlFragment): void => {
    for (const child of node.toArray()) {
      const id = mentionedBy(child)
      if (id !== undefined) found.add(id)
      // The gate bounds how deep texts are nested.
      if (child instanceof Y.XmlElement) visit(child)
    }
  }
  visit(body)
  return found
}
