/** What the share dialog says, over HTTP. */
import type { Sharing } from '../../shared/api.ts'
import type { Random } from '../helpers/random.ts'
import { inWords, RightsDifference, same, serversInWords, sorted } from './difference.ts'
import type { Conversation, RightsModel } from './model.ts'
import { conversationIn, isAside, nameIn } from './pairs.ts'
import type { RightsServer } from './server.ts'
import type { RightsTally } from './tally.ts'

export class Dialogs {
  readonly #model: RightsModel
  readonly #server: RightsServer
  readonly #random: Random
  readonly #tally: RightsTally

  constructor(model: RightsModel, server: RightsServer, random: Random, tally: RightsTally) {
    this.#model = model
    this.#server = server
    this.#random = random
    this.#tally = tally
  }

  /** What somebody is told of everybody, and everybody whose level changed of themselves. */
  async compare(changed: readonly string[]): Promise<void> {
    const there = [...this.#model.conversations.values()].filter(({ state }) => state === 'there')
    await Promise.all(there.map((conversation) => this.#compareAll(conversation)))
    const people = [...this.#model.people.keys()]
    const pairs = new Set(changed.filter((pair) => !isAside(pair) && this.#model.people.has(nameIn(pair))))
    const some = [...this.#model.conversations.keys()].slice(-12)
    if (some.length > 0) pairs.add(`${this.#random.pick(people)} in ${this.#random.pick(some)}`)
    await Promise.all([...pairs].map((pair) => this.#compareOwn(pair)))
  }

  async #compareOwn(pair: string): Promise<void> {
    const name = nameIn(pair)
    const conversation = this.#model.conversation(conversationIn(pair))
    const { status, body } = await this.#ask(name, conversation)
    const level = this.#model.level(name, conversation)
    const expected = !this.#model.isMember(name) ? 401 : level === 'none' ? 404 : 200
    same(`the answer to ${pair}`, status, expected)
    same(`the level of ${pair}`, body?.yourLevel ?? 'none', level)
  }

  async #compareAll(conversation: Conversation): Promise<void> {
    const readers = [...this.#model.people.keys()].filter(
      (name) => this.#model.level(name, conversation) !== 'none',
    )
    if (readers.length === 0) return
    const reader = this.#random.pick(readers)
    const { status, body } = await this.#ask(reader, conversation)
    if (body === undefined) throw new RightsDifference(`${reader} gets ${status} for ${conversation.name}`)
    const { versions } = this.#server
    const known = versions.get(conversation.name) ?? 0
    if (body.version < known) throw new RightsDifference(`the version of ${conversation.name} went back`)
    versions.set(conversation.name, body.version)
    this.#compareAccess(conversation, body)
    this.#compareGrants(conversation, body)
    same(`the owner of ${conversation.name}`, this.#server.nameOf(body.owner.id), conversation.owner)
    same(`who talks beside ${conversation.name}`, body.sideTalk, conversation.sideTalk)
  }

  #compareAccess(conversation: Conversation, { access }: Sharing): void {
    const principals = [...this.#model.people.keys(), ...this.#model.bots.keys()]
    const expected = principals.flatMap((name) => {
      const level = this.#model.level(name, conversation)
      return level === 'none'
        ? []
        : [`${name}: ${level} by ${inWords(this.#model.reasons(name, conversation))}`]
    })
    const actual = access.map(
      ({ person, level, reasons }) =>
        `${this.#server.nameOf(person.id)}: ${level} by ${serversInWords(reasons)}`,
    )
    this.#tally.compared += principals.length
    same(`who has access to ${conversation.name}`, sorted(actual), sorted(expected))
  }

  #compareGrants(conversation: Conversation, { organization, groups, people }: Sharing): void {
    const actual = [
      ...(organization.level === 'none' ? [] : [`everybody: ${organization.level}`]),
      ...groups.map(({ id, level }) => `group ${this.#server.nameOf(id)}: ${level}`),
      ...people.map(({ id, level }) => `name ${this.#server.nameOf(id)}: ${level}`),
    ]
    const expected = [...conversation.grants].map(([subject, level]) => `${subject}: ${level}`)
    same(`whom ${conversation.name} is shared with`, sorted(actual), sorted(expected))
  }

  #ask(name: string, { name: conversation }: Conversation) {
    return this.#server.call<Sharing>(name, 'GET', this.#server.sharingOf(conversation))
  }
}
