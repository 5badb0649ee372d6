import { useState } from 'react'
import type { Person } from '../../shared/api.ts'
import { isolated } from '../../shared/isolated.ts'
import { Avatar, SearchField, useListbox } from '../design/index.ts'
import styles from './people-field.module.css'
import { usePeopleSearch } from './use-people-search.ts'

/** Finds members by name or e-mail; each one chosen goes to the list, and the field is ready for the next. */
export const PeopleField = ({
  organization,
  taken,
  onChoose,
  label = 'Add people by name or e-mail',
  membersOnly = false,
}: {
  readonly organization: string
  readonly taken: readonly Person[]
  readonly onChoose: (person: Person) => void
  readonly label?: string
  /** No bots. */
  readonly membersOnly?: boolean
}) => {
  const [query, setQuery] = useState('')
  const found = usePeopleSearch(query)
  const people =
    found.kind === 'found'
      ? found.people.filter(
          ({ id, kind }) => !taken.some((person) => person.id === id) && !(membersOnly && kind !== 'person'),
        )
      : []
  const { reset, fieldProps, listProps, optionProps } = useListbox({
    label: 'People found',
    count: people.length,
    onChoose: (index) => {
      const person = people[index]
      if (person === undefined) return
      onChoose(person)
      setQuery('')
      reset()
    },
  })
  return (
    <div className={styles.frame}>
      <SearchField
        {...fieldProps}
        label={label}
        value={query}
        onChange={(value) => {
          setQuery(value)
          reset()
        }}
        autoFocus
      />
      <div className={styles.found} hidden={query.trim() === ''}>
        <div {...listProps}>
          {people.map((person, index) => (
            <div key={person.id} {...optionProps(index)} className={styles.option}>
              <Avatar person={person} decorative />
              <span className={styles.name}>{person.name}</span>
              <span className={styles.about}>{person.kind === 'bot' ? 'Bot' : person.email}</span>
            </div>
          ))}
        </div>
        <p className={styles.status} role="status">
          {found.kind === 'failed' && found.message}
          {found.kind === 'found' &&
            people.length === 0 &&
            (found.people.length > 0
              ? 'Everybody of that name is in the list already.'
              : `Nobody in ${isolated(organization)} has that name or e-mail.`)}
        </p>
      </div>
    </div>
  )
}
