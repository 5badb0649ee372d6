import { Download } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { PrincipalId } from '../../shared/ids.ts'
import { type AuditFilter, auditExportPath } from '../api/administration-calls.ts'
import { Select, TextField } from '../design/index.ts'
import { useDirectory } from '../sync/hooks.tsx'
import styles from './administration.module.css'
import { AuditList } from './audit-list.tsx'
import { ACTION_WORDS } from './audit-words.ts'

const ANY = ''
const DAY = 24 * 60 * 60 * 1000

const ACTIONS = [
  { value: ANY, label: 'Anything' },
  ...Object.entries(ACTION_WORDS).map(([value, label]) => ({ value, label })),
]

/** Who changed which right, when: to be read, filtered and taken along. */
export const AuditSection = () => {
  const { people } = useDirectory()
  const [person, setPerson] = useState(ANY)
  const [action, setAction] = useState(ANY)
  const [from, setFrom] = useState('')
  const [until, setUntil] = useState('')
  const filter = useMemo(
    (): AuditFilter => ({
      person: person === ANY ? undefined : (person as PrincipalId),
      action: action === ANY ? undefined : action,
      from: dayOf(from),
      // The last day counts whole.
      until: plus(dayOf(until), DAY),
    }),
    [person, action, from, until],
  )
  const persons = useMemo(
    () => [
      { value: ANY, label: 'Anybody' },
      ...people
        .filter(({ kind }) => kind !== 'agent')
        .toSorted((a, b) => a.name.localeCompare(b.name))
        .map(({ id, name, former }) => ({
          value: id as string,
          label: former === true ? `${name} (left)` : name,
        })),
    ],
    [people],
  )
  return (
    <>
      <h2>Audit log</h2>
      <p className={styles.intro}>
        Every change of rights and membership: who, what, when, and from what to what. What is said in
        conversations is nowhere here.
      </p>
      <div className={styles.filters}>
        <Select label="Who" value={person} options={persons} onChange={setPerson} />
        <Select label="What" value={action} options={ACTIONS} onChange={setAction} />
        <TextField label="From" type="date" value={from} onChange={setFrom} />
        <TextField label="Until" type="date" value={until} onChange={setUntil} />
      </div>
      <div className={styles.export}>
        <a href={auditExportPath(filter, 'csv')} download>
          <Download aria-hidden="true" /> Export as CSV
        </a>
        <a href={auditExportPath(filter, 'json')} download>
          <Download aria-hidden="true" /> Export as JSON
        </a>
      </div>
      <AuditList filter={filter} />
    </>
  )
}

/** The beginning of a day as it is here. */
const dayOf = (date: string): number | undefined => {
  const time = date === '' ? Number.NaN : new Date(`${date}T00:00`).getTime()
  return Number.isNaN(time) || time < 0 ? undefined : time
}

const plus = (time: number | undefined, more: number): number | undefined =>
  time === undefined ? undefined : time + more
