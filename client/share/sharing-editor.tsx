/** The owner's side of the dialog: what is wished is kept apart from what is, and becomes it by saving. */
import { type ComponentProps, type ReactNode, useState } from 'react'
import type { Sharing } from '../../shared/api.ts'
import { useApi } from '../api/api-context.tsx'
import { routePath } from '../app/route.ts'
import { Button, Checkbox, CopyField, Dialog, useNotices } from '../design/index.ts'
import { AccessRows } from './access-rows.tsx'
import { AddField } from './add-field.tsx'
import { CopyLink } from './copy-link.tsx'
import { GroupsMenu } from './groups-menu.tsx'
import { OpenRequests } from './open-requests.tsx'
import { OrganizationBoxes } from './organization-boxes.tsx'
import styles from './sharing.module.css'
import {
  changesOf,
  choiceKey,
  choose,
  type Draft,
  EMPTY_DRAFT,
  givenLevel,
  grantedGroups,
  grantedPeople,
  hasChanges,
  keyOf,
  sideTalkChange,
} from './sharing-draft.ts'
import { namesOf, previewSharing, type SharingPreview } from './sharing-preview.ts'
import { useTransfer } from './transfer-step.tsx'

type Step =
  | { readonly kind: 'editing'; readonly problem?: string }
  /** Access is about to be taken away: asked once more. */
  | { readonly kind: 'asking' }
  | { readonly kind: 'saving' }
  /** The dialog was to be closed over changes that are not saved. */
  | { readonly kind: 'leaving' }
  | { readonly kind: 'transfer' }
  /** Saved; the links are shown this once. */
  | { readonly kind: 'invited'; readonly links: readonly InvitedLink[] }

interface InvitedLink {
  readonly email: string
  readonly link: string
  /** A mail with it is on its way. */
  readonly mailed: boolean
}

const CHANGED_MEANWHILE =
  'Sharing was changed from somewhere else in the meantime. This is how it stands now; your own changes are not saved yet. Please look again and save.'

export interface SharingEditorProps {
  readonly frame: Pick<ComponentProps<typeof Dialog>, 'open' | 'onOpenChange' | 'title'>
  readonly title: string
  readonly sharing: Sharing
  readonly onSharing: (sharing: Sharing) => void
  readonly onReload: () => void
  readonly onClose: () => void
}

export const SharingEditor = ({
  frame,
  title,
  sharing,
  onSharing,
  onReload,
  onClose,
}: SharingEditorProps) => {
  const [draft, setDraft] = useState(EMPTY_DRAFT)
  const [step, setStep] = useState<Step>({ kind: 'editing' })
  const edit = () => setStep({ kind: 'editing' })
  const save = useSave({ sharing, draft, setDraft, setStep, onSharing, onClose })
  useSaidChanges({ sharing, draft, step, setStep })
  const transfer = useTransfer({ sharing, title, onBack: edit, onDone: onClose })
  const preview = previewSharing(sharing, draft)
  const changed = hasChanges(sharing, draft)

  const change = (next: Draft) => {
    setDraft(next)
    edit()
  }

  /** Backs out one step: first of a question, then of the dialog. */
  const leave = () => {
    if (step.kind === 'asking' || step.kind === 'leaving' || step.kind === 'transfer') edit()
    else if (changed && step.kind === 'editing') setStep({ kind: 'leaving' })
    else onClose()
  }

  if (step.kind === 'transfer') {
    return (
      <Dialog {...frame} title={`Hand on “${title}”`} onOpenChange={leave} footer={transfer.footer}>
        {transfer.body}
      </Dialog>
    )
  }
  if (step.kind === 'invited') {
    return (
      <Dialog
        {...frame}
        title="Sharing was saved"
        onOpenChange={onClose}
        footer={
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        }
      >
        <Links links={step.links} />
      </Dialog>
    )
  }
  return (
    <Dialog
      {...frame}
      onOpenChange={leave}
      footer={
        <Footer
          step={step}
          preview={preview}
          changed={changed}
          link={<CopyLink id={sharing.conversationId} />}
          onCancel={onClose}
          onBack={edit}
          onAsk={() => setStep({ kind: 'asking' })}
          onSave={() => void save()}
        />
      }
    >
      <div className={styles.add}>
        <AddField
          organization={sharing.organization.name}
          draft={draft}
          taken={takenIn(sharing, draft)}
          onChange={change}
        />
        <GroupsMenu
          taken={grantedGroups(sharing, draft).filter(
            ({ id }) => givenLevel(sharing, draft, { kind: 'group', id }) !== 'none',
          )}
          onChoose={(group) => change(choose(draft, { kind: 'group', group }))}
        />
      </div>

      <OpenRequests sharing={sharing} onAnswered={onReload} />

      <h3 className={styles.heading}>
        Who has access <span className={styles.count}>{sharing.access.length}</span>
      </h3>
      <Uninvitable sharing={sharing} draft={draft} onChange={change} onReload={onReload} setStep={setStep} />

      <h3 className={styles.heading}>Organization</h3>
      <OrganizationBoxes sharing={sharing} draft={draft} onChange={change} />

      <h3 className={styles.heading}>Side talk</h3>
      <Checkbox
        label="People who can only view may take part in the side talk"
        description="Everybody who takes part reads all that was said there. The AI never does."
        checked={(draft.sideTalk ?? sharing.sideTalk) === 'everybody'}
        onChange={(checked) => change({ ...draft, sideTalk: checked ? 'everybody' : 'collaborators' })}
      />

      <h3 className={styles.heading}>Ownership</h3>
      <div className={styles.ownership}>
        <p>You own this conversation. You can hand it on to another member.</p>
        <Button size="small" disabled={changed} onClick={() => setStep({ kind: 'transfer' })}>
          Hand it on
        </Button>
      </div>
    </Dialog>
  )
}

/** The list, with invitations that are taken back at once: they are no part of a save. */
const Uninvitable = ({
  sharing,
  draft,
  onChange,
  onReload,
  setStep,
}: {
  readonly sharing: Sharing
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
  readonly onReload: () => void
  readonly setStep: (step: Step) => void
}) => {
  const api = useApi()
  const uninvite = async (email: string) => {
    const done = await api.uninvitePerson(sharing.conversationId, email)
    if (done.ok) onReload()
    else setStep({ kind: 'editing', problem: done.error.message })
  }
  return (
    <AccessRows
      sharing={sharing}
      draft={draft}
      onChange={onChange}
      onUninvite={(email) => void uninvite(email)}
    />
  )
}

/** Saves what differs, then invites; a dialog says what the server has and nothing else. */
const useSave = ({
  sharing,
  draft,
  setDraft,
  setStep,
  onSharing,
  onClose,
}: {
  readonly sharing: Sharing
  readonly draft: Draft
  readonly setDraft: (draft: Draft) => void
  readonly setStep: (step: Step) => void
  readonly onSharing: (sharing: Sharing) => void
  readonly onClose: () => void
}) => {
  const api = useApi()
  const { show } = useNotices()
  const { conversationId: id, version } = sharing

  /** False where it did not come to that; it is said then. */
  const saveGrants = async (): Promise<boolean> => {
    const changes = changesOf(sharing, draft)
    const sideTalk = sideTalkChange(sharing, draft)
    if (changes.length === 0 && sideTalk === undefined) return true
    const saved = await api.changeSharing(id, {
      version,
      changes,
      ...(sideTalk === undefined ? {} : { sideTalk }),
    })
    if (saved.ok) {
      onSharing(saved.value)
      return true
    }
    if (saved.error.status !== 409) {
      setStep({ kind: 'editing', problem: saved.error.message })
      return false
    }
    const now = await api.sharing(id)
    if (now.ok) onSharing(now.value)
    setStep({ kind: 'editing', problem: now.ok ? CHANGED_MEANWHILE : now.error.message })
    return false
  }

  return async () => {
    setStep({ kind: 'saving' })
    if (!(await saveGrants())) return
    const links: InvitedLink[] = []
    for (const [email, level] of draft.emails) {
      const invited = await api.invitePerson(id, { email, level })
      if (!invited.ok) {
        // What was invited so far is, and its links are shown; the rest stays wished.
        setDraft({ ...EMPTY_DRAFT, emails: new Map([...draft.emails].slice(links.length)) })
        return setStep({ kind: 'editing', problem: invited.error.message })
      }
      links.push({
        email,
        link: window.location.origin + routePath({ page: 'join', secret: invited.value.secret }),
        mailed: invited.value.mailed,
      })
    }
    show({ text: 'Sharing was saved. It holds for everybody at once.' })
    if (links.length > 0) setStep({ kind: 'invited', links })
    else onClose()
  }
}

/** Somebody else, or another tab of one's own, has changed sharing while changes are under way here. */
const useSaidChanges = ({
  sharing,
  draft,
  step,
  setStep,
}: {
  readonly sharing: Sharing
  readonly draft: Draft
  readonly step: Step
  readonly setStep: (step: Step) => void
}): void => {
  const [known, setKnown] = useState(sharing.version)
  if (known === sharing.version) return
  setKnown(sharing.version)
  if (step.kind !== 'saving' && step.kind !== 'invited' && hasChanges(sharing, draft)) {
    setStep({ kind: 'editing', problem: CHANGED_MEANWHILE })
  }
}

/** What is in the list; somebody who was taken off it a moment ago can be found and added again. */
const takenIn = (sharing: Sharing, draft: Draft): ReadonlySet<string> => {
  const subjects = [
    ...grantedPeople(sharing, draft).map(({ id }) => ({ kind: 'person', id }) as const),
    ...grantedGroups(sharing, draft).map(({ id }) => ({ kind: 'group', id }) as const),
  ]
  const emails = [...(sharing.invited ?? []).map(({ email }) => email), ...draft.emails.keys()]
  return new Set([
    keyOf({ kind: 'person', id: sharing.owner.id }),
    ...subjects.filter((subject) => givenLevel(sharing, draft, subject) !== 'none').map(keyOf),
    ...emails.map((email) => choiceKey({ kind: 'email', email })),
  ])
}

const Links = ({ links }: { readonly links: readonly InvitedLink[] }) => {
  const mailed = links.filter((one) => one.mailed)
  const open = links.filter((one) => !one.mailed)
  return (
    <div className={styles.links}>
      {mailed.length > 0 && (
        <p>
          An invitation was sent to {namesOf(mailed.map(({ email }) => ({ name: email })))}. It works once,
          for seven days.
        </p>
      )}
      {open.length > 0 && (
        <p>
          {open.length === 1 ? 'Send this link yourself. It works' : 'Send these links yourself. Each works'}{' '}
          once, for seven days, under that e-mail address, and is not shown again.
        </p>
      )}
      {open.map(({ email, link }) => (
        <CopyField key={email} label={`For ${email}`} value={link} />
      ))}
    </div>
  )
}

const Footer = ({
  step,
  preview,
  changed,
  link,
  onCancel,
  onBack,
  onAsk,
  onSave,
}: {
  readonly step: Step
  readonly preview: SharingPreview
  readonly changed: boolean
  readonly link: ReactNode
  readonly onCancel: () => void
  readonly onBack: () => void
  readonly onAsk: () => void
  readonly onSave: () => void
}) => {
  const { losingAccess } = preview
  if (step.kind === 'asking') {
    return (
      <>
        <p className={styles.problem} role="alert">
          {namesOf(losingAccess)} will lose access at once. Save all the same?
        </p>
        <Button onClick={onBack}>Back</Button>
        <Button variant="danger" onClick={onSave} autoFocus>
          Save and remove access
        </Button>
      </>
    )
  }
  if (step.kind === 'leaving') {
    return (
      <>
        <p className={styles.problem} role="alert">
          Your changes are not saved.
        </p>
        <Button onClick={onBack} autoFocus>
          Go on editing
        </Button>
        <Button variant="danger" onClick={onCancel}>
          Discard changes
        </Button>
      </>
    )
  }
  return (
    <>
      <div className={styles.preview} aria-live="polite">
        {changed && <WhatWillChange preview={preview} />}
      </div>
      {step.kind === 'editing' && step.problem !== undefined && (
        <p className={styles.problem} role="alert">
          {step.problem}
        </p>
      )}
      <span className={styles.link}>{link}</span>
      <Button onClick={onCancel}>{changed ? 'Cancel' : 'Close'}</Button>
      <Button
        variant="primary"
        disabled={!changed}
        busy={step.kind === 'saving'}
        onClick={losingAccess.length > 0 ? onAsk : onSave}
      >
        Save
      </Button>
    </>
  )
}

const WhatWillChange = ({ preview }: { readonly preview: SharingPreview }) => (
  <>
    <p className={styles.previewTitle}>When you save</p>
    <ul>
      {preview.lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
      {preview.losingAccess.length > 0 && (
        <li className={styles.loss}>
          {namesOf(preview.losingAccess)} {preview.losingAccess.length === 1 ? 'loses' : 'lose'} access at
          once
        </li>
      )}
      {preview.losingCollaboration.length > 0 && (
        <li className={styles.loss}>{namesOf(preview.losingCollaboration)} can no longer edit</li>
      )}
    </ul>
  </>
)
