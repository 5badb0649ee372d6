import type { Sharing } from '../../shared/api.ts'
import { isolated } from '../../shared/isolated.ts'
import { Avatar } from '../design/index.ts'
import { LEVEL_WORDS } from '../directory/level-words.ts'
import { useMe } from '../sync/hooks.tsx'
import { reasonsInWords } from './reasons.ts'
import styles from './sharing.module.css'

/** Everybody with access, their level, and every reason for it. */
export const AccessList = ({ sharing }: { readonly sharing: Sharing }) => {
  const me = useMe()
  return (
    <ul className={styles.list} aria-label="Who has access">
      {sharing.access.map(({ person, level, reasons }) => (
        <li key={person.id} className={styles.row}>
          <Avatar person={person} size={32} decorative />
          <div className={styles.who}>
            <span className={styles.name}>
              {isolated(person.name)}
              {person.id === me.id && ' (you)'}
            </span>
            <span className={styles.quiet}>{reasonsInWords(reasons, sharing.organization.name)}</span>
          </div>
          <span className={styles.level}>{LEVEL_WORDS[level]}</span>
        </li>
      ))}
    </ul>
  )
}
