import { Pencil, Trash2 } from 'lucide-react'
import { type FormEvent, useCallback, useId, useState } from 'react'
import { type Group, newGroupSchema, type Person } from '../../shared/api.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import { isolated } from '../../shared/isolated.ts'
import { errorAt } from '../account/form-problem.tsx'
import { useApi } from '../api/api-context.tsx'
import { failureOf } from '../api/failure-of.ts'
import type { Failure, Result } from '../api/result.ts'
import { useLoaded } from '../api/use-loaded.ts'
import {
  Avatar,
  Button,
  ConfirmDialog,
  Dialog,
  EmptyState,
  IconButton,
  TextField,
  useNotices,
} from '../design/index.ts'
import { PeopleField } from '../share/people-field.tsx'
import { useDirectory, useMe } from '../sync/hooks.tsx'
import { LoadingPart } from './loading-part.tsx'
import styles from './settings.module.css'
import { useIsAdmin } from './use-is-admin.ts'

export const GroupsSection = () => {
  const api = useApi()
  const admin = useIsAdmin()
  const { loaded, reload } = useLoaded(useCallback(() => api.groups(), [api]))
  return (
    <>
      <h2>Groups</h2>
      <p className={styles.intro}>
        Share a conversation with a group, and everybody in it has access, also those who come later.
      </p>
      {admin && <NewGroup onCreated={reload} />}
      <LoadingPart loaded={loaded} label="Loading groups" onRetry={reload}>
        {({ groups }) =>
          groups.length === 0 ? (
            <EmptyState
              title="No groups yet"
              text={
                admin
                  ? 'Name one above and add people to it.'
                  : 'An admin of your organization can make them.'
              }
            />
          ) : (
            <ul className={styles.list}>
              {groups.map((group) => (
                <GroupRow key={group.id} group={group} admin={admin} onChanged={reload} />
              ))}
            </ul>
          )
        }
      </LoadingPart>
    </>
  )
}

const NewGroup = ({ onCreated }: { readonly onCreated: () => void }) => {
  const api = useApi()
  const [name, setName] = useState('')
  const [error, setError] = useState<Failure>()
  const create = async (event: FormEvent) => {
    event.preventDefault()
    const problem = failureOf(newGroupSchema, { name })
    setError(problem)
    if (problem !== undefined) return
    const created = await api.createGroup(name.trim())
    if (!created.ok) return setError(created.error)
    setName('')
    onCreated()
  }
  return (
    <form className={styles.inline} onSubmit={(event) => void create(event)} noValidate>
      <TextField
        label="New group"
        value={name}
        onChange={setName}
        error={errorAt(error, 'name') ?? (error?.field === undefined ? error?.message : undefined)}
      />
      <Button type="submit">Make the group</Button>
    </form>
  )
}

const GroupRow = ({
  group,
  admin,
  onChanged,
}: {
  readonly group: Group
  readonly admin: boolean
  readonly onChanged: () => void
}) => {
  const api = useApi()
  const { show } = useNotices()
  const [open, setOpen] = useState(false)
  const [asking, setAsking] = useState(false)
  const [renaming, setRenaming] = useState(false)

  const after = async (answer: Promise<Result<unknown>>) => {
    const done = await answer
    if (!done.ok) show({ text: done.error.message })
    onChanged()
  }

  return (
    <li className={styles.row}>
      <div className={styles.who}>
        <span className={styles.name}>{group.name}</span>
        <span className={styles.quiet}>
          {group.memberCount === 1 ? '1 member' : `${group.memberCount} members`}
        </span>
      </div>
      {group.memberIds !== undefined && (
        <Button
          size="small"
          variant="plain"
          aria-expanded={open}
          aria-label={`${open ? 'Hide' : 'Show'} the members of ${isolated(group.name)}`}
          onClick={() => setOpen(!open)}
        >
          {open ? 'Hide' : 'Members'}
        </Button>
      )}
      {admin && (
        <IconButton
          label={`Rename ${isolated(group.name)}`}
          icon={<Pencil />}
          size="small"
          onClick={() => setRenaming(true)}
        />
      )}
      {admin && (
        <IconButton
          label={`Delete ${isolated(group.name)}`}
          icon={<Trash2 />}
          size="small"
          variant="danger"
          onClick={() => setAsking(true)}
        />
      )}
      {open && group.memberIds !== undefined && (
        <GroupMembers
          memberIds={group.memberIds}
          admin={admin}
          onAdd={(id) => void after(api.changeGroupMembers(group.id, { add: [id], remove: [] }))}
          onRemove={(id) => void after(api.changeGroupMembers(group.id, { add: [], remove: [id] }))}
        />
      )}
      {renaming && <RenameGroup group={group} onClose={() => setRenaming(false)} onRenamed={onChanged} />}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Delete the group ${isolated(group.name)}?`}
        description={`${peopleWords(group.memberCount)} access to what was shared with the group at once, unless they have it in another way. What they wrote stays.`}
        confirmLabel="Delete the group"
        danger
        onConfirm={() => {
          setAsking(false)
          void after(api.deleteGroup(group.id))
        }}
      />
    </li>
  )
}

const peopleWords = (count: number): string => {
  if (count === 0) return 'Nobody is in it: nobody loses'
  return count === 1 ? 'Its member loses' : `Its ${count} members lose`
}

const RenameGroup = ({
  group,
  onClose,
  onRenamed,
}: {
  readonly group: Group
  readonly onClose: () => void
  readonly onRenamed: () => void
}) => {
  const api = useApi()
  const [name, setName] = useState(group.name)
  const [error, setError] = useState<Failure>()
  const [busy, setBusy] = useState(false)
  const form = useId()
  const rename = async (event: FormEvent) => {
    event.preventDefault()
    const problem = failureOf(newGroupSchema, { name })
    setError(problem)
    if (problem !== undefined) return
    setBusy(true)
    const renamed = await api.renameGroup(group.id, name.trim())
    setBusy(false)
    if (!renamed.ok) return setError(renamed.error)
    onRenamed()
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      title="Rename the group"
      description="Who is in it and what is shared with it stays as it is."
      size="small"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={form} variant="primary" busy={busy}>
            Rename
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={(event) => void rename(event)} noValidate>
        <TextField
          label="Name of the group"
          value={name}
          onChange={setName}
          error={error?.message}
          onFocus={(event) => event.currentTarget.select()}
          autoFocus
        />
      </form>
    </Dialog>
  )
}

const GroupMembers = ({
  memberIds,
  admin,
  onAdd,
  onRemove,
}: {
  readonly memberIds: readonly PrincipalId[]
  readonly admin: boolean
  readonly onAdd: (id: PrincipalId) => void
  readonly onRemove: (id: PrincipalId) => void
}) => {
  const me = useMe()
  const { people } = useDirectory()
  const members = memberIds.map(
    (id): Person => people.find((person) => person.id === id) ?? { id, name: 'Somebody', kind: 'person' },
  )
  return (
    <div className={styles.members}>
      {admin && (
        <p className={styles.intro}>
          Whoever you add can open all that is shared with the group; whoever you remove loses it at once,
          unless they have it in another way.
        </p>
      )}
      {admin && (
        <PeopleField
          organization={me.organization.name}
          taken={members}
          onChoose={(person) => onAdd(person.id)}
        />
      )}
      <ul className={styles.list}>
        {members.map((person) => (
          <li key={person.id} className={styles.row}>
            <Avatar person={person} decorative />
            <span className={styles.who}>{person.name}</span>
            {admin && (
              <Button
                size="small"
                variant="plain"
                aria-label={`Remove ${isolated(person.name)}`}
                onClick={() => onRemove(person.id)}
              >
                Remove
              </Button>
            )}
          </li>
        ))}
        {members.length === 0 && <li className={styles.row}>Nobody is in this group yet.</li>}
      </ul>
    </div>
  )
}
