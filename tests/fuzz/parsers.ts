/** The gate's parser beside Yjs' own: what the former accepts, the latter must read alike. */
import { isDeepStrictEqual } from 'node:util'
import * as Y from 'yjs'
import { parseUpdate } from '../../sync-server/gate/parse-update.ts'
import { Refusal } from '../../sync-server/gate/refusal.ts'
import type { Content, UpdateStruct } from '../../sync-server/gate/update-struct.ts'

/** Whether the gate's parser accepts the bytes; throws where it does and Yjs reads something else. */
export const parsesAlike = (bytes: Uint8Array): boolean => {
  const parsed = parseUpdate(bytes)
  if (parsed instanceof Refusal) return false
  const { structs, ds } = Y.decodeUpdate(bytes)
  const ours = [...parsed.sections.values()].flatMap((section) => section.structs.map(ofOurs))
  const theirs = structs.map(ofYjs)
  const ourDeletes = new Map(
    [...parsed.deletes]
      .filter(([, ranges]) => ranges.length > 0)
      .map(([client, ranges]) => [client, ranges.map(({ clock, length }) => [clock, length])]),
  )
  const theirDeletes = new Map(
    [...ds.clients].map(([client, ranges]) => [client, ranges.map(({ clock, len }) => [clock, len])]),
  )
  if (!isDeepStrictEqual(ours, theirs) || !isDeepStrictEqual(ourDeletes, theirDeletes)) {
    throw new Error(`Read differently: ${Buffer.from(bytes).toString('hex')}`)
  }
  return true
}

const id = (value: { readonly client: number; readonly clock: number } | null): unknown =>
  value === null ? null : [value.client, value.clock]

const ofOurs = (struct: UpdateStruct): unknown => ({
  id: id(struct),
  length: struct.length,
  origin: id(struct.origin),
  rightOrigin: id(struct.rightOrigin),
  parent: struct.parentRoot ?? id(struct.parentId),
  key: struct.key,
  content: ofContent(struct.content),
})

const ofContent = (content: Content): unknown =>
  content.kind === 'type' ? [content.kind, content.type, content.name] : Object.values(content)

const ofYjs = (struct: Y.AbstractStruct): unknown => ({
  id: id(struct.id),
  length: struct.length,
  ...(struct instanceof Y.Item
    ? {
        origin: id(struct.origin),
        rightOrigin: id(struct.rightOrigin),
        parent:
          struct.parent === null || typeof struct.parent === 'string'
            ? struct.parent
            : struct.parent instanceof Y.ID
              ? id(struct.parent)
              : 'a type',
        key: struct.parentSub,
        content: ofYjsContent(struct.content),
      }
    : { origin: null, rightOrigin: null, parent: null, key: null, content: ['collected'] }),
})

const ofYjsContent = (content: Y.Item['content']): unknown => {
  if (content instanceof Y.ContentDeleted) return ['deleted']
  if (content instanceof Y.ContentString) return ['string', content.str]
  if (content instanceof Y.ContentAny) return ['plain', content.arr]
  if (content instanceof Y.ContentFormat) return ['format', content.key, content.value]
  if (content instanceof Y.ContentType) {
    const { type } = content
    if (type instanceof Y.XmlElement) return ['type', 'element', type.nodeName]
    if (type instanceof Y.XmlHook) return ['type', 'hook', type.hookName]
    if (type instanceof Y.XmlFragment) return ['type', 'fragment', '']
    if (type instanceof Y.XmlText) return ['type', 'xmlText', '']
    if (type instanceof Y.Text) return ['type', 'text', '']
    if (type instanceof Y.Map) return ['type', 'map', '']
    return ['type', 'array', '']
  }
  return ['something else']
}
