import { useCallback, useState } from 'react'
import type { Leaving, MemberItem } from '../../shared/api-administration.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import { isolated } from '../../shared/isolated.ts'
import { useApi } from '../api/api-context.tsx'
import { useLoaded } from '../api/use-loaded.ts'
import { ConfirmDialog, useNotices } from '../design/index.ts'
import { LoadingPart } from '../settings/loading-part.tsx'
import { useMe } from '../sync/hooks.tsx'
import styles from './administration.module.css'
import { HeirField } from './heir-field.tsx'

/** Asks before somebody is taken out, says what goes with them, and to whom goes what they leave to others. */
export const RemoveMember = ({
  member,
  onClose,
  onRemoved,
}: {
  readonly member: MemberItem
  readonly onClose: () => void
  readonly onRemoved: () => void
}) => {
  const api = useApi()
  const me = useMe()
  const { show } = useNotices()
  const { loaded, reload } = useLoaded(useCallback(() => api.leaving(member.id), [api, member.id]))
  const [heir, setHeir] = useState<PrincipalId>()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()

  const leaving = loaded.kind === 'loaded' ? loaded.value : undefined
  const needsHeir = leaving !== undefined && leaving.sharedConversations > 0

  const remove = async () => {
    if (leaving === undefined) return
    if (needsHeir && heir === undefined) {
      return setProblem('Please choose who is to own these conversations.')
    }
    setBusy(true)
    const removed = await api.removeMember(member.id, needsHeir ? heir : undefined)
    setBusy(false)
    if (!removed.ok) return setProblem(removed.error.message)
    show({ text: `${isolated(member.name)} is no longer a member.` })
    onRemoved()
    onClose()
  }

  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      title={`Remove ${isolated(member.name)}?`}
      description={`${isolated(member.name)} is signed out everywhere and loses access to every conversation at once. What ${isolated(member.name)} wrote stays.`}
      confirmLabel="Remove from the organization"
      danger
      busy={busy}
      onConfirm={() => void remove()}
    >
      <LoadingPart loaded={loaded} label="Loading what goes with them" onRetry={reload}>
        {(value) => (
          <>
            <ul className={styles.consequences}>
              {consequences(isolated(member.name), value).map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
            {value.sharedConversations > 0 && (
              <HeirField
                label={`Who owns what ${isolated(member.name)} leaves`}
                except={value.sharedWithYou < value.sharedConversations ? [member.id, me.id] : [member.id]}
                value={heir}
                onChange={setHeir}
              />
            )}
          </>
        )}
      </LoadingPart>
      {problem !== undefined && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </ConfirmDialog>
  )
}

const count = (number: number, one: string, many: string): string =>
  number === 1 ? `1 ${one}` : `${number} ${many}`

const consequences = (name: string, leaving: Leaving): string[] => {
  const { sharedConversations, privateConversations, bots, groups } = leaving
  return [
    sharedConversations > 0 &&
      `${count(sharedConversations, 'conversation', 'conversations')} that others have access to: choose below who owns them from now on. The others keep their access.`,
    privateConversations > 0 &&
      `${count(privateConversations, 'conversation', 'conversations')} that nobody else could read: closed to everybody, and ${name}'s again if they come back.`,
    bots.length > 0 && `Deleted with them: ${bots.map((bot) => isolated(bot.name)).join(', ')}.`,
    groups.length > 0 && `Out of: ${groups.map((group) => isolated(group.name)).join(', ')}.`,
    `Invitations that ${name} made or came by end.`,
  ].filter((line) => line !== false)
}
