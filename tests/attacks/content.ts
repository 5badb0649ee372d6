/** Content that no part of a conversation may hold: its kinds, its marks and attributes, its depth. */
import { conversationRoots, ROOT } from '../../shared/document/index.ts'
import { type Attack, byStructs } from './attack.ts'
import { TYPE } from './craft.ts'
import { messageBy } from './hostile-entry.ts'
import { inOwnBody, inOwnText, lastId, paragraph, text } from './own-message.ts'
import { bodyOf, itemOf, MESSAGES } from './scene.ts'

const nested = (depth: number): unknown => (depth === 0 ? 'x' : [nested(depth - 1)])

const withProtoKey = (): Uint8Array => {
  const name = [...new TextEncoder().encode('__proto__')]
  return new Uint8Array([118, 1, name.length, ...name, 118, 0])
}

export const CONTENT: readonly Attack[] = [
  {
    id: 'subdocument',
    tries: 'a document in a document',
    by: 'collaborator',
    meets: 'content',
    build: inOwnBody({ kind: 'document', guid: 'x', options: {} }),
  },
  {
    id: 'binary',
    tries: 'bytes in a text',
    by: 'collaborator',
    meets: 'content',
    build: inOwnBody({ kind: 'binary', bytes: new Uint8Array(10) }),
  },
  {
    id: 'json',
    tries: 'the JSON of old versions',
    by: 'collaborator',
    meets: 'content',
    build: inOwnBody({ kind: 'json', values: [{}] }),
  },
  {
    id: 'embed',
    tries: 'an embedded object',
    by: 'collaborator',
    meets: 'content',
    build: inOwnText({ kind: 'embed', value: { image: 'x' } }),
  },
  {
    id: 'hook',
    tries: 'an XML hook',
    by: 'collaborator',
    meets: 'content',
    build: inOwnBody({ kind: 'type', type: TYPE.hook, name: 'x' }),
  },
  {
    id: 'map-in-text',
    tries: 'a map in a text',
    by: 'collaborator',
    meets: 'content',
    build: inOwnBody({ kind: 'type', type: TYPE.map }),
  },
  {
    id: 'list-in-text',
    tries: 'a list in a text',
    by: 'collaborator',
    meets: 'content',
    build: inOwnBody({ kind: 'type', type: TYPE.array }),
  },
  {
    id: 'letters-among-nodes',
    tries: 'letters that stand in no text',
    by: 'collaborator',
    meets: 'content',
    build: inOwnBody(text('x')),
  },
  {
    id: 'values-among-nodes',
    tries: 'plain values among nodes',
    by: 'collaborator',
    meets: 'content',
    build: inOwnBody({ kind: 'plain', values: [1] }),
  },
  {
    id: 'unknown-node',
    tries: 'a node that the editor does not know',
    by: 'collaborator',
    meets: 'content',
    build: inOwnBody({ kind: 'type', type: TYPE.element, name: 'iframe' }),
  },
  {
    id: 'unknown-mark',
    tries: 'a mark that the editor does not know',
    by: 'collaborator',
    meets: 'content',
    build: inOwnText({ kind: 'format', mark: 'onclick', value: {} }),
  },
  {
    id: 'history-mark',
    tries: "the mark of y-prosemirror's own history view",
    by: 'collaborator',
    meets: 'content',
    build: inOwnText({ kind: 'format', mark: 'ychange', value: { type: 'removed' } }),
  },
  {
    id: 'mark-among-nodes',
    tries: 'a mark that stands in no text',
    by: 'collaborator',
    meets: 'content',
    build: inOwnBody({ kind: 'format', mark: 'bold', value: {} }),
  },
  {
    id: 'mark-prototype',
    tries: 'a mark whose value sets a prototype',
    by: 'collaborator',
    meets: 'value',
    build: inOwnText({ kind: 'format', mark: 'bold', value: JSON.parse('{"__proto__":{"x":1}}') as unknown }),
  },
  {
    id: 'mark-nested',
    tries: 'a mark with an object in it',
    by: 'collaborator',
    meets: 'value',
    build: inOwnText({ kind: 'format', mark: 'link', value: { href: { toString: 'x' } } }),
  },
  {
    id: 'link-javascript',
    tries: 'a link that runs a script',
    by: 'collaborator',
    meets: 'content',
    build: inOwnText({ kind: 'format', mark: 'link', value: { href: 'javascript:alert(1)' } }),
  },
  {
    id: 'link-javascript-hidden',
    tries: 'a link that runs a script, with a line end in its scheme',
    by: 'collaborator',
    meets: 'content',
    build: inOwnText({ kind: 'format', mark: 'link', value: { href: ' \u0001Java\nscript:alert(1)' } }),
  },
  {
    id: 'link-data',
    tries: 'a link to a page within itself',
    by: 'collaborator',
    meets: 'content',
    build: inOwnText({ kind: 'format', mark: 'link--AbCd1234', value: { href: 'data:text/html,<script>' } }),
  },
  {
    id: 'attribute-on-body',
    tries: 'an attribute on the body',
    by: 'collaborator',
    meets: 'key',
    build: inOwnBody({ kind: 'plain', values: ['x'] }, 'class'),
  },
  {
    id: 'attribute-with-object',
    tries: 'an attribute that is an object',
    by: 'collaborator',
    meets: 'value',
    build: byStructs((doc, client) => ({
      structs: [
        { origin: lastId(bodyOf(doc, MESSAGES.own)), content: paragraph },
        { parent: { client, clock: 0 }, key: 'level', content: { kind: 'plain', values: [{ x: 1 }] } },
      ],
    })),
  },
  {
    id: 'attribute-prototype',
    tries: 'an attribute with a name that every object has',
    by: 'collaborator',
    meets: 'key',
    build: byStructs((doc, client) => ({
      structs: [
        { origin: lastId(bodyOf(doc, MESSAGES.own)), content: paragraph },
        { parent: { client, clock: 0 }, key: '__proto__', content: { kind: 'plain', values: ['x'] } },
      ],
    })),
  },
  {
    id: 'deep-nesting',
    tries: 'a thousand quotes in each other',
    by: 'collaborator',
    meets: 'limits',
    build: byStructs((doc, client) => ({
      structs: Array.from({ length: 1000 }, (_, depth) => ({
        ...(depth === 0
          ? { origin: lastId(bodyOf(doc, MESSAGES.own)) }
          : { parent: { client, clock: depth - 1 } }),
        content: { kind: 'type', type: TYPE.element, name: 'blockquote' } as const,
      })),
    })),
  },
  {
    id: 'deep-value',
    tries: 'a value of a hundred lists in each other',
    by: 'collaborator',
    meets: 'limits',
    build: byStructs(() => ({
      structs: [{ parent: ROOT.settings, key: 'title', content: { kind: 'plain', values: [nested(100)] } }],
    })),
  },
  {
    id: 'wide-value',
    tries: 'a value of a hundred thousand parts',
    by: 'collaborator',
    meets: 'limits',
    build: byStructs(() => ({
      structs: [
        {
          parent: ROOT.settings,
          key: 'title',
          content: { kind: 'plain', values: [Array.from({ length: 100_000 }, () => 1)] },
        },
      ],
    })),
  },
  {
    id: 'prototype-key',
    tries: 'a value that sets a prototype',
    by: 'collaborator',
    meets: 'malformed',
    build: byStructs(() => ({
      structs: [
        {
          parent: ROOT.settings,
          key: 'title',
          content: { kind: 'raw-plain', count: 1, bytes: withProtoKey() },
        },
      ],
    })),
  },
  {
    id: 'agent-mark',
    tries: "a mark in an agent's own text",
    by: 'bot',
    meets: 'content',
    build: byStructs((doc, client, { cast }) => ({
      structs: [
        {
          origin: itemOf(conversationRoots(doc).messages.get(conversationRoots(doc).messages.length - 1))
            .lastId,
          content: { kind: 'type', type: TYPE.map },
        },
        {
          parent: { client, clock: 0 },
          key: 'm',
          content: { kind: 'plain', values: [messageBy(cast.bot, { role: 'assistant' })] },
        },
        { parent: { client, clock: 0 }, key: 'body', content: { kind: 'type', type: TYPE.text } },
        { parent: { client, clock: 2 }, content: { kind: 'format', mark: 'bold', value: {} } },
      ],
    })),
  },
]
