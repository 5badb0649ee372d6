/**
 * Everybody with access in one list: the owner, groups and people with a grant that can be changed, those who are
 * invited, and those who have it through a group or the organization alone, each with why.
 */
import { Mail, Trash2, Undo2, Users } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Sharing, SharingSubject } from '../../shared/api.ts'
import { isolated } from '../../shared/isolated.ts'
import { LEVELS } from '../../shared/levels.ts'
import { Avatar, Badge, Button, IconButton, Select, SymbolFace } from '../design/index.ts'
import { LEVEL_WORDS } from '../directory/level-words.ts'
import { LEVEL_OPTIONS } from './add-field.tsx'
import { reasonsInWords } from './reasons.ts'
import styles from './sharing.module.css'
import {
  choiceKey,
  type Draft,
  givenLevel,
  grantedGroups,
  grantedPeople,
  keyOf,
  levelEmail,
  savedLevel,
  wish,
} from './sharing-draft.ts'

interface AccessRowsProps {
  readonly sharing: Sharing
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
  readonly onUninvite: (email: string) => void
}

/** With more people than this who have it through others, they are folded. */
const SHOWN_AT_ONCE = 8

export const AccessRows = ({ sharing, draft, onChange, onUninvite }: AccessRowsProps) => {
  const { owner } = sharing
  const isChip = (subject: SharingSubject): boolean => draft.chips.includes(keyOf(subject))
  const people = grantedPeople(sharing, draft)
  const indirect = sharing.access.filter(
    ({ person, level }) => level !== 'owner' && !people.some(({ id }) => id === person.id),
  )
  return (
    <>
      <ul className={styles.list} aria-label="Who has access">
        <li className={styles.row}>
          <Avatar person={owner} size={32} decorative />
          <Who name={owner.name} about={owner.email} />
          <span className={styles.level}>Owner</span>
        </li>
        {grantedGroups(sharing, draft).map((group) => {
          const subject = { kind: 'group', id: group.id } as const
          return isChip(subject) ? null : (
            <Grant
              key={group.id}
              sharing={sharing}
              draft={draft}
              onChange={onChange}
              subject={subject}
              name={group.name}
              about={group.memberCount === 1 ? 'Group, 1 member' : `Group, ${group.memberCount} members`}
              face={
                <SymbolFace>
                  <Users />
                </SymbolFace>
              }
            />
          )
        })}
        {people.map((person) => {
          const subject = { kind: 'person', id: person.id } as const
          return isChip(subject) ? null : (
            <Grant
              key={person.id}
              sharing={sharing}
              draft={draft}
              onChange={onChange}
              subject={subject}
              name={person.name}
              about={person.kind === 'bot' ? 'Bot' : person.email}
              also={alsoInWords(sharing, person.id)}
              face={<Avatar person={person} size={32} decorative />}
            />
          )
        })}
        {(sharing.invited ?? []).map(({ email, level }) => (
          <li key={email} className={styles.row}>
            <SymbolFace>
              <Mail />
            </SymbolFace>
            <Who name={email} about="Invited: has access once they join" />
            <span className={styles.pending}>{LEVEL_WORDS[level]}</span>
            <div className={styles.remove}>
              <Button
                size="small"
                variant="plain"
                aria-label={`Take back: ${email}`}
                onClick={() => onUninvite(email)}
              >
                Take back
              </Button>
            </div>
          </li>
        ))}
        {[...draft.emails].map(([email, level]) =>
          draft.chips.includes(choiceKey({ kind: 'email', email })) ? null : (
            <li key={`new ${email}`} className={styles.row}>
              <SymbolFace>
                <Mail />
              </SymbolFace>
              <Who name={email} about="Is invited when you save" mark="New" />
              <div className={styles.given}>
                <Select
                  label={`Level of ${email}`}
                  hideLabel
                  size="small"
                  value={level}
                  options={LEVEL_OPTIONS}
                  onChange={(next) => onChange(levelEmail(draft, email, next))}
                />
              </div>
              <div className={styles.remove}>
                <Button
                  size="small"
                  variant="plain"
                  aria-label={`Remove ${email}`}
                  onClick={() => onChange(levelEmail(draft, email, undefined))}
                >
                  Remove
                </Button>
              </div>
            </li>
          ),
        )}
        {indirect.length <= SHOWN_AT_ONCE && <IndirectRows sharing={sharing} entries={indirect} />}
      </ul>
      {indirect.length > SHOWN_AT_ONCE && (
        <details className={styles.details}>
          <summary>{indirect.length} more through groups and the organization</summary>
          <ul className={styles.list}>
            <IndirectRows sharing={sharing} entries={indirect} />
          </ul>
        </details>
      )}
    </>
  )
}

const IndirectRows = ({
  sharing,
  entries,
}: {
  readonly sharing: Sharing
  readonly entries: Sharing['access']
}) =>
  entries.map(({ person, level, reasons }) => (
    <li key={person.id} className={styles.row}>
      <Avatar person={person} size={32} decorative />
      <Who name={person.name} about={reasonsInWords(reasons, sharing.organization.name)} />
      <span className={styles.level}>{LEVEL_WORDS[level]}</span>
    </li>
  ))

/** What somebody with a grant of their own has through others too, where that is as much or more. */
const alsoInWords = (sharing: Sharing, id: string): string | undefined => {
  const entry = sharing.access.find(({ person }) => person.id === id)
  const own = entry?.reasons.find(({ kind }) => kind === 'person')?.level ?? 'none'
  const others = (entry?.reasons ?? []).filter(
    ({ kind, level }) => kind !== 'person' && LEVELS.indexOf(level) >= LEVELS.indexOf(own),
  )
  const best = others[0]
  if (best === undefined) return undefined
  const words = reasonsInWords(others, sharing.organization.name)
  return best.level === own ? `also ${words}` : `${LEVEL_WORDS[best.level].toLowerCase()} ${words}`
}

const Grant = ({
  sharing,
  draft,
  onChange,
  subject,
  name,
  about,
  also,
  face,
}: Omit<AccessRowsProps, 'onUninvite'> & {
  readonly subject: Exclude<SharingSubject, { kind: 'organization' }>
  readonly name: string
  readonly about: string | undefined
  readonly also?: string | undefined
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
        <Who
          name={name}
          about={also === undefined ? 'Removed when you save' : `Removed when you save; ${also}`}
        />
        <Button
          size="small"
          variant="plain"
          icon={<Undo2 />}
          aria-label={`Keep ${isolated(name)}`}
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
        about={[about, also].filter((words) => words !== undefined).join(', ')}
        mark={saved === 'none' ? 'New' : saved === level ? undefined : 'Changed'}
      />
      <div className={styles.given}>
        <Select
          label={`Level of ${isolated(name)}`}
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
            label={`Remove ${isolated(name)}`}
            icon={<Trash2 />}
            variant="danger"
            size="small"
            onClick={remove}
          />
        ) : (
          <Button size="small" variant="plain" aria-label={`Remove ${isolated(name)}`} onClick={remove}>
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
      {isolated(name)} {mark !== undefined && <Badge tone="leaf">{mark}</Badge>}
    </span>
    {about !== undefined && about !== '' && <span className={styles.quiet}>{about}</span>}
  </div>
)
