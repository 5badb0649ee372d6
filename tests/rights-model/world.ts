/**
 * The model beside a real server: each step is taken on both sides, and then both must say the same of everybody and
 * every conversation: over HTTP, over open sockets and new ones, and in every sidebar.
 */
import { directoryRoom } from '../../shared/rooms.ts'
import { CLOSE } from '../../shared/wire.ts'
import type { Random } from '../helpers/random.ts'
import { Dialogs } from './dialogs.ts'
import { same } from './difference.ts'
import { type Person, RightsModel, type Step } from './model.ts'
import { RightsServer } from './server.ts'
import { Sessions } from './sessions.ts'
import { Sidebars } from './sidebars.ts'
import type { RightsTally } from './tally.ts'

/** The first one founds the organization. */
const PEOPLE: readonly Pick<Person, 'name' | 'role'>[] = [
  { name: 'Ana', role: 'admin' },
  { name: 'Adam', role: 'admin' },
  { name: 'Ben', role: 'member' },
  { name: 'Cleo', role: 'member' },
  { name: 'Dora', role: 'member' },
  { name: 'Eve', role: 'member' },
  { name: 'Finn', role: 'member' },
]

export class RightsWorld {
  readonly model = new RightsModel(PEOPLE)
  readonly #server: RightsServer
  readonly #tally: RightsTally
  readonly #sessions: Sessions
  readonly #sidebars: Sidebars
  readonly #dialogs: Dialogs

  /** The random numbers are for what is looked at; what happens has its own. */
  private constructor(server: RightsServer, random: Random, tally: RightsTally) {
    this.#server = server
    this.#tally = tally
    this.#sessions = new Sessions(this.model, server, random, tally)
    this.#sidebars = new Sidebars(this.model, server)
    this.#dialogs = new Dialogs(this.model, server, random, tally)
  }

  static async open(random: Random, tally: RightsTally): Promise<RightsWorld> {
    const world = new RightsWorld(await RightsServer.open(PEOPLE), random, tally)
    for (const { name } of PEOPLE) await world.#sidebars.open(name)
    return world
  }

  async close(): Promise<void> {
    this.#sessions.leave()
    this.#sidebars.leave()
    await this.#server.close()
  }

  /** Takes it on both sides, and throws at the first difference. */
  async take(step: Step): Promise<void> {
    const before = this.model.levels()
    const here = this.#members()
    const expected = this.model.carryOut(step)
    const status = await this.#server.carryOut(step)
    this.#tally.steps++
    if (status < 300) this.#tally.done++
    same('the answer', status, expected)
    if (status < 300) await this.#follow(step)

    const after = this.model.levels()
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
      (pair) => before.get(pair) !== after.get(pair),
    )
    this.#tally.changed += changed.length
    await this.#sessions.expectSentAway(step, changed)
    for (const name of here) if (!this.model.isMember(name)) await this.#expectSignedOut(name)
    await this.#sessions.letIn(after)
    const lost = changed.filter((pair) => !after.has(pair))
    await Promise.all(lost.map((pair) => this.#sessions.expectTurnedAway(pair)))
    await this.#dialogs.compare(changed)
    await this.#sidebars.compare()
    await this.#sessions.writeSomewhere()
    await this.#sessions.tryAnyPair()
    this.#sessions.expectOpen()
    this.#sidebars.expectOpen()
  }

  #members(): string[] {
    return PEOPLE.map(({ name }) => name).filter((name) => this.model.isMember(name))
  }

  /** What those do who were away, and can come in again. */
  async #follow(step: Step): Promise<void> {
    if (step.do === 'restart') {
      await this.#sessions.expectGone()
      await this.#sidebars.comeBack()
    }
    if (step.do === 'come back' || step.do === 'unsuspend') await this.#sidebars.open(step.person)
  }

  async #expectSignedOut(name: string): Promise<void> {
    await this.#sidebars.expectEnded(name)
    const room = directoryRoom(this.#server.personId(name))
    same(`the answer to ${name}, who is gone`, await this.#sessions.joinCode(name, room), CLOSE.signedOut)
    same(`${name}, who is gone`, (await this.#server.call(name, 'GET', '/api/me')).status, 401)
  }
}
