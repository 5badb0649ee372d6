import { useCallback } from 'react'
import type { AuditFilter } from '../api/administration-calls.ts'
import { useApi } from '../api/api-context.tsx'
import { usePages } from '../api/use-pages.ts'
import { When } from '../design/index.ts'
import styles from './administration.module.css'
import { auditWords } from './audit-words.ts'
import { PagesPart } from './pages-part.tsx'

/** Lines of the audit log, the latest first. `filter` is to be stable: another one loads again. */
export const AuditList = ({ filter }: { readonly filter: AuditFilter }) => {
  const api = useApi()
  const { pages, loadMore, reload } = usePages(
    useCallback(
      (cursor: string | undefined, signal: AbortSignal) => api.audit(filter, cursor, signal),
      [api, filter],
    ),
  )
  return (
    <PagesPart
      pages={pages}
      label="Audit log"
      empty="Nothing like this was done."
      onMore={loadMore}
      onRetry={reload}
    >
      {(entry) => (
        <li key={entry.id} className={styles.row}>
          <div className={styles.who}>
            <span className={styles.name}>{auditWords(entry)}</span>
            <span className={styles.quiet}>
              <When at={entry.at} />
              {entry.conversationId !== undefined && filter.conversation === undefined && (
                <>
                  {' · conversation '}
                  <span className={styles.id}>{entry.conversationId}</span>
                </>
              )}
            </span>
          </div>
        </li>
      )}
    </PagesPart>
  )
}
