import type { Sharing } from '../../shared/api.ts'
import { isolated } from '../../shared/isolated.ts'
import { LEVEL_WORDS } from '../directory/level-words.ts'
import { useMe } from '../sync/hooks.tsx'
import { AccessList } from './access-list.tsx'
import { AskOwner } from './ask-owner.tsx'
import { reasonsInWords } from './reasons.ts'
import styles from './sharing.module.css'

/** For those who do not own the conversation: their own level and why, whom to ask, and who else is there. */
export const SharingView = ({ sharing }: { readonly sharing: Sharing }) => {
  const me = useMe()
  const own = sharing.access.find(({ person }) => person.id === me.id)
  const { owner } = sharing
  return (
    <>
      <p className={styles.own}>
        <strong>
          {sharing.yourLevel === 'view' ? 'You can view this conversation' : 'You can view and collaborate'}
        </strong>
        {own !== undefined && `, ${reasonsInWords(own.reasons, sharing.organization.name)}`}. Only{' '}
        {isolated(owner.name)}, who owns it, can change who has access.
      </p>
      {sharing.yourLevel === 'view' && (
        <div className={styles.askHere}>
          <AskOwner id={sharing.conversationId} wanted="collaborate" />
        </div>
      )}
      <h3 className={styles.heading}>
        Who has access <span className={styles.count}>{sharing.access.length}</span>
      </h3>
      <AccessList sharing={sharing} />
      {sharing.organization.level !== 'none' && (
        <p className={styles.note}>
          Anyone in {isolated(sharing.organization.name)}:{' '}
          {LEVEL_WORDS[sharing.organization.level].toLowerCase()}.
        </p>
      )}
      <p className={styles.note}>
        {sharing.sideTalk === 'everybody'
          ? 'Everybody who can open it may take part in the side talk.'
          : 'The side talk is for those who can collaborate.'}
      </p>
    </>
  )
}
