/** Writing in somebody else's name. */
import * as Y from 'yjs'
import {
  addBranch,
  addMessage,
  addReply,
  addRun,
  conversationRoots,
  fillWithText,
  MESSAGE_KEY,
  noteDeletion,
  noteEdit,
  ROOT,
  RUN_KEY,
} from '../../shared/document/index.ts'
import type { MessageId } from '../../shared/ids.ts'
import { type Attack, byChange, byStructs, changeOf, meets, replica } from './attack.ts'
import { craft } from './craft.ts'
import { branchBy, messageBy, plain, runBy } from './hostile-entry.ts'
import { paragraph } from './own-message.ts'
import { bodyOf, entryOf, itemOf, MESSAGES, RUN, replyOf, type Scene } from './scene.ts'

const clientOf = (doc: Y.Doc, messageId: string): number => itemOf(entryOf(doc, messageId)).id.client

/** The next struct of a client that is not the attacker's, at the end of a text. */
const continueAs = (scene: Scene, messageId: string): Uint8Array => {
  const doc = replica(scene)
  const client = clientOf(doc, messageId)
  return craft([
    {
      client,
      clock: Y.getState(doc.store, client),
      structs: [
        {
          parent: itemOf(bodyOf(doc, MESSAGES.own)).id,
          content: paragraph,
        },
      ],
    },
  ])
}

const author = meets('author')
const botsRole = meets('role', 'bot')
const ownersKey = meets('key', 'owner')
const key = meets('key')
const botsKey = meets('key', 'bot')
const value = meets('value')
const forged = meets('forged-client')
const botsBody = meets('body', 'bot')

export const IDENTITY: readonly Attack[] = [
  author(
    'author-person',
    "a message in another person's name",
    byChange((doc, { cast }) => addMessage(doc, messageBy(cast.owner), fillWithText('I agree'))),
  ),
  author(
    'author-agent',
    "a person's message in the agent's name",
    byChange((doc, { cast }) => addMessage(doc, messageBy(cast.agent), fillWithText('Pay now'))),
  ),
  meets('author', 'bot')(
    'author-other-agent',
    "an agent's message in another agent's name",
    byChange((doc, { cast }) => {
      addReply(doc, messageBy(cast.agent, { role: 'assistant' }), 'Trust me')
    }),
  ),
  meets('role')(
    'role-assistant',
    "a person's message as the assistant",
    byChange((doc, { cast }) => {
      addReply(doc, messageBy(cast.collaborator, { role: 'assistant' }), 'As an assistant')
    }),
  ),
  meets('role', 'owner')(
    'role-tool',
    "a person's message as a tool's result",
    byChange((doc, { cast }) => {
      addReply(doc, messageBy(cast.owner, { role: 'tool' }), '42')
    }),
  ),
  botsRole(
    'role-user-by-bot',
    "an agent's message as a person's",
    byChange((doc, { cast }) => addMessage(doc, messageBy(cast.bot), fillWithText('I am human'))),
  ),
  author(
    'branch-author',
    "a branch in another person's name",
    byChange((doc, { cast }) => {
      addBranch(doc, branchBy(cast.owner, { forkFrom: MESSAGES.owners }))
    }),
  ),
  botsRole(
    'branch-by-bot',
    'a branch made by an agent',
    byChange((doc, { cast }) => {
      addBranch(doc, branchBy(cast.bot))
    }),
  ),
  author(
    'run-requester',
    "a run in another person's name",
    byChange((doc, { cast }) => addRun(doc, runBy(cast.owner, cast.agent))),
  ),
  botsRole(
    'run-by-bot',
    'a run asked for by an agent',
    byChange((doc, { cast }) => addRun(doc, runBy(cast.bot, cast.agent))),
  ),
  ownersKey(
    'run-status-by-person',
    "a run's status set by a person",
    byChange((doc) => entryOf(doc, RUN).set(RUN_KEY.status, 'done')),
  ),
  key(
    'run-usage-by-person',
    "a run's usage set by a person",
    byChange((doc) => entryOf(doc, RUN).set(RUN_KEY.usage, { outputTokens: 0 })),
  ),
  ownersKey(
    'run-answered-by-another-says-a-person',
    "somebody's question passed over as if it had been asked before",
    byChange((doc) => entryOf(doc, RUN).set(RUN_KEY.answeredBy, RUN)),
  ),
  botsKey(
    'run-answered-by-another-says-an-agent',
    "somebody's question passed over by an agent",
    byChange((doc) => entryOf(doc, RUN).set(RUN_KEY.answeredBy, RUN)),
  ),
  botsKey(
    'run-status-by-other-agent',
    "a run's status set by an agent that was not asked",
    byChange((doc) => entryOf(doc, RUN).set(RUN_KEY.status, 'failed')),
  ),
  meets('reference', 'bot')(
    'run-stolen-by-other-agent',
    'a reply in the run of another agent',
    byChange((doc, { cast }) => {
      addReply(doc, messageBy(cast.bot, { role: 'assistant', runId: RUN }), 'Mine')
    }),
  ),
  value(
    'run-id-by-person',
    "a person's message that claims a run",
    byChange((doc, { cast }) =>
      addMessage(doc, messageBy(cast.collaborator, { runId: RUN }), fillWithText('x')),
    ),
  ),
  author(
    'cancel-in-another-name',
    "stopping a run in another person's name",
    byChange((doc, { cast }) => entryOf(doc, RUN).set(RUN_KEY.cancel, { by: cast.owner })),
  ),
  author(
    'sent-in-another-name',
    "sending a draft in another person's name",
    byChange((doc, { cast }) => entryOf(doc, MESSAGES.draft).set(MESSAGE_KEY.sent, { by: cast.owner })),
  ),
  botsKey(
    'sent-by-bot',
    "an agent sends a person's draft",
    byChange((doc, { cast }) => entryOf(doc, MESSAGES.draft).set(MESSAGE_KEY.sent, { by: cast.bot })),
  ),
  author(
    'deleted-in-another-name',
    "deleting one's own message in another person's name",
    byChange((doc, { cast }) => entryOf(doc, MESSAGES.own).set(MESSAGE_KEY.deleted, { by: cast.owner })),
  ),
  value(
    'signature-with-more',
    'a signature that carries something else',
    byChange((doc, { cast }) => entryOf(doc, RUN).set(RUN_KEY.cancel, { by: cast.collaborator, note: 'x' })),
  ),
  key(
    'reaction-in-another-name',
    "a reaction in another person's name",
    byChange((doc, { cast }) => {
      const reactions = new Y.Map<unknown>()
      reactions.set(cast.owner, '👍')
      entryOf(doc, MESSAGES.reply).set(MESSAGE_KEY.reactions, reactions)
    }),
  ),
  forged('client-of-person', "going on under another person's client id", (scene) => ({
    hostile: [continueAs(scene, MESSAGES.owners)],
  })),
  meets('forged-client', 'owner')('client-of-agent', "going on under the agent's client id", (scene) => ({
    hostile: [continueAs(scene, MESSAGES.reply)],
  })),
  forged('client-of-server', "going on under the server's client id", (scene) => {
    const doc = replica(scene)
    const { client } = serverItem(doc).id
    return {
      hostile: [
        craft([
          {
            client,
            clock: Y.getState(doc.store, client),
            structs: [{ parent: 'settings', key: 'title', content: plain('Mine') }],
          },
        ]),
      ],
    }
  }),
  forged('client-among-own', "one struct of another person's client among one's own", (scene) => {
    const doc = replica(scene)
    const theirs = clientOf(doc, MESSAGES.owners)
    const parent = itemOf(bodyOf(doc, MESSAGES.own)).id
    const structs = [{ parent, content: paragraph }]
    return {
      hostile: [
        craft([
          { client: scene.newClient(), clock: 0, structs },
          { client: theirs, clock: Y.getState(doc.store, theirs), structs },
        ]),
      ],
    }
  }),
  author(
    'replayed-from-another-document',
    'what another person wrote in another conversation',
    ({ cast, newClient }) => {
      const elsewhere = new Y.Doc()
      elsewhere.clientID = newClient()
      return {
        hostile: [
          changeOf(elsewhere, (doc) =>
            addMessage(doc, messageBy(cast.owner, { parentId: null }), fillWithText('Only for Cy')),
          ),
        ],
      }
    },
  ),
  ownersKey(
    'order-by-peer',
    "putting messages in an order of one's own",
    byChange((doc) => conversationRoots(doc).order.push([[MESSAGES.own, 0]])),
  ),
  ownersKey(
    'edit-noted-by-peer',
    'a note that somebody else edited a message',
    byChange((doc, { cast }) =>
      noteEdit(doc, MESSAGES.own as MessageId, { by: cast.collaborator, at: 1 }, 0),
    ),
  ),
  key(
    'deletion-noted-by-peer',
    'a note that somebody else deleted a message',
    byChange((doc, { cast }) => noteDeletion(doc, MESSAGES.owners as MessageId, { by: cast.owner, at: 1 })),
  ),
  key(
    'note-as-list',
    'an item of a list where the server keeps its notes',
    byStructs(() => ({
      structs: [{ parent: ROOT.provenance, content: plain('edited/msg-own/olga') }],
    })),
  ),
  ownersKey(
    'schema-by-peer',
    'another schema version',
    byChange((doc) => conversationRoots(doc).settings.set('schema', 99)),
  ),
  botsBody(
    'reply-edited-by-other-agent',
    "writing on in another agent's reply",
    byChange((doc) => replyOf(doc, MESSAGES.reply).insert(0, 'Not ')),
  ),
  botsBody(
    'message-edited-by-agent',
    "an agent writes in a person's message",
    byStructs((doc) => ({
      structs: [
        {
          parent: itemOf(bodyOf(doc, MESSAGES.owners)).id,
          content: paragraph,
        },
      ],
    })),
  ),
]

const serverItem = (doc: Y.Doc): Y.Item => {
  const item = conversationRoots(doc).settings._map.get('schema')
  if (item === undefined) throw new Error('The scene was not seeded.')
  return item
}
