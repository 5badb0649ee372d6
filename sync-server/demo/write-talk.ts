/** Writes the side talk of a demo conversation, as its people would have. */
import * as Y from 'yjs'
import { addTalk } from '../../shared/document/index.ts'
import {
  type ConversationId,
  ID_BYTES,
  idFromBytes,
  type MessageId,
  type PrincipalId,
} from '../../shared/ids.ts'
import { talkRoom } from '../../shared/rooms.ts'
import type { RandomBytes } from '../access/secrets.ts'
import type { Append } from '../storage/document-store.ts'
import { createAuthors } from './authors.ts'
import { DEMO_PEOPLE } from './people.ts'
import type { DemoConversation, PersonKey, TalkLine } from './script.ts'

const MINUTE = 60_000

/** The updates that make it, oldest first; none where nothing is said. */
export const writeTalk = (options: {
  readonly id: ConversationId
  readonly talk: NonNullable<DemoConversation['talk']>
  readonly people: Readonly<Record<PersonKey, PrincipalId>>
  /** Of the conversation, by their names in the script. */
  readonly messages: ReadonlyMap<string, MessageId>
  readonly startedAt: number
  readonly randomBytes: RandomBytes
}): readonly Append[] => {
  const { id, talk, people, messages, randomBytes } = options
  const authors = createAuthors(talkRoom(id), randomBytes)
  let at = options.startedAt
  for (const line of talk) {
    at += line.after * MINUTE
    const author = people[line.who]
    const messageId = idFromBytes<MessageId>(randomBytes(ID_BYTES))
    const about = line.about === undefined ? undefined : messages.get(line.about)
    const mentioned = line.to === undefined ? [] : [people[line.to]]
    const facts = line.to === undefined ? {} : { mentions: [{ messageId, userIds: mentioned }] }
    authors.writeAs(
      author,
      at,
      (doc) => addTalk(doc, { id: messageId, author, createdAt: at, about }, spoken(line, people)),
      facts,
    )
    authors.putInOrder(messageId, at)
  }
  authors.close()
  return authors.appends
}

/** A line with whom it is said to in front, as the editor writes that. */
const spoken =
  ({ text, to }: TalkLine, people: Readonly<Record<PersonKey, PrincipalId>>) =>
  (body: Y.XmlFragment): void => {
    const paragraph = new Y.XmlElement('paragraph')
    body.insert(0, [paragraph])
    if (to === undefined) return paragraph.insert(0, [new Y.XmlText(text)])
    const mention = new Y.XmlElement('mention')
    mention.setAttribute('id', people[to])
    mention.setAttribute('label', DEMO_PEOPLE[to].name)
    paragraph.insert(0, [mention, new Y.XmlText(` ${text}`)])
  }
