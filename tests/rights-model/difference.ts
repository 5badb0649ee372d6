/** What the server says beside what the model says, as words that compare. */
import type { DirectoryEntry } from '../../shared/document/index.ts'
import type { Reason } from './model.ts'

/** The server says one thing and the model another. */
export class RightsDifference extends Error {}

/** Longer than anything takes on a busy machine: what has not come by then does not come. */
const PATIENCE_MILLISECONDS = 15_000

export const same = (what: string, actual: unknown, expected: unknown): void => {
  if (actual === expected) return
  throw new RightsDifference(
    `${what}:\n  the server says ${String(actual)}\n  the model says  ${String(expected)}`,
  )
}

export const soon = async <Value>(what: string, promise: Promise<Value>): Promise<Value> => {
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

export const sorted = (lines: readonly string[]): string => [...lines].sort().join('; ')

export const inWords = (reasons: readonly Reason[]): string =>
  reasons
    .map(({ why, level }) => `${why} (${level})`)
    .sort()
    .join(' and ')

/** The server's reasons in the words of the model. */
export const serversInWords = (reasons: DirectoryEntry['reasons']): string => inWords(reasons.map(toReason))

const toReason = (reason: DirectoryEntry['reasons'][number]): Reason => {
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
