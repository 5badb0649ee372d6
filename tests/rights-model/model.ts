/**
 * Who may do what, written from the design and not from the server: names instead of ids, none of its code. The level
 * is the highest of what ownership and grants give; a command answers with the status that HTTP has for it.
 */

export type GrantLevel = 'view' | 'collaborate'
export type Level = 'none' | GrantLevel | 'owner'
const RANK: readonly Level[] = ['none', 'view', 'collaborate', 'owner']

/** Of those who can open a conversation, who may take part in its side talk. */
export type SideTalk = 'collaborators' | 'everybody'

/** Whom a grant is for: everybody in the organization, `group <name>`, or `name <of a person or a bot>`. */
export type Subject = 'everybody' | `group ${string}` | `name ${string}`

export interface Reason {
  readonly why: 'owner' | 'everybody' | 'name' | `group ${string}`
  readonly level: Level
}

export interface Person {
  readonly name: string
  role: 'admin' | 'member'
  /** Only a member may do anything at all. Whoever is suspended keeps what is theirs for when that ends. */
  state: 'member' | 'suspended' | 'removed'
}

export interface Bot {
  readonly name: string
  readonly maker: string
}

export interface Conversation {
  readonly name: string
  owner: string
  /** What is deleted can be restored, what is gone not. */
  state: 'there' | 'deleted' | 'gone'
  readonly grants: Map<Subject, GrantLevel>
  sideTalk: SideTalk
}

/** What somebody asks the server to do, whether or not they may. */
export type Step =
  | { readonly do: 'create conversation'; readonly by: string; readonly conversation: string }
  | { readonly do: 'delete conversation'; readonly by: string; readonly conversation: string }
  | {
      readonly do: 'share'
      readonly by: string
      readonly conversation: string
      readonly changes: readonly { readonly subject: Subject; readonly level: 'none' | GrantLevel }[]
      readonly sideTalk?: SideTalk
      /** On a version of the dialog that is not the latest. */
      readonly isLate: boolean
    }
  | { readonly do: 'create group'; readonly by: string; readonly group: string }
  | { readonly do: 'delete group'; readonly by: string; readonly group: string }
  | {
      readonly do: 'change group'
      readonly by: string
      readonly group: string
      readonly add: readonly string[]
      readonly remove: readonly string[]
    }
  | { readonly do: 'transfer'; readonly by: string; readonly conversation: string; readonly to: string }
  /** By an admin, where the owner has left. */
  | { readonly do: 'hand over'; readonly by: string; readonly conversation: string; readonly to: string }
  | { readonly do: 'restore' | 'purge'; readonly by: string; readonly conversation: string }
  | { readonly do: 'suspend' | 'unsuspend'; readonly by: string; readonly person: string }
  | {
      readonly do: 'change role'
      readonly by: string
      readonly person: string
      readonly role: Person['role']
    }
  | {
      readonly do: 'remove member'
      readonly by: string
      readonly person: string
      /** Who is to own what they share. */
      readonly heir: string | undefined
    }
  /** With an invitation by somebody. */
  | { readonly do: 'come back'; readonly by: string; readonly person: string }
  | { readonly do: 'create bot'; readonly by: string; readonly bot: string }
  | { readonly do: 'delete bot'; readonly by: string; readonly bot: string }
  /** The server, with everybody gone from it for a moment. */
  | { readonly do: 'restart'; readonly by: string }

const OK = { done: 200, created: 201, gone: 204 } as const

export class RightsModel {
  readonly people = new Map<string, Person>()
  readonly bots = new Map<string, Bot>()
  /** Who is in them. */
  readonly groups = new Map<string, Set<string>>()
  readonly conversations = new Map<string, Conversation>()

  constructor(people: readonly { readonly name: string; readonly role: Person['role'] }[]) {
    for (const person of people) this.people.set(person.name, { ...person, state: 'member' })
  }

  conversation(name: string): Conversation {
    const found = this.conversations.get(name)
    if (found === undefined) throw new Error(`There is no ${name}.`)
    return found
  }

  isMember(name: string): boolean {
    return this.people.get(name)?.state === 'member'
  }

  isAdmin(name: string): boolean {
    return this.isMember(name) && this.people.get(name)?.role === 'admin'
  }

  /** A member, or one who is suspended. */
  belongs(name: string): boolean {
    const state = this.people.get(name)?.state
    return state === 'member' || state === 'suspended'
  }

  /** Whoever can be at the other end of a connection: members, and their bots that were not deleted. */
  isSomebody(name: string): boolean {
    const bot = this.bots.get(name)
    return this.isMember(bot === undefined ? name : bot.maker)
  }

  reasons(name: string, conversation: Conversation): readonly Reason[] {
    if (conversation.state !== 'there' || !this.isSomebody(name)) return []
    const reasons: Reason[] = conversation.owner === name ? [{ why: 'owner', level: 'owner' }] : []
    for (const [subject, level] of conversation.grants) {
      if (subject === `name ${name}`) reasons.push({ why: 'name', level })
      // Sharing with many means people: a bot comes in by its own name only.
      else if (this.bots.has(name)) continue
      else if (subject === 'everybody') reasons.push({ why: 'everybody', level })
      else if (subject.startsWith('group ') && this.groups.get(subject.slice('group '.length))?.has(name)) {
        reasons.push({ why: subject as Reason['why'], level })
      }
    }
    return reasons
  }

  level(name: string, conversation: Conversation): Level {
    return this.reasons(name, conversation).reduce<Level>(
      (best, { level }) => (RANK.indexOf(level) > RANK.indexOf(best) ? level : best),
      'none',
    )
  }

  /** In the side talk people take part or do not; bots never do. */
  talkLevel(name: string, conversation: Conversation): Level {
    if (this.bots.has(name)) return 'none'
    const level = this.level(name, conversation)
    if (level !== 'view') return level
    return conversation.sideTalk === 'everybody' ? 'collaborate' : 'none'
  }

  /**
   * Everybody's level everywhere, under `<name> in <conversation>`, and in its side talk under `<name> beside
   * <conversation>`; who has none is left out.
   */
  levels(): Map<string, Level> {
    const levels = new Map<string, Level>()
    for (const conversation of this.conversations.values()) {
      for (const name of [...this.people.keys(), ...this.bots.keys()]) {
        const level = this.level(name, conversation)
        if (level !== 'none') levels.set(`${name} in ${conversation.name}`, level)
        const talkLevel = this.talkLevel(name, conversation)
        if (talkLevel !== 'none') levels.set(`${name} beside ${conversation.name}`, talkLevel)
      }
    }
    return levels
  }

  /** Does what may be done of it; the status that the server should answer with. */
  carryOut(step: Step): number {
    if (step.do === 'restart') return OK.done
    if (!this.isMember(step.by)) return 401
    switch (step.do) {
      case 'create conversation':
        this.conversations.set(step.conversation, {
          name: step.conversation,
          owner: step.by,
          state: 'there',
          grants: new Map(),
          sideTalk: 'collaborators',
        })
        return OK.created
      case 'delete conversation': {
        const found = this.#ownedBy(step.by, step.conversation)
        if (typeof found === 'number') return found
        found.state = 'deleted'
        return OK.gone
      }
      case 'share':
        return this.#share(step)
      case 'create group':
        if (!this.isAdmin(step.by)) return 403
        this.groups.set(step.group, new Set())
        return OK.created
      case 'delete group':
        if (!this.isAdmin(step.by)) return 403
        if (!this.groups.delete(step.group)) return 404
        this.#takeBack(`group ${step.group}`)
        return OK.gone
      case 'change group':
        return this.#changeGroup(step)
      case 'transfer': {
        const found = this.#ownedBy(step.by, step.conversation)
        if (typeof found === 'number') return found
        if (step.to === step.by) return OK.gone
        if (this.people.get(step.to)?.state !== 'member') return 422
        this.#giveTo(found, step.to)
        found.grants.set(`name ${step.by}`, 'collaborate')
        return OK.gone
      }
      case 'restore':
      case 'purge': {
        const found = this.conversations.get(step.conversation)
        if (found?.state !== 'deleted' || found.owner !== step.by) return 404
        found.state = step.do === 'restore' ? 'there' : 'gone'
        return OK.gone
      }
      case 'suspend':
      case 'unsuspend': {
        if (!this.isAdmin(step.by)) return 403
        const person = this.people.get(step.person)
        if (person === undefined || !this.belongs(step.person)) return 404
        if (step.do === 'suspend' && step.person === step.by) return 409
        person.state = step.do === 'suspend' ? 'suspended' : 'member'
        return OK.done
      }
      case 'change role': {
        if (!this.isAdmin(step.by)) return 403
        const person = this.people.get(step.person)
        if (person === undefined || !this.belongs(step.person)) return 404
        if (step.role !== 'admin' && this.#isLastAdmin(step.person)) return 409
        person.role = step.role
        return OK.done
      }
      case 'remove member':
        return this.#removeMember(step)
      case 'hand over':
        return this.#handOver(step)
      case 'come back': {
        if (!this.isAdmin(step.by)) return 403
        const person = this.people.get(step.person)
        if (person === undefined || this.belongs(step.person)) return 409
        person.state = 'member'
        // As the invitation says.
        person.role = 'member'
        return OK.created
      }
      case 'create bot':
        this.bots.set(step.bot, { name: step.bot, maker: step.by })
        return OK.created
      case 'delete bot': {
        const bot = this.bots.get(step.bot)
        if (bot === undefined) return 404
        if (bot.maker !== step.by && !this.isAdmin(step.by)) return 403
        this.#deleteBot(step.bot)
        return OK.gone
      }
    }
  }

  /** 404 for what one may not know exists, 403 for what one may see but not do. */
  #ownedBy(name: string, conversation: string): Conversation | 403 | 404 {
    const found = this.conversations.get(conversation)
    const level = found === undefined ? 'none' : this.level(name, found)
    if (found === undefined || level === 'none') return 404
    return level === 'owner' ? found : 403
  }

  #share({ by, conversation, changes, isLate, sideTalk }: Extract<Step, { do: 'share' }>): number {
    const found = this.#ownedBy(by, conversation)
    if (typeof found === 'number') return found
    if (isLate) return 409
    const cannot = changes.some(
      ({ subject, level }) => level !== 'none' && !this.#canBeGranted(subject, found),
    )
    if (cannot) return 422
    for (const { subject, level } of changes) {
      if (level === 'none') found.grants.delete(subject)
      else found.grants.set(subject, level)
    }
    if (sideTalk !== undefined) found.sideTalk = sideTalk
    return OK.done
  }

  #canBeGranted(subject: Subject, conversation: Conversation): boolean {
    if (subject === 'everybody') return true
    if (subject.startsWith('group ')) return this.groups.has(subject.slice('group '.length))
    const name = subject.slice('name '.length)
    return name !== conversation.owner && (this.belongs(name) || this.bots.has(name))
  }

  #changeGroup({ by, group, add, remove }: Extract<Step, { do: 'change group' }>): number {
    if (!this.isAdmin(by)) return 403
    const members = this.groups.get(group)
    if (members === undefined) return 404
    if (add.some((name) => !this.belongs(name) || remove.includes(name))) return 422
    for (const name of add) members.add(name)
    for (const name of remove) members.delete(name)
    return OK.done
  }

  /** Grants, groups and bots go with somebody, and to somebody else goes what they share; the rest stays theirs. */
  #removeMember({ by, person: name, heir }: Extract<Step, { do: 'remove member' }>): number {
    if (!this.isAdmin(by)) return 403
    const person = this.people.get(name)
    if (person === undefined || !this.belongs(name)) return 404
    if (this.#isLastAdmin(name)) return 409
    const left = [...this.conversations.values()].filter(
      (one) => one.owner === name && one.state === 'there' && this.#isShared(one),
    )
    if (left.length > 0) {
      if (heir === undefined) return 409
      if (!this.#mayInherit(heir, name, by, left)) return 422
      for (const conversation of left) this.#giveTo(conversation, heir)
    }
    person.state = 'removed'
    for (const members of this.groups.values()) members.delete(name)
    for (const bot of [...this.bots.values()]) if (bot.maker === name) this.#deleteBot(bot.name)
    this.#takeBack(`name ${name}`)
    return OK.gone
  }

  #handOver({ by, conversation, to }: Extract<Step, { do: 'hand over' }>): number {
    if (!this.isAdmin(by)) return 403
    const found = this.conversations.get(conversation)
    if (found?.state !== 'there') return 404
    if (this.belongs(found.owner) || !this.#isShared(found)) return 409
    if (!this.#mayInherit(to, found.owner, by, [found])) return 422
    this.#giveTo(found, to)
    return OK.done
  }

  /** With anybody but its owner's own bots. */
  #isShared({ owner, grants }: Conversation): boolean {
    return [...grants.keys()].some((subject) => {
      const name = subject.startsWith('name ') ? subject.slice('name '.length) : undefined
      return name === undefined || this.bots.get(name)?.maker !== owner
    })
  }

  /** No admin takes for themselves what was not shared with them. */
  #mayInherit(heir: string, from: string, by: string, conversations: readonly Conversation[]): boolean {
    if (!this.isMember(heir) || heir === from) return false
    return heir !== by || conversations.every((one) => this.level(heir, one) !== 'none')
  }

  #giveTo(conversation: Conversation, name: string): void {
    conversation.owner = name
    conversation.grants.delete(`name ${name}`)
  }

  #isLastAdmin(name: string): boolean {
    return this.isAdmin(name) && [...this.people.keys()].filter((one) => this.isAdmin(one)).length === 1
  }

  #deleteBot(name: string): void {
    this.bots.delete(name)
    this.#takeBack(`name ${name}`)
  }

  #takeBack(subject: Subject): void {
    for (const { grants } of this.conversations.values()) grants.delete(subject)
  }
}
