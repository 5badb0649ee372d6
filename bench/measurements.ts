/** What was measured: several rounds of figures for each case and server, and their medians. */
import { SERVER_NAMES, type ServerName } from './server-process.ts'

export type Figures = Readonly<Record<string, number>>

export class Measurements {
  readonly #rounds = new Map<string, Map<ServerName, Figures[]>>()

  add(name: string, server: ServerName, figures: object): void {
    const servers = this.#rounds.get(name) ?? new Map<ServerName, Figures[]>()
    this.#rounds.set(name, servers)
    servers.set(server, [...(servers.get(server) ?? []), { ...figures }])
  }

  cases(): string[] {
    return [...this.#rounds.keys()]
  }

  /** Which figures a case has. */
  figuresOf(name: string): string[] {
    const [first] = this.#rounds.get(name)?.values() ?? []
    return Object.keys(first?.[0] ?? {})
  }

  servers(name: string): ServerName[] {
    return SERVER_NAMES.filter((server) => this.#rounds.get(name)?.has(server) ?? false)
  }

  median(name: string, server: ServerName, figure: string): number | undefined {
    const values = this.#rounds
      .get(name)
      ?.get(server)
      ?.flatMap((figures) => figures[figure] ?? [])
      .sort((a, b) => a - b)
    if (values === undefined || values.length === 0) return undefined
    // What one round lost is lost, whatever the others kept.
    if (figure === 'lost') return values.at(-1)
    const middle = (values.length - 1) / 2
    return ((values[Math.floor(middle)] ?? 0) + (values[Math.ceil(middle)] ?? 0)) / 2
  }

  /** How many times the relay's; `undefined` where the relay has no such figure. */
  ratio(name: string, server: ServerName, figure: string): number | undefined {
    const [own, relay] = [this.median(name, server, figure), this.median(name, 'relay', figure)]
    return own === undefined || relay === undefined || relay === 0 ? undefined : own / relay
  }
}
