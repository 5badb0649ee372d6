/** A real server under the names of the model: each step is done over the public API by whoever does it. */
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import { conversationRoom, type RoomName, talkRoom } from '../../shared/rooms.ts'
import { ApiFailure, emailOf, PASSWORD, startBanyan, type TestBanyan, TestPerson } from '../helpers/banyan.ts'
import { WirePeer } from '../helpers/wire-peer.ts'
import { same } from './difference.ts'
import type { Person, Step } from './model.ts'
import { conversationIn, isAside } from './pairs.ts'

type Request = readonly [method: string, path: string, body?: unknown]

interface Response<Answer> {
  readonly status: number
  /** Undefined where it is a refusal or empty. */
  readonly body: Answer | undefined
}

export class RightsServer {
  /** Latest version of each conversation's sharing that was seen. */
  readonly versions = new Map<string, number>()
  readonly #banyan: TestBanyan
  readonly #cookies = new Map<string, string>()
  readonly #tokens = new Map<string, string>()
  readonly #ids = new Map<string, string>()
  readonly #names = new Map<string, string>()

  private constructor(banyan: TestBanyan) {
    this.#banyan = banyan
  }

  /** The first one founds the organization and invites the others. */
  static async open(people: readonly Pick<Person, 'name' | 'role'>[]): Promise<RightsServer> {
    const [first, ...others] = people
    if (first === undefined) throw new Error('There is nobody.')
    const banyan = await startBanyan({
      agent: false,
      config: { clientDir: undefined, requestsPerMinute: 1_000_000 },
    })
    const server = new RightsServer(banyan)
    const founder = await banyan.found(first.name)
    server.#met(first.name, founder)
    for (const { name, role } of others) {
      const { secret } = await founder.call<{ secret: string }>('POST', '/api/invitations', { role })
      await server.#create(name, secret)
    }
    return server
  }

  close(): Promise<void> {
    return this.#banyan.close()
  }

  /** The status that it answers with. */
  async carryOut(step: Step): Promise<number> {
    if (step.do === 'restart') {
      await this.#banyan.restart()
      return 200
    }
    if (step.do === 'come back') return this.#comeBack(step)
    const { status, body } = await this.call<{ id: string; token: string }>(step.by, ...this.#request(step))
    if (status < 300 && step.do === 'unsuspend') await this.#signIn(step.person)
    if (body === undefined) return status
    if (step.do === 'create conversation') this.#know(step.conversation, body.id)
    if (step.do === 'create group') this.#know(step.group, body.id)
    if (step.do === 'create bot') {
      this.#know(step.bot, body.id)
      this.#tokens.set(step.bot, body.token)
    }
    return status
  }

  #request(step: Exclude<Step, { do: 'restart' | 'come back' }>): Request {
    switch (step.do) {
      case 'create conversation':
        return ['POST', '/api/conversations', { title: step.conversation }]
      case 'delete conversation':
        return ['DELETE', `/api/conversations/${this.#id(step.conversation)}`]
      case 'share':
        return ['PUT', this.sharingOf(step.conversation), this.#sharing(step)]
      case 'create group':
        return ['POST', '/api/groups', { name: step.group }]
      case 'delete group':
        return ['DELETE', `/api/groups/${this.#id(step.group)}`]
      case 'change group': {
        const ids = (names: readonly string[]) => names.map((name) => this.#id(name))
        return [
          'POST',
          `/api/groups/${this.#id(step.group)}/members`,
          { add: ids(step.add), remove: ids(step.remove) },
        ]
      }
      case 'transfer':
        return ['PUT', `/api/conversations/${this.#id(step.conversation)}/owner`, { to: this.#id(step.to) }]
      case 'hand over':
        return [
          'PUT',
          `/api/admin/conversations/${this.#id(step.conversation)}/owner`,
          { to: this.#id(step.to) },
        ]
      case 'restore':
        return ['POST', `/api/deleted/${this.#id(step.conversation)}/restore`]
      case 'purge':
        return ['DELETE', `/api/deleted/${this.#id(step.conversation)}`]
      case 'suspend':
      case 'unsuspend':
        return ['POST', `/api/admin/members/${this.#id(step.person)}/${step.do}`]
      case 'change role':
        return ['PUT', `/api/admin/members/${this.#id(step.person)}/role`, { role: step.role }]
      case 'remove member': {
        const query = step.heir === undefined ? '' : `?conversationsTo=${this.#id(step.heir)}`
        return ['DELETE', `/api/members/${this.#id(step.person)}${query}`]
      }
      case 'create bot':
        return ['POST', '/api/bots', { name: step.bot }]
      case 'delete bot':
        return ['DELETE', `/api/bots/${this.#id(step.bot)}`]
    }
  }

  #sharing({ conversation, changes, sideTalk, isLate }: Extract<Step, { do: 'share' }>): unknown {
    const version = this.versions.get(conversation) ?? 1
    return {
      version: isLate ? version - 1 : version,
      sideTalk,
      changes: changes.map(({ subject, level }) => {
        const [kind, name = ''] = subject.split(/ (.*)/)
        if (kind === 'everybody') return { subject: { kind: 'organization' }, level }
        return { subject: { kind: kind === 'group' ? kind : 'person', id: this.#id(name) }, level }
      }),
    }
  }

  async #comeBack({ by, person }: Extract<Step, { do: 'come back' }>): Promise<number> {
    const { status, body } = await this.call<{ secret: string }>(by, 'POST', '/api/invitations', {
      role: 'member',
    })
    if (body === undefined) return status
    try {
      await this.#create(person, body.secret)
      return status
    } catch (error) {
      if (error instanceof ApiFailure) return error.status
      throw error
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
  }

  async call<Answer>(by: string, method: string, path: string, body?: unknown): Promise<Response<Answer>> {
    const response = await fetch(this.#banyan.url + path, {
      method,
      headers: {
        ...this.#headers(by),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const isAnswer = response.ok && text !== ''
    return { status: response.status, body: isAnswer ? (JSON.parse(text) as Answer) : undefined }
  }

  connect(name: string, room: RoomName): WirePeer {
    return new WirePeer(this.#banyan.url, room, this.#headers(name))
  }

  roomOf(pair: string): RoomName {
    const id = this.#id(conversationIn(pair)) as ConversationId
    return isAside(pair) ? talkRoom(id) : conversationRoom(id)
  }

  sharingOf(conversation: string): string {
    return `/api/conversations/${this.#id(conversation)}/sharing`
  }

  personId(name: string): PrincipalId {
    return this.#id(name) as PrincipalId
  }

  nameOf(id: string): string | undefined {
    return this.#names.get(id)
  }

  async #create(name: string, invitation: string): Promise<void> {
    this.#met(name, await TestPerson.create(this.#banyan.url, name, { invitation }))
  }

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

  #headers(name: string): Record<string, string> {
    const cookie = this.#cookies.get(name)
    if (cookie !== undefined) return { cookie, origin: this.#banyan.url }
    return { authorization: `Bearer ${this.#tokens.get(name) ?? 'none'}` }
  }
}
