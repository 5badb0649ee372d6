/**
 * The model beside a real server: each step is done over the public API by whoever does it, and then both must say the
 * same of everybody and every conversation: over HTTP, over open sockets and new ones, and in every sidebar.
 * Everybody has every conversation open that the model lets them into, all the time.
 */
import { createHash } from 'node:crypto'
import * as Y from 'yjs'
import type { Sharing } from '../../shared/api.ts'
import {
  addTalk,
  bodyToMarkdown,
  changeSetting,
  conversationRoots,
  type DirectoryEntry,
  fillWithText,
  readDirectory,
  readSettings,
  readTalk,
} from '../../shared/document/index.ts'
import type { ConversationId, MessageId, PrincipalId } from '../../shared/ids.ts'
import { conversationRoom, directoryRoom, type RoomName, talkRoom } from '../../shared/rooms.ts'
import { CLOSE } from '../../shared/wire.ts'
import { ApiFailure, emailOf, PASSWORD, startBanyan, type TestBanyan, TestPerson } from '../helpers/banyan.ts'
import type { Random } from '../helpers/random.ts'
import { WirePeer } from '../helpers/wire-peer.ts'
import { type Conversation, type Level, type Person, type Reason, RightsModel, type Step } from './model.ts'

const PEOPLE: readonly Pick<Person, 'name' | 'role'>[] = [
  { name: 'Ana', role: 'admin' },
  { name: 'Adam', role: 'admin' },
  { name: 'Ben', role: 'member' },
  { name: 'Cleo', role: 'member' },
  { name: 'Dora', role: 'member' },
  { name: 'Eve', role: 'member' },
  { name: 'Finn', role: 'member' },
]
const FOUNDER = 'Ana'

/** Longer than anything takes on a busy machine: what has not come by then does not come. */
const PATIENCE_MILLISECONDS = 15_000

/** How often anything was looked at. */
export interface RightsTally {
  steps: number
  /** Steps that the server did; it refused the others, as it should. */
  done: number
  /** Pairs of somebody and a conversation whose level a step changed. */
  changed: number
  /** Levels that were compared over HTTP. */
  compared: number
  joined: number
  turnedAway: number
  written: number
  refused: number
}

export const newRightsTally = (): RightsTally => ({
  steps: 0,
  done: 0,
  changed: 0,
  compared: 0,
  joined: 0,
  turnedAway: 0,
  written: 0,
  refused: 0,
})

type Headers = Readonly<Record<string, string>>

export class RightsWorld {
  readonly model = new RightsModel(PEOPLE)
  readonly #banyan: TestBanyan
  /** For what is looked at; what happens has its own. */
  readonly #random: Random
  readonly #tally: RightsTally
  readonly #cookies = new Map<string, string>()
  readonly #tokens = new Map<string, string>()
  readonly #ids = new Map<string, string>()
  readonly #names = new Map<string, string>()
  /** Latest version of sharing that was seen. */
  readonly #versions = new Map<string, number>()
  /** What was last written, under ` in <conversation>` and ` beside <conversation>`. */
  readonly #said = new Map<string, string>()
  /** Under `<name> in <conversation>` and `<name> beside <conversation>`. */
  readonly #sessions = new Map<string, WirePeer>()
  readonly #sidebars = new Map<string, WirePeer>()
  #writes = 0

  private constructor(banyan: TestBanyan, random: Random, tally: RightsTally) {
    this.#banyan = banyan
    this.#random = random
    this.#tally = tally
  }

  static async open(random: Random, tally: RightsTally): Promise<RightsWorld> {
    const banyan = await startBanyan({
      agent: false,
      config: { clientDir: undefined, requestsPerMinute: 1_000_000 },
    })
    const world = new RightsWorld(banyan, random, tally)
    const founder = await banyan.found(FOUNDER)
    world.#met(FOUNDER, founder)
    for (const { name, role } of PEOPLE.slice(1)) {
      const { secret } = await founder.call<{ secret: string }>('POST', '/api/invitations', { role })
      world.#met(name, await TestPerson.create(banyan.url, name, { invitation: secret }))
    }
    for (const { name } of PEOPLE) await world.#openSidebar(name)
    return world
  }

  async close(): Promise<void> {
    for (const peer of [...this.#sessions.values(), ...this.#sidebars.values()]) peer.leave()
    await this.#banyan.close()
  }

  /** Does it on both sides, and throws at the first difference. */
  async take(step: Step): Promise<void> {
    const before = this.model.levels()
    const here = [...PEOPLE.map(({ name }) => name)].filter((name) => this.model.isMember(name))
    const versions = new Map(this.#versions)
    const expected = this.model.carryOut(step)
    const status = step.do === 'restart' ? await this.#restart() : await this.#ask(step, versions)
    this.#tally.steps++
    if (status < 300) this.#tally.done++
    same('the answer', status, expected)

    const after = this.model.levels()
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
      (pair) => before.get(pair) !== after.get(pair),
    )
    this.#tally.changed += changed.length
    const gone = here.filter((name) => !this.model.isMember(name))
    await this.#expectSentAway(step, changed, gone)
    await this.#letIn(after)
    await Promise.all(changed.filter((pair) => !after.has(pair)).map((pair) => this.#expectTurnedAway(pair)))
    await this.#compareOverHttp(changed)
    await this.#compareSidebars()
    await this.#writeSomewhere()
    await this.#tryAnyPair()
    for (const [pair, { closeCode }] of this.#sessions) same(`the end of ${pair}`, closeCode, undefined)
    for (const [name, { closeCode }] of this.#sidebars)
      same(`the end of ${name}'s list`, closeCode, undefined)
  }

  // --- Steps ---

  async #ask(step: Exclude<Step, { do: 'restart' }>, versions: ReadonlyMap<string, number>): Promise<number> {
    const call = async <Answer>(method: string, path: string, body?: unknown) =>
      this.#call<Answer>(this.#headers(step.by), method, path, body)
    switch (step.do) {
      case 'create conversation': {
        const made = await call<{ id: string }>('POST', '/api/conversations', { title: step.conversation })
        if (made.body !== undefined) this.#know(step.conversation, made.body.id)
        return made.status
      }
      case 'delete conversation':
        return (await call('DELETE', `/api/conversations/${this.#id(step.conversation)}`)).status
      case 'share': {
        const version = versions.get(step.conversation) ?? 1
        const shared = await call<Sharing>(
          'PUT',
          `/api/conversations/${this.#id(step.conversation)}/sharing`,
          {
            version: step.isLate ? version - 1 : version,
            sideTalk: step.sideTalk,
            changes: step.changes.map(({ subject, level }) => {
              const [kind, name = ''] = subject.split(/ (.*)/)
              if (kind === 'everybody') return { subject: { kind: 'organization' }, level }
              return { subject: { kind: kind === 'group' ? kind : 'person', id: this.#id(name) }, level }
            }),
          },
        )
        return shared.status
      }
      case 'create group': {
        const made = await call<{ id: string }>('POST', '/api/groups', { name: step.group })
        if (made.body !== undefined) this.#know(step.group, made.body.id)
        return made.status
      }
      case 'delete group':
        return (await call('DELETE', `/api/groups/${this.#id(step.group)}`)).status
      case 'change group': {
        const ids = (names: readonly string[]) => names.map((name) => this.#id(name))
        const body = { add: ids(step.add), remove: ids(step.remove) }
        return (await call('POST', `/api/groups/${this.#id(step.group)}/members`, body)).status
      }
      case 'transfer':
        return (
          await call('PUT', `/api/conversations/${this.#id(step.conversation)}/owner`, {
            to: this.#id(step.to),
          })
        ).status
      case 'hand over':
        return (
          await call('PUT', `/api/admin/conversations/${this.#id(step.conversation)}/owner`, {
            to: this.#id(step.to),
          })
        ).status
      case 'restore':
        return (await call('POST', `/api/deleted/${this.#id(step.conversation)}/restore`)).status
      case 'purge':
        return (await call('DELETE', `/api/deleted/${this.#id(step.conversation)}`)).status
      case 'suspend':
        return (await call('POST', `/api/admin/members/${this.#id(step.person)}/suspend`)).status
      case 'unsuspend': {
        const { status } = await call('POST', `/api/admin/members/${this.#id(step.person)}/unsuspend`)
        if (status < 300) await this.#signIn(step.person)
        return status
      }
      case 'change role':
        return (await call('PUT', `/api/admin/members/${this.#id(step.person)}/role`, { role: step.role }))
          .status
      case 'remove member': {
        const query = step.heir === undefined ? '' : `?conversationsTo=${this.#id(step.heir)}`
        return (await call('DELETE', `/api/members/${this.#id(step.person)}${query}`)).status
      }
      case 'come back': {
        const invited = await call<{ secret: string }>('POST', '/api/invitations', { role: 'member' })
        if (invited.body === undefined) return invited.status
        try {
          const { secret } = invited.body
          this.#met(
            step.person,
            await TestPerson.create(this.#banyan.url, step.person, { invitation: secret }),
          )
          await this.#openSidebar(step.person)
          return invited.status
        } catch (error) {
          if (error instanceof ApiFailure) return error.status
          throw error
        }
      }
      case 'create bot': {
        const made = await call<{ id: string; token: string }>('POST', '/api/bots', { name: step.bot })
        if (made.body !== undefined) {
          this.#know(step.bot, made.body.id)
          this.#tokens.set(step.bot, made.body.token)
        }
        return made.status
      }
      case 'delete bot':
        return (await call('DELETE', `/api/bots/${this.#id(step.bot)}`)).status
    }
  }

  /** Suspended, one was signed out. */
  async #signIn(name: string): Promise<void> {
    const response = await fetch(`${this.#banyan.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: this.#banyan.url },
      body: JSON.stringify({ email: emailOf(name), password: PASSWORD }),
    })
    same(`the answer to ${name}, who signs in`, response.status, 200)
    const cookie = response.headers.getSetCookie().map((line) => line.split(';')[0])
    this.#cookies.set(name, cookie.join('; '))
    await this.#openSidebar(name)
  }

  async #restart(): Promise<number> {
    await this.#banyan.restart()
    for (const [pair, session] of this.#sessions) {
      same(`the end of ${pair}`, await soon(`${pair} is sent away`, session.closed()), CLOSE.goingAway)
    }
    this.#sessions.clear()
    for (const [name, sidebar] of this.#sidebars) {
      await soon(`the list of ${name} ends`, sidebar.closed())
      await this.#openSidebar(name)
    }
    return 200
  }

  // --- Sockets ---

  /** Whoever's level changed is sent away, with the code that says what to do; nothing comes after that. */
  async #expectSentAway(step: Step, changed: readonly string[], gone: readonly string[]): Promise<void> {
    for (const pair of changed) {
      const session = this.#sessions.get(pair)
      if (session === undefined) continue
      const [name, conversation] = this.#pair(pair)
      const code = await soon(`${pair} is sent away`, session.closed())
      const right: number[] = this.model.isSomebody(name)
        ? [conversation.state === 'there' ? CLOSE.joinAgain : CLOSE.notFound]
        : // Joining again tells them.
          [CLOSE.signedOut, CLOSE.joinAgain]
      if (!right.includes(code)) {
        throw new RightsDifference(
          `${pair} was sent away with ${code} and not with ${right.join(' or ')} by '${step.do}'`,
        )
      }
      same(`bytes after the end of ${pair}`, session.wire.bytesAfterClose, 0)
      session.leave()
      this.#sessions.delete(pair)
    }
    for (const name of gone) {
      const sidebar = this.#sidebars.get(name)
      if (sidebar === undefined) continue
      same(
        `the end of ${name}'s list`,
        await soon(`the list of ${name} ends`, sidebar.closed()),
        CLOSE.signedOut,
      )
      same(`bytes after the end of ${name}'s list`, sidebar.wire.bytesAfterClose, 0)
      this.#sidebars.delete(name)
      same(
        `the answer to ${name}, who is gone`,
        await this.#joinCode(name, directoryRoom(this.#personId(name))),
        CLOSE.signedOut,
      )
      same(`${name}, who is gone`, (await this.#call(this.#headers(name), 'GET', '/api/me')).status, 401)
    }
  }

  /** Everybody whom the model lets in comes in, with that level, reads what was written, and may write or not. */
  async #letIn(levels: ReadonlyMap<string, Level>): Promise<void> {
    const missing = [...levels].filter(([pair]) => !this.#sessions.has(pair))
    await Promise.all(
      missing.map(async ([pair, level]) => {
        this.#sessions.set(pair, await this.#enter(pair, level))
      }),
    )
  }

  async #enter(pair: string, level: Level): Promise<WirePeer> {
    const [name, , room] = this.#pair(pair)
    const peer = this.#connect(name, room)
    await soon(`${pair} is let in`, peer.opened())
    const greeting = peer.messages.find(({ type }) => type === 'level')
    same(`the level of ${pair}`, greeting?.type === 'level' ? greeting.level : undefined, level)
    await soon(`${pair} is told what there is`, peer.catchUp())
    same(`what ${pair} reads`, textOf(peer), this.#said.get(placeOf(pair)))
    this.#tally.joined++
    if (level === 'view') await this.#expectRefused(pair, peer)
    return peer
  }

  async #expectRefused(pair: string, peer: WirePeer): Promise<void> {
    const answer = await soon(`${pair} is answered`, peer.ask(changeOf(peer, `${pair} may not`).update))
    same(`the write of ${pair}, who may only view`, JSON.stringify(answer), READ_ONLY)
    this.#tally.refused++
  }

  async #expectTurnedAway(pair: string): Promise<void> {
    const [name, conversation, room] = this.#pair(pair)
    // That there is side talk no bot is told.
    const mayKnow = conversation.state === 'there' && !(isAside(pair) && this.model.bots.has(name))
    const expected = !this.model.isSomebody(name)
      ? CLOSE.signedOut
      : mayKnow
        ? CLOSE.forbidden
        : CLOSE.notFound
    same(`the answer to ${pair}`, await this.#joinCode(name, room), expected)
  }

  /** The code with which somebody is turned away, who gets nothing else. */
  async #joinCode(name: string, room: string): Promise<number> {
    const peer = this.#connect(name, room)
    const code = await soon(`${name} is turned away from ${room}`, peer.closed())
    same(`frames for ${name}, who is turned away`, peer.wire.count, 0)
    same(`bytes after the end of ${name}`, peer.wire.bytesAfterClose, 0)
    peer.leave()
    this.#tally.turnedAway++
    return code
  }

  /** Somebody writes; everybody who is there reads it, and what they read is only that. */
  async #writeSomewhere(): Promise<void> {
    const writers = [...this.model.levels()].filter(([, level]) => level !== 'view')
    if (writers.length === 0) return
    const [pair] = this.#random.pick(writers)
    const writer = this.#sessions.get(pair)
    const [name] = this.#pair(pair)
    if (writer === undefined) throw new RightsDifference(`${pair} is not there`)
    const text = `text ${++this.#writes}`
    const change = changeOf(writer, text, {
      clientId: clientIdOf(pair),
      aside: isAside(pair) ? this.#personId(name) : undefined,
    })
    const answer = await soon(`${pair} is answered`, writer.ask(change.update))
    same(`the write of ${pair}`, answer.kind, 'stored')
    change.keep()
    this.#said.set(placeOf(pair), text)
    this.#tally.written++
    for (const [reader, session] of this.#sessions) {
      if (placeOf(reader) !== placeOf(pair)) continue
      await soon(
        `${reader} reads what ${pair} wrote`,
        session.when(() => textOf(session) === text),
      )
    }
  }

  /** Any pair at all, beside what is open: the same by a new connection. */
  async #tryAnyPair(): Promise<void> {
    const conversations = [...this.model.conversations.values()].slice(-12)
    if (conversations.length === 0) return
    const conversation = this.#random.pick(conversations)
    const name = this.#random.pick([...this.model.people.keys(), ...this.model.bots.keys()])
    const aside = this.#random.chance(0.5)
    const pair = `${name} ${aside ? 'beside' : 'in'} ${conversation.name}`
    const level = aside ? this.model.talkLevel(name, conversation) : this.model.level(name, conversation)
    if (level === 'none') await this.#expectTurnedAway(pair)
    else (await this.#enter(pair, level)).leave()
  }

  #connect(name: string, room: string): WirePeer {
    return new WirePeer(this.#banyan.url, room, this.#headers(name))
  }

  // --- HTTP ---

  async #compareOverHttp(changed: readonly string[]): Promise<void> {
    const there = [...this.model.conversations.values()].filter(({ state }) => state === 'there')
    await Promise.all(there.map((conversation) => this.#compareSharing(conversation)))
    const people = [...this.model.people.keys()]
    const pairs = new Set(
      changed.filter((pair) => !isAside(pair) && this.model.people.has(this.#pair(pair)[0])),
    )
    const some = [...this.model.conversations.keys()].slice(-12)
    if (some.length > 0) pairs.add(`${this.#random.pick(people)} in ${this.#random.pick(some)}`)
    await Promise.all(
      [...pairs].map(async (pair) => {
        const [name, conversation] = this.#pair(pair)
        const path = `/api/conversations/${this.#id(conversation.name)}/sharing`
        const { status, body } = await this.#call<Sharing>(this.#headers(name), 'GET', path)
        const level = this.model.level(name, conversation)
        const expected = !this.model.isMember(name) ? 401 : level === 'none' ? 404 : 200
        same(`the answer to ${pair}`, status, expected)
        same(`the level of ${pair}`, body?.yourLevel ?? 'none', level)
      }),
    )
  }

  /** What the share dialog of somebody says of everybody. */
  async #compareSharing(conversation: Conversation): Promise<void> {
    const readers = [...this.model.people.keys()].filter(
      (name) => this.model.level(name, conversation) !== 'none',
    )
    if (readers.length === 0) return
    const reader = this.#random.pick(readers)
    const path = `/api/conversations/${this.#id(conversation.name)}/sharing`
    const { status, body } = await this.#call<Sharing>(this.#headers(reader), 'GET', path)
    if (body === undefined) throw new RightsDifference(`${reader} gets ${status} for ${conversation.name}`)
    const known = this.#versions.get(conversation.name) ?? 0
    if (body.version < known) throw new RightsDifference(`the version of ${conversation.name} went back`)
    this.#versions.set(conversation.name, body.version)

    const principals = [...this.model.people.keys(), ...this.model.bots.keys()]
    const expected = principals.flatMap((name) => {
      const level = this.model.level(name, conversation)
      return level === 'none'
        ? []
        : [`${name}: ${level} by ${written(this.model.reasons(name, conversation))}`]
    })
    const actual = body.access.map(
      ({ person, level, reasons }) =>
        `${this.#names.get(person.id)}: ${level} by ${written(reasons.map((reason) => this.#reason(reason)))}`,
    )
    this.#tally.compared += principals.length
    same(`who has access to ${conversation.name}`, sorted(actual), sorted(expected))
    same(`the owner of ${conversation.name}`, this.#names.get(body.owner.id), conversation.owner)
    const grants = [
      ...(body.organization.level === 'none' ? [] : [`everybody: ${body.organization.level}`]),
      ...body.groups.map(({ id, level }) => `group ${this.#names.get(id)}: ${level}`),
      ...body.people.map(({ id, level }) => `name ${this.#names.get(id)}: ${level}`),
    ]
    const expectedGrants = [...conversation.grants].map(([subject, level]) => `${subject}: ${level}`)
    same(`who talks beside ${conversation.name}`, body.sideTalk, conversation.sideTalk)
    same(`whom ${conversation.name} is shared with`, sorted(grants), sorted(expectedGrants))
  }

  async #call<Answer>(
    headers: Headers,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: Answer | undefined }> {
    const response = await fetch(this.#banyan.url + path, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const isAnswer = response.ok && text !== ''
    return { status: response.status, body: isAnswer ? (JSON.parse(text) as Answer) : undefined }
  }

  // --- Sidebars ---

  async #openSidebar(name: string): Promise<void> {
    const sidebar = this.#connect(name, directoryRoom(this.#personId(name)))
    this.#sidebars.set(name, sidebar)
    await soon(`the list of ${name} is there`, sidebar.opened())
    await soon(`the list of ${name} is there`, sidebar.catchUp())
  }

  async #compareSidebars(): Promise<void> {
    for (const [name, sidebar] of this.#sidebars) {
      const expected = sorted(
        [...this.model.conversations.values()].flatMap((conversation) => {
          const level = this.model.level(name, conversation)
          if (level === 'none') return []
          const shared = conversation.grants.size > 0 ? 'shared' : 'not shared'
          const reasons = written(this.model.reasons(name, conversation))
          const aside = this.model.talkLevel(name, conversation) === 'none' ? 'no side talk' : 'side talk'
          return [
            `${conversation.name} of ${conversation.owner}: ${level}, ${shared}, ${aside}, by ${reasons}`,
          ]
        }),
      )
      const actual = (): string =>
        sorted(readDirectory(sidebar.doc).conversations.map((entry) => this.#entry(entry)))
      // It is told what changed, but not before the answer to the change.
      await soon(
        '',
        sidebar.when(() => actual() === expected),
      ).catch(() => same(`the list of ${name}`, actual(), expected))
    }
  }

  #entry({ title, ownerId, level, shared, sideTalk, reasons }: DirectoryEntry): string {
    const owner = this.#names.get(ownerId)
    const why = written(reasons.map((reason) => this.#reason(reason)))
    const aside = sideTalk ? 'side talk' : 'no side talk'
    return `${title} of ${owner}: ${level}, ${shared ? 'shared' : 'not shared'}, ${aside}, by ${why}`
  }

  #reason(reason: DirectoryEntry['reasons'][number]): Reason {
    const { level } = reason
    switch (reason.kind) {
      case 'owner':
        return { why: 'owner', level }
      case 'organization':
        return { why: 'everybody', level }
      case 'group':
        return { why: `group ${reason.name}`, level }
      case 'person':
        return { why: 'name', level }
    }
  }

  // --- Names ---

  #met(name: string, person: TestPerson): void {
    this.#cookies.set(name, person.cookie)
    this.#know(name, person.id)
  }

  #know(name: string, id: string): void {
    this.#ids.set(name, id)
    this.#names.set(id, name)
  }

  /** Also for what was never made, where steps were left out. */
  #id(name: string): string {
    return this.#ids.get(name) ?? `never-made-${name}`
  }

  #personId(name: string): PrincipalId {
    return this.#id(name) as PrincipalId
  }

  #headers(name: string): Headers {
    const cookie = this.#cookies.get(name)
    if (cookie !== undefined) return { cookie, origin: this.#banyan.url }
    return { authorization: `Bearer ${this.#tokens.get(name) ?? 'none'}` }
  }

  #pair(pair: string): [name: string, conversation: Conversation, room: RoomName] {
    const [name = '', , conversation = ''] = pair.split(' ')
    const found = this.model.conversations.get(conversation)
    if (found === undefined) throw new Error(`There is no ${conversation}.`)
    const id = this.#id(conversation) as ConversationId
    return [name, found, isAside(pair) ? talkRoom(id) : conversationRoom(id)]
  }
}

/** Of a pair, without who. Names have no spaces. */
const placeOf = (pair: string): string => pair.slice(pair.indexOf(' '))
const isAside = (pair: string): boolean => placeOf(pair).startsWith(' beside ')

/** The server says one thing and the model another. */
export class RightsDifference extends Error {}

const READ_ONLY = JSON.stringify({ kind: 'rejected', code: 'read-only' })

const same = (what: string, actual: unknown, expected: unknown): void => {
  if (actual === expected) return
  throw new RightsDifference(
    `${what}:\n  the server says ${String(actual)}\n  the model says  ${String(expected)}`,
  )
}

const soon = async <Value>(what: string, promise: Promise<Value>): Promise<Value> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new RightsDifference(`It never came about that ${what}.`)),
      PATIENCE_MILLISECONDS,
    )
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

const sorted = (lines: readonly string[]): string => [...lines].sort().join('; ')

const written = (reasons: readonly Reason[]): string =>
  reasons
    .map(({ why, level }) => `${why} (${level})`)
    .sort()
    .join(' and ')

/** What was written last: in a conversation under a setting, in side talk as a message. */
const textOf = ({ doc }: WirePeer): string | undefined => {
  const last = readTalk(doc).at(-1)
  return last === undefined ? readSettings(conversationRoots(doc)).systemPrompt : bodyToMarkdown(last.body)
}

/** A change of what somebody reads: not made in their copy unless it is kept. */
const changeOf = (
  peer: WirePeer,
  text: string,
  how: { readonly clientId?: number; readonly aside?: PrincipalId | undefined } = {},
) => {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(peer.doc))
  if (how.clientId !== undefined) copy.clientID = how.clientId
  const before = Y.encodeStateVector(copy)
  if (how.aside === undefined) changeSetting(copy, 'systemPrompt', text)
  else {
    const id = text.replaceAll(' ', '-') as MessageId
    addTalk(copy, { id, author: how.aside, createdAt: 1 }, fillWithText(text))
  }
  const update = Y.encodeStateAsUpdate(copy, before)
  copy.destroy()
  return { update, keep: () => Y.applyUpdate(peer.doc, update) }
}

/** Always the same for each pair: a document knows a bounded number of them for each person. */
const clientIdOf = (pair: string): number => createHash('sha256').update(pair).digest().readUInt32LE() || 1
