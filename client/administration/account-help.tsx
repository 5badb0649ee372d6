import { useState } from 'react'
import type { ResetLink } from '../../shared/api-account.ts'
import type { MemberItem } from '../../shared/api-administration.ts'
import { isolated } from '../../shared/isolated.ts'
import { useApi } from '../api/api-context.tsx'
import { routePath } from '../app/route.ts'
import { Button, ConfirmDialog, CopyField, Dialog, useNotices } from '../design/index.ts'
import { useExactTime } from '../design/time-zone.tsx'
import styles from './administration.module.css'

export type AccountHelpKind = 'reset-link' | 'second-factor'

interface AccountHelpProps {
  readonly member: MemberItem
  readonly onClose: () => void
}

/** What an admin can do for somebody who cannot sign in any more. */
export const AccountHelp = ({ what, ...props }: AccountHelpProps & { readonly what: AccountHelpKind }) =>
  what === 'reset-link' ? <MakeResetLink {...props} /> : <RemoveSecondFactor {...props} />

const MakeResetLink = ({ member, onClose }: AccountHelpProps) => {
  const api = useApi()
  const exactTime = useExactTime()
  const [link, setLink] = useState<ResetLink>()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()

  const make = async () => {
    setBusy(true)
    setProblem(undefined)
    const made = await api.makeResetLink(member.id)
    setBusy(false)
    if (made.ok) setLink(made.value)
    else setProblem(made.error.message)
  }

  if (link !== undefined) {
    const address = window.location.origin + routePath({ page: 'reset', secret: link.secret })
    return (
      <Dialog
        open
        onOpenChange={onClose}
        title={`A new password for ${isolated(member.name)}`}
        description={`Give this link to ${isolated(member.name)} and to nobody else. It works once, until ${exactTime(link.expiresAt)}, and is not shown again.`}
        size="small"
        footer={
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        }
      >
        <CopyField label="Link" value={address} />
      </Dialog>
    )
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Make a reset link for ${isolated(member.name)}?`}
      description={`Whoever opens it sets a new password for ${isolated(member.name)}'s account and is in it. It stands in the audit log that you made it.`}
      confirmLabel="Make a reset link"
      busy={busy}
      onConfirm={() => void make()}
    >
      {problem !== undefined && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </ConfirmDialog>
  )
}

const RemoveSecondFactor = ({ member, onClose }: AccountHelpProps) => {
  const api = useApi()
  const { show } = useNotices()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const remove = async () => {
    setBusy(true)
    const removed = await api.removeSecondFactorOf(member.id)
    setBusy(false)
    if (!removed.ok) return setProblem(removed.error.message)
    show({ text: `${isolated(member.name)} signs in with the password alone now.` })
    onClose()
  }
  return (
    <ConfirmDialog
      open
      danger
      onOpenChange={onClose}
      title={`Reset two-factor sign-in of ${isolated(member.name)}?`}
      description={`${isolated(member.name)} then signs in with the password alone, and can switch it on again. Make sure that it is ${isolated(member.name)} who asks. It stands in the audit log.`}
      confirmLabel="Reset two-factor sign-in"
      busy={busy}
      onConfirm={() => void remove()}
    >
      {problem !== undefined && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </ConfirmDialog>
  )
}
