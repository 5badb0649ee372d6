/** Where the line stands that parts what one has read from what came meanwhile. Pure. */
import type { Tree } from '../../shared/document/index.ts'
import type { MessageId, PrincipalId } from '../../shared/ids.ts'
import type { Row } from './rows.ts'

/** What was known as one came: read up to `from`, and all that came before one was here ends before `to`. */
export interface Absence {
  readonly from: number
  /** `undefined` while it is still being fetched. */
  readonly to: number | undefined
}

/** The first message that came while one was away; `undefined` where none did. One's own are no news. */
export const firstUnread = (
  rows: readonly Row[],
  tree: Tree,
  { from, to }: Absence,
  me: PrincipalId,
): MessageId | undefined => {
  const row = rows.find((each) => {
    if (each.kind !== 'message' || each.entry.author === me) return false
    const position = tree.order.get(each.entry.id)?.position
    return position !== undefined && position >= from && (to === undefined || position < to)
  })
  return row?.kind === 'message' ? row.entry.id : undefined
}
