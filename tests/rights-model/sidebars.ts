/** The list of everybody who is a member, open all the time. */
import { type DirectoryEntry, readDirectory } from '../../shared/document/index.ts'
import { directoryRoom } from '../../shared/rooms.ts'
import { CLOSE } from '../../shared/wire.ts'
import type { WirePeer } from '../helpers/wire-peer.ts'
import { inWords, same, serversInWords, soon, sorted } from './difference.ts'
import type { RightsModel } from './model.ts'
import type { RightsServer } from './server.ts'

export class Sidebars {
  readonly #model: RightsModel
  readonly #server: RightsServer
  readonly #open = new Map<string, WirePeer>()

  constructor(model: RightsModel, server: RightsServer) {
    this.#model = model
    this.#server = server
  }

  async open(name: string): Promise<void> {
    const sidebar = this.#server.connect(name, directoryRoom(this.#server.personId(name)))
    this.#open.get(name)?.leave()
    this.#open.set(name, sidebar)
    await soon(`the list of ${name} is there`, sidebar.opened())
    await soon(`the list of ${name} is there`, sidebar.catchUp())
  }

  leave(): void {
    for (const sidebar of this.#open.values()) sidebar.leave()
  }

  async comeBack(): Promise<void> {
    for (const [name, sidebar] of this.#open) {
      await soon(`the list of ${name} ends`, sidebar.closed())
      await this.open(name)
    }
  }

  /** Whoever is no member any more is signed out of it, and nothing comes after that. */
  async expectEnded(name: string): Promise<void> {
    const sidebar = this.#open.get(name)
    if (sidebar === undefined) return
    const code = await soon(`the list of ${name} ends`, sidebar.closed())
    same(`the end of ${name}'s list`, code, CLOSE.signedOut)
    same(`bytes after the end of ${name}'s list`, sidebar.wire.bytesAfterClose, 0)
    this.#open.delete(name)
  }

  async compare(): Promise<void> {
    for (const [name, sidebar] of this.#open) {
      const expected = sorted(this.#expected(name))
      const actual = (): string =>
        sorted(readDirectory(sidebar.doc).conversations.map((entry) => this.#entry(entry)))
      // It is told what changed, but not before the answer to the change.
      await soon(
        '',
        sidebar.when(() => actual() === expected),
      ).catch(() => same(`the list of ${name}`, actual(), expected))
    }
  }

  expectOpen(): void {
    for (const [name, { closeCode }] of this.#open) same(`the end of ${name}'s list`, closeCode, undefined)
  }

  #expected(name: string): string[] {
    return [...this.#model.conversations.values()].flatMap((conversation) => {
      const level = this.#model.level(name, conversation)
      if (level === 'none') return []
      const shared = conversation.grants.size > 0 ? 'shared' : 'not shared'
      const why = inWords(this.#model.reasons(name, conversation))
      const aside = this.#model.talkLevel(name, conversation) === 'none' ? 'no side talk' : 'side talk'
      return [`${conversation.name} of ${conversation.owner}: ${level}, ${shared}, ${aside}, by ${why}`]
    })
  }

  #entry({ title, ownerId, level, shared, sideTalk, reasons }: DirectoryEntry): string {
    const owner = this.#server.nameOf(ownerId)
    const aside = sideTalk ? 'side talk' : 'no side talk'
    const why = serversInWords(reasons)
    return `${title} of ${owner}: ${level}, ${shared ? 'shared' : 'not shared'}, ${aside}, by ${why}`
  }
}
