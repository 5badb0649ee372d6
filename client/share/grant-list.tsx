import { Trash2, Undo2, Users } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Sharing, SharingSubject } from '../../shared/api.ts'
import { Avatar, Badge, Button, IconButton, Select } from '../design/index.ts'
import styles from './sharing.module.css'
import { type Draft, givenLevel, grantedGroups, grantedPeople, savedLevel, wish } from './sharing-draft.ts'

const LEVEL_OPTIONS = [
  { value: 'view', label: 'View only' },
  { value: 'collaborate', label: 'Can collaborate' },
] as const

interface GrantListProps {
  readonly sharing: Sharing
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
}

/** The owner, the groups and the people, each with a level that can be changed and a way to remove it. */
export const GrantList = ({ sharing, draft, onChange }: GrantListProps) => (
  <ul className={styles.list}>
    <li className={styles.row}>
      <Avatar person={sharing.owner} size={32} decorative />
      <Who name={sharing.owner.name} about={sharing.owner.email} />
      <span className={styles.level}>Owner</span>
    </li>
    {grantedGroups(sharing, draft).map((group) => (
      <Grant
        key={group.id}
        sharing={sharing}
        draft={draft}
        onChange={onChange}
        subject={{ kind: 'group', id: group.id }}
        name={group.name}
        about={group.memberCount === 1 ? 'Group, 1 member' : `Group, ${group.memberCount} members`}
        face={
          <span className={styles.groupFace} aria-hidden="true">
            <Users />
          </span>
        }
      />
    ))}
    {grantedPeople(sharing, draft).map((person) => (
      <Grant
        key={person.id}
        sharing={sharing}
        draft={draft}
        onChange={onChange}
        subject={{ kind: 'person', id: person.id }}
        name={person.name}
        about={person.kind === 'bot' ? 'Bot' : person.email}
        face={<Avatar person={person} size={32} decorative />}
      />
    ))}
  </ul>
)

const Grant = ({
  sharing,
  draft,
  onChange,
  subject,
  name,
  about,
  face,
}: GrantListProps & {
  readonly subject: Exclude<SharingSubject, { kind: 'organization' }>
  readonly name: string
  readonly about: string | undefined
  readonly face: ReactNode
}) => {
  const level = givenLevel(sharing, draft, subject)
  const saved = savedLevel(sharing, subject)
  // Added and taken back before it was saved: it was never there.
  if (level === 'none' && saved === 'none') return null
  if (level === 'none') {
    return (
      <li className={styles.row} data-removed="">
        {face}
        <Who name={name} about="Removed when you save" />
        <Button
          size="small"
          variant="plain"
          icon={<Undo2 />}
          aria-label={`Keep ${name}`}
          onClick={() => onChange(wish(draft, subject, saved))}
        >
          Keep
        </Button>
      </li>
    )
  }
  const remove = () => onChange(wish(draft, subject, 'none'))
  return (
    <li className={styles.row}>
      {face}
      <Who
        name={name}
        about={about}
        mark={saved === 'none' ? 'New' : saved === level ? undefined : 'Changed'}
      />
      <div className={styles.given}>
        <Select
          label={`Level of ${name}`}
          hideLabel
          size="small"
          value={level}
          options={LEVEL_OPTIONS}
          onChange={(next) => onChange(wish(draft, subject, next))}
        />
      </div>
      <div className={styles.remove}>
        {subject.kind === 'group' ? (
          <IconButton
            label={`Remove ${name}`}
            icon={<Trash2 />}
            variant="danger"
            size="small"
            onClick={remove}
          />
        ) : (
          <Button size="small" variant="plain" aria-label={`Remove ${name}`} onClick={remove}>
            Remove
          </Button>
        )}
      </div>
    </li>
  )
}

const Who = ({
  name,
  about,
  mark,
}: {
  readonly name: string
  readonly about: string | undefined
  readonly mark?: string | undefined
}) => (
  <div className={styles.who}>
    <span className={styles.name}>
      {name} {mark !== undefined && <Badge tone="leaf">{mark}</Badge>}
    </span>
    {about !== undefined && <span className={styles.quiet}>{about}</span>}
  </div>
)
