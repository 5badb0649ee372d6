/** Who had a hand in a message beside its author, in words. Pure. */
import type { Change, Provenance } from '../../shared/document/index.ts'
import { namesOf } from './people.ts'

export interface Hand {
  /** 'edited by Mia and Ben'. */
  readonly words: string
  /** When the last of them did. */
  readonly at: number
  /** Each of them, with their time. */
  readonly each: readonly Change[]
}

/**
 * `acceptedAt`: when the server took the message, `undefined` while it is a draft or waits. Who wrote in it before
 * has written with its author, who did later has edited it.
 */
export const handsIn = (
  provenance: Provenance | undefined,
  { author, acceptedAt }: { readonly author: string; readonly acceptedAt: number | undefined },
  nameOf: (id: string) => string,
): readonly Hand[] => {
  const edits = provenance?.edits ?? []
  const isLater = ({ at }: Change): boolean => acceptedAt !== undefined && at > acceptedAt
  const before = edits.filter((edit) => !isLater(edit) && edit.by !== author)
  const after = edits.filter(isLater)
  const hands: Hand[] = []
  const name = ({ by }: Change): string => nameOf(by)
  const [withLast, last] = [before.at(-1), after.at(-1)]
  if (withLast !== undefined) {
    hands.push({ words: `written with ${namesOf(before.map(name))}`, at: withLast.at, each: before })
  }
  if (last !== undefined) {
    const others = after.filter((edit) => edit.by !== author)
    const words =
      others.length === 0
        ? 'edited'
        : `edited by ${namesOf([...others, ...after.filter((edit) => edit.by === author)].map(name))}`
    hands.push({ words, at: last.at, each: after })
  }
  return hands
}
