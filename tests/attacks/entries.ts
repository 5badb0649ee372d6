/** Making messages that are not whole, or of parts that stand twice or are none. */
import * as Y from 'yjs'
import { conversationRoots } from '../../shared/document/index.ts'
import { type Attack, byChange, meets } from './attack.ts'
import { amongMessages, CLOCK, facts, messageBy, messageOf, plain, shared } from './hostile-entry.ts'

const fragment = shared('fragment')

const incomplete = meets('incomplete')
const immutable = meets('immutable')
const content = meets('content')

export const ENTRIES: readonly Attack[] = [
  incomplete(
    'message-in-two-steps',
    'a message whose facts come later',
    messageOf(() => ({ body: fragment })),
  ),
  incomplete(
    'message-without-text',
    'a message without a text',
    messageOf((scene) => ({ meta: facts(scene) })),
  ),
  incomplete(
    'message-of-nothing',
    'an empty map among the messages',
    byChange((doc) => conversationRoots(doc).messages.push([new Y.Map()])),
  ),
  incomplete(
    'created-then-stripped',
    'a message whose facts are deleted as it is made',
    messageOf((scene) => ({ meta: facts(scene), body: fragment, deletes: [CLOCK.meta, 1] })),
  ),
  meets('delete')(
    'created-then-deleted',
    'a message that is deleted as it is made',
    messageOf((scene) => ({ meta: facts(scene), body: fragment, deletes: [CLOCK.entry, 3] })),
  ),
  immutable(
    'meta-twice',
    'facts twice, of which the second count',
    messageOf((scene, client) => ({
      meta: facts(scene),
      body: fragment,
      more: [{ origin: { client, clock: CLOCK.meta }, content: facts(scene, { author: scene.cast.owner }) }],
    })),
  ),
  immutable(
    'body-twice',
    'a text twice',
    messageOf((scene, client) => ({
      meta: facts(scene),
      body: fragment,
      more: [{ origin: { client, clock: CLOCK.body }, content: fragment }],
    })),
  ),
  meets('value')(
    'meta-of-two-values',
    'two values in the place of the facts',
    messageOf(({ cast }) => ({
      meta: plain(messageBy(cast.collaborator), messageBy(cast.owner)),
      body: fragment,
    })),
  ),
  content(
    'entry-of-holes',
    'a hole among the messages',
    amongMessages(() => ({ kind: 'deleted', length: 3 })),
  ),
  content('entry-of-plain-values', 'a plain value among the messages', amongMessages(facts)),
  content(
    'entry-of-another-type',
    'a text among the messages',
    amongMessages(() => shared('text')),
  ),
  content(
    'wrong-body-for-person',
    "a person's message with an agent's kind of text",
    messageOf((scene) => ({ meta: facts(scene), body: shared('text') })),
  ),
  meets('content', 'bot')(
    'wrong-body-for-agent',
    "an agent's message with a person's kind of text",
    messageOf(({ cast }) => ({ meta: plain(messageBy(cast.bot, { role: 'assistant' })), body: fragment })),
  ),
]
