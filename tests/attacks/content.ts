/** Content that no part of a conversation may hold: its kinds, its marks and attributes, its depth. */
import { ROOT } from '../../shared/document/index.ts'
import { type Attack, byStructs, meets } from './attack.ts'
import { type RawContent, TYPE } from './craft.ts'
import { CLOCK, messageBy, messageOf, plain, shared } from './hostile-entry.ts'
import { inOwnBody, inOwnText, lastId, paragraph, text } from './own-message.ts'
import { bodyOf, MESSAGES } from './scene.ts'

const nested = (depth: number): unknown => (depth === 0 ? 'x' : [nested(depth - 1)])

const withProtoKey = (): Uint8Array => {
  const name = [...new TextEncoder().encode('__proto__')]
  return new Uint8Array([118, 1, name.length, ...name, 118, 0])
}

const mark = (name: string, value: unknown): RawContent => ({ kind: 'format', mark: name, value })
const element = (name: string): RawContent => ({ kind: 'type', type: TYPE.element, name })

const asTitle = (content: RawContent): Attack['build'] =>
  byStructs(() => ({ structs: [{ parent: ROOT.settings, key: 'title', content }] }))

/** An attribute on a new paragraph of one's own. */
const onOwnParagraph = (key: string, value: unknown): Attack['build'] =>
  byStructs((doc, client) => ({
    structs: [
      { origin: lastId(bodyOf(doc, MESSAGES.own)), content: paragraph },
      { parent: { client, clock: 0 }, key, content: plain(value) },
    ],
  }))

const content = meets('content')
const key = meets('key')
const value = meets('value')
const limits = meets('limits')

export const CONTENT: readonly Attack[] = [
  content('subdocument', 'a document in a document', inOwnBody({ kind: 'document', guid: 'x', options: {} })),
  content('binary', 'bytes in a text', inOwnBody({ kind: 'binary', bytes: new Uint8Array(10) })),
  content('json', 'the JSON of old versions', inOwnBody({ kind: 'json', values: [{}] })),
  content('embed', 'an embedded object', inOwnText({ kind: 'embed', value: { image: 'x' } })),
  content('hook', 'an XML hook', inOwnBody({ kind: 'type', type: TYPE.hook, name: 'x' })),
  content('map-in-text', 'a map in a text', inOwnBody(shared('map'))),
  content('list-in-text', 'a list in a text', inOwnBody(shared('array'))),
  content('letters-among-nodes', 'letters that stand in no text', inOwnBody(text('x'))),
  content('values-among-nodes', 'plain values among nodes', inOwnBody(plain(1))),
  content('unknown-node', 'a node that the editor does not know', inOwnBody(element('iframe'))),
  content('unknown-mark', 'a mark that the editor does not know', inOwnText(mark('onclick', {}))),
  content(
    'history-mark',
    "the mark of y-prosemirror's own history view",
    inOwnText(mark('ychange', { type: 'removed' })),
  ),
  content('mark-among-nodes', 'a mark that stands in no text', inOwnBody(mark('bold', {}))),
  value(
    'mark-prototype',
    'a mark whose value sets a prototype',
    inOwnText(mark('bold', JSON.parse('{"__proto__":{"x":1}}') as unknown)),
  ),
  value('mark-nested', 'a mark with an object in it', inOwnText(mark('link', { href: { toString: 'x' } }))),
  content(
    'link-javascript',
    'a link that runs a script',
    inOwnText(mark('link', { href: 'javascript:alert(1)' })),
  ),
  content(
    'link-javascript-hidden',
    'a link that runs a script, with a line end in its scheme',
    inOwnText(mark('link', { href: ' \u0001Java\nscript:alert(1)' })),
  ),
  content(
    'link-data',
    'a link to a page within itself',
    inOwnText(mark('link--AbCd1234', { href: 'data:text/html,<script>' })),
  ),
  key('attribute-on-body', 'an attribute on the body', inOwnBody(plain('x'), 'class')),
  value('attribute-with-object', 'an attribute that is an object', onOwnParagraph('level', { x: 1 })),
  key(
    'attribute-prototype',
    'an attribute with a name that every object has',
    onOwnParagraph('__proto__', 'x'),
  ),
  limits(
    'deep-nesting',
    'a thousand quotes in each other',
    byStructs((doc, client) => ({
      structs: Array.from({ length: 1000 }, (_, depth) => ({
        ...(depth === 0
          ? { origin: lastId(bodyOf(doc, MESSAGES.own)) }
          : { parent: { client, clock: depth - 1 } }),
        content: element('blockquote'),
      })),
    })),
  ),
  limits('deep-value', 'a value of a hundred lists in each other', asTitle(plain(nested(100)))),
  limits(
    'wide-value',
    'a value of a hundred thousand parts',
    asTitle(plain(Array.from({ length: 100_000 }, () => 1))),
  ),
  meets('malformed')(
    'prototype-key',
    'a value that sets a prototype',
    asTitle({ kind: 'raw-plain', count: 1, bytes: withProtoKey() }),
  ),
  meets('content', 'bot')(
    'agent-mark',
    "a mark in an agent's own text",
    messageOf(({ cast }, client) => ({
      meta: plain(messageBy(cast.bot, { role: 'assistant' })),
      body: shared('text'),
      more: [{ parent: { client, clock: CLOCK.body }, content: mark('bold', {}) }],
    })),
  ),
]
