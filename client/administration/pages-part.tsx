import type { ReactNode } from 'react'
import type { Pages } from '../api/use-pages.ts'
import { Button, EmptyState, Skeleton } from '../design/index.ts'
import styles from './administration.module.css'

/** Shows a list that comes page by page, or how its loading stands. */
export const PagesPart = <Item,>({
  pages,
  label,
  empty,
  onMore,
  onRetry,
  children,
}: {
  readonly pages: Pages<Item>
  /** Of the list. */
  readonly label: string
  /** What to say where there is nothing. */
  readonly empty: string
  readonly onMore: () => void
  readonly onRetry: () => void
  readonly children: (item: Item) => ReactNode
}) => {
  switch (pages.kind) {
    case 'loading':
      return <Skeleton lines={6} label={`Loading: ${label}`} />
    case 'failed':
      return (
        <EmptyState
          title="This cannot be shown now"
          text={pages.error.message}
          action={<Button onClick={onRetry}>Try again</Button>}
        />
      )
    case 'loaded':
      return (
        <>
          {pages.items.length === 0 ? (
            <p className={styles.empty}>{empty}</p>
          ) : (
            <ul className={styles.list} aria-label={label}>
              {pages.items.map(children)}
            </ul>
          )}
          {pages.problem !== undefined && (
            <p className={styles.problem} role="alert">
              {pages.problem.message}
            </p>
          )}
          {pages.more !== 'none' && (
            <div className={styles.more}>
              <Button busy={pages.more === 'loading'} onClick={onMore}>
                Show more
              </Button>
            </div>
          )}
        </>
      )
  }
}
