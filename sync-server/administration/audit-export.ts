/** The audit log as a file, written page by page. Pure but for the reading, which is handed in. */
import type { AuditEntry } from '../../shared/api-administration.ts'
import type { Page } from '../../shared/pages.ts'

type Read = (cursor: string | undefined) => Promise<Page<AuditEntry>>

const COLUMNS = [
  'id',
  'time',
  'actor',
  'actor id',
  'action',
  'conversation',
  'group',
  'group id',
  'subject kind',
  'subject',
  'subject id',
  'before',
  'after',
] as const

export const auditAsCsv = async function* (read: Read): AsyncGenerator<string> {
  yield line(COLUMNS)
  for await (const entries of pages(read)) yield entries.map((entry) => line(cellsOf(entry))).join('')
}

/** A JSON array of entries. */
export const auditAsJson = async function* (read: Read): AsyncGenerator<string> {
  let separator = '[\n'
  for await (const entries of pages(read)) {
    for (const entry of entries) {
      yield separator + JSON.stringify({ ...entry, time: new Date(entry.at).toISOString() })
      separator = ',\n'
    }
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n'
}

const pages = async function* (read: Read): AsyncGenerator<readonly AuditEntry[]> {
  let cursor: string | undefined
  do {
    const page = await read(cursor)
    yield page.items
    cursor = page.nextCursor
  } while (cursor !== undefined)
}

const cellsOf = ({ id, at, actor, action, conversationId, group, subject, before, after }: AuditEntry) => [
  String(id),
  new Date(at).toISOString(),
  actor.name,
  actor.id,
  action,
  conversationId,
  group?.name,
  group?.id,
  subject?.kind,
  subject?.name,
  subject?.id,
  before,
  after,
]

const line = (cells: readonly (string | undefined)[]): string =>
  `${cells.map((cell) => quoted(cell ?? '')).join(',')}\r\n`

/**
 * Names are whatever people call themselves: what a spreadsheet would take for a formula is made text by an
 * apostrophe in front, as OWASP advises.
 */
const quoted = (cell: string): string => {
  const text = /^\s*[=+\-@|%]|^[\t\r\n]/.test(cell) ? `'${cell}` : cell
  return `"${text.replaceAll('"', '""')}"`
}
