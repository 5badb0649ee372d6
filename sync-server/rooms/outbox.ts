/**
 * What a room has applied and not yet shown: one batch that grows, one that is being stored. Whatever must not be
 * seen before a commit (broadcasts, acknowledgements, answers to joiners) waits here with the latest change.
 */
import type { Append } from '../storage/document-store.ts'
import type { Commits, Participant } from './commits.ts'

export interface Outgoing<Author> {
  readonly append: Append
  /** Whose frame it was; `undefined` for the server's own writing. */
  readonly author: Author | undefined
}

interface Batch<Author> {
  readonly updates: Outgoing<Author>[]
  readonly afterwards: Map<unknown, () => void>
  readonly failed: ((error: unknown) => void)[]
}

const emptyBatch = <Author>(): Batch<Author> => ({ updates: [], afterwards: new Map(), failed: [] })

export class Outbox<Author> {
  readonly #commits: Commits
  readonly #onStored: (updates: readonly Outgoing<Author>[]) => void
  readonly #onFailed: (error: unknown) => void
  #open = emptyBatch<Author>()
  #storing: Batch<Author> | undefined

  constructor(
    commits: Commits,
    /** Told first of all; then those who waited are. */
    onStored: (updates: readonly Outgoing<Author>[]) => void,
    onFailed: (error: unknown) => void,
  ) {
    this.#commits = commits
    this.#onStored = onStored
    this.#onFailed = onFailed
  }

  push(append: Append, author: Author | undefined): void {
    this.#open.updates.push({ append, author })
    this.#commits.enlist(this.#participant)
  }

  /** Runs `task` once all that was pushed so far is durable, at once where it is; else `failed`, if it never will be. */
  whenStored(task: () => void, failed?: (error: unknown) => void): void {
    const batch = this.#latest()
    if (batch === undefined) return task()
    batch.afterwards.set(task, task)
    if (failed !== undefined) batch.failed.push(failed)
  }

  /** The same, where only the last task for a key counts in each batch: one acknowledgement for many frames. */
  lastWhenStored(key: object, task: () => void): void {
    const batch = this.#latest()
    if (batch === undefined) return task()
    batch.afterwards.delete(key)
    batch.afterwards.set(key, task)
  }

  /**
   * The same, once nothing at all is applied and not stored: whoever is told what the document says must not be told
   * what came while the batch was being stored.
   */
  lastWhenSettled(key: object, task: () => void): void {
    this.lastWhenStored(key, () => {
      if (this.isEmpty) task()
      else this.lastWhenSettled(key, task)
    })
  }

  get isEmpty(): boolean {
    return this.#latest() === undefined
  }

  /** Updates that are applied and not stored yet. */
  pending(): Uint8Array[] {
    return [this.#storing, this.#open].flatMap(
      (batch) => batch?.updates.map(({ append }) => append.update) ?? [],
    )
  }

  /** Gives up on everything that is not durable. */
  abandon(error: unknown): void {
    const failed = [this.#storing, this.#open].flatMap((batch) => batch?.failed ?? [])
    this.#open = emptyBatch()
    this.#storing = undefined
    for (const tell of failed) tell(error)
  }

  /** The batch that holds the latest change. */
  #latest(): Batch<Author> | undefined {
    return this.#open.updates.length > 0 ? this.#open : this.#storing
  }

  readonly #participant: Participant = {
    take: () => {
      const batch = this.#open
      this.#storing = batch
      this.#open = emptyBatch()
      return batch.updates.map(({ append }) => append)
    },
    stored: () => {
      const batch = this.#storing
      // Abandoned meanwhile.
      if (batch === undefined) return
      this.#storing = undefined
      this.#onStored(batch.updates)
      for (const task of batch.afterwards.values()) task()
    },
    failed: (error) => this.#onFailed(error),
  }
}
