/**
 * How the HTTP API gives lists that can grow: `?cursor=&limit=`, answered with `{items, nextCursor}`. A cursor is the
 * server's own and holds for the same filter only; where there is none, there is no more.
 */
import { z } from 'zod'

export const MAX_PAGE = 200

export const pageQuery = {
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number<string | number>().int().min(1).max(MAX_PAGE).default(50),
}

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    /** Absent on the last page. */
    nextCursor: z.string().optional(),
  })

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextCursor?: string | undefined
}
