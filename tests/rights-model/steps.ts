/** What might happen next: mostly what people who may do a thing do, now and then somebody who may not. */
import type { Random } from '../helpers/random.ts'
import type { RightsModel, Step, Subject } from './model.ts'

const MOST_CONVERSATIONS = 7
const MOST_GROUPS = 4
const MOST_BOTS = 3
const MOST_AWAY = 2

/** The server lets few accounts be made in a while, so that people come back at this pace and no faster. */
const STEPS_PER_COMING_BACK = 200
const COMING_BACK_AT_ONCE = 8

export class Steps {
  readonly #random: Random
  readonly #model: RightsModel
  #count = 0
  #names = 0
  #cameBack = 0

  constructor(random: Random, model: RightsModel) {
    this.#random = random
    this.#model = model
  }

  next(): Step {
    this.#count++
    const random = this.#random
    const at = random.below(1000)
    if (at < 500) return this.#share()
    if (at < 640) return this.#changeGroup()
    if (at < 710) return this.#createConversation()
    if (at < 750) return this.#deleteConversation()
    if (at < 790) return this.#restoreOrPurge()
    if (at < 840) return this.#transfer()
    if (at < 875) return this.#createGroup()
    if (at < 895) return this.#deleteGroup()
    if (at < 930) return this.#createBot()
    if (at < 945) return this.#deleteBot()
    if (at < 960) return this.#changeRole()
    if (at < 998) return this.#comeOrGo()
    return { do: 'restart', by: 'nobody' }
  }

  /** Who does it: as a rule one of those who may. */
  #by(rightful: readonly string[]): string {
    const { people } = this.#model
    if (rightful.length === 0 || this.#random.chance(0.12)) return this.#random.pick([...people.keys()])
    return this.#random.pick(rightful)
  }

  get #members(): string[] {
    return [...this.#model.people.keys()].filter((name) => this.#model.isMember(name))
  }

  get #admins(): string[] {
    return this.#members.filter((name) => this.#model.isAdmin(name))
  }

  /** One that is there, as a rule: some of those that were deleted are remembered. */
  #conversation(): string | undefined {
    const all = [...this.#model.conversations.values()]
    const there = all.filter(({ state }) => state === 'there')
    const gone = all.filter(({ state }) => state !== 'there').slice(-3)
    const from = gone.length > 0 && this.#random.chance(0.05) ? gone : there
    return from.length === 0 ? undefined : this.#random.pick(from).name
  }

  #fresh(kind: string): string {
    return `${kind}-${++this.#names}`
  }

  #share(): Step {
    const random = this.#random
    const conversation = this.#conversation()
    if (conversation === undefined) return this.#createConversation()
    const owner = this.#model.conversations.get(conversation)?.owner
    const sideTalk = random.chance(0.3) ? random.pick(['collaborators', 'everybody'] as const) : undefined
    return {
      do: 'share',
      by: this.#by(owner === undefined ? [] : [owner]),
      conversation,
      ...(sideTalk === undefined ? {} : { sideTalk }),
      // The switch by itself, too.
      changes: Array.from({ length: random.below(3) + (sideTalk === undefined ? 1 : 0) }, () => ({
        subject: this.#subject(),
        level: random.pick(['none', 'none', 'view', 'view', 'collaborate', 'collaborate'] as const),
      })),
      isLate: random.chance(0.04),
    }
  }

  #subject(): Subject {
    const random = this.#random
    const { groups, bots, people } = this.#model
    const kind = random.below(10)
    if (kind < 2) return 'everybody'
    if (kind < 5 && groups.size > 0) return `group ${random.pick([...groups.keys()])}`
    if (kind < 6 && bots.size > 0) return `name ${random.pick([...bots.keys()])}`
    // Also those who have left, and the owner.
    return `name ${random.pick([...people.keys()])}`
  }

  #changeGroup(): Step {
    const random = this.#random
    const groups = [...this.#model.groups]
    if (groups.length === 0) return this.#createGroup()
    const [group, members] = random.pick(groups)
    const others = [...this.#model.people.keys()].filter((name) => !members.has(name))
    const some = (names: readonly string[]): string[] => names.filter(() => random.chance(0.3))
    return {
      do: 'change group',
      by: this.#by(this.#admins),
      group,
      add: some(others),
      remove: some([...members]),
    }
  }

  #createConversation(): Step {
    const there = [...this.#model.conversations.values()].filter(({ state }) => state === 'there')
    if (there.length >= MOST_CONVERSATIONS) return this.#deleteConversation()
    return { do: 'create conversation', by: this.#by(this.#members), conversation: this.#fresh('talk') }
  }

  #deleteConversation(): Step {
    const conversation = this.#conversation()
    if (conversation === undefined) return this.#createConversation()
    const owner = this.#model.conversations.get(conversation)?.owner
    return { do: 'delete conversation', by: this.#by(owner === undefined ? [] : [owner]), conversation }
  }

  #createGroup(): Step {
    if (this.#model.groups.size >= MOST_GROUPS) return this.#deleteGroup()
    return { do: 'create group', by: this.#by(this.#admins), group: this.#fresh('group') }
  }

  #deleteGroup(): Step {
    const groups = [...this.#model.groups.keys()]
    if (groups.length === 0) return this.#createGroup()
    return { do: 'delete group', by: this.#by(this.#admins), group: this.#random.pick(groups) }
  }

  #createBot(): Step {
    if (this.#model.bots.size >= MOST_BOTS) return this.#deleteBot()
    return { do: 'create bot', by: this.#by(this.#members), bot: this.#fresh('bot') }
  }

  #deleteBot(): Step {
    const bots = [...this.#model.bots.values()]
    if (bots.length === 0) return this.#createBot()
    const bot = this.#random.pick(bots)
    return { do: 'delete bot', by: this.#by([bot.maker]), bot: bot.name }
  }

  #transfer(): Step {
    const random = this.#random
    const { conversations, people } = this.#model
    const to = random.pick([...people.keys()])
    // Those whose owner has left are an admin's to hand over.
    const ownerless = [...conversations.values()].filter(
      ({ owner, state }) => state === 'there' && !this.#model.belongs(owner),
    )
    if (ownerless.length > 0 || random.chance(0.1)) {
      const conversation = ownerless.length > 0 ? random.pick(ownerless).name : this.#conversation()
      if (conversation !== undefined) return { do: 'hand over', by: this.#by(this.#admins), conversation, to }
    }
    const conversation = this.#conversation()
    if (conversation === undefined) return this.#createConversation()
    const owner = conversations.get(conversation)?.owner
    return { do: 'transfer', by: this.#by(owner === undefined ? [] : [owner]), conversation, to }
  }

  #restoreOrPurge(): Step {
    const random = this.#random
    const deleted = [...this.#model.conversations.values()].filter(({ state }) => state === 'deleted')
    if (deleted.length === 0) return this.#deleteConversation()
    const { name: conversation, owner } = random.pick(deleted.slice(-4))
    return { do: random.chance(0.8) ? 'restore' : 'purge', by: this.#by([owner]), conversation }
  }

  #changeRole(): Step {
    const role = this.#random.chance(0.5) ? 'admin' : 'member'
    return { do: 'change role', by: this.#by(this.#admins), person: this.#random.pick(this.#members), role }
  }

  #comeOrGo(): Step {
    const random = this.#random
    const by = this.#by(this.#admins)
    const away = [...this.#model.people.values()].filter(({ state }) => state !== 'member')
    const mayComeBack = this.#cameBack < COMING_BACK_AT_ONCE + this.#count / STEPS_PER_COMING_BACK
    if (away.length > 0 && mayComeBack && random.chance(0.6)) {
      this.#cameBack++
      const { name: person, state } = random.pick(away)
      return { do: state === 'suspended' ? 'unsuspend' : 'come back', by, person }
    }
    // They come back slowly, and with few people there is little to share.
    if (away.length >= MOST_AWAY) return this.#share()
    const person = random.pick(this.#members)
    if (random.chance(0.5)) return { do: 'suspend', by, person }
    const heir = random.chance(0.8) ? random.pick([...this.#model.people.keys()]) : undefined
    return { do: 'remove member', by, person, heir }
  }
}
