/** Finds members, groups, and addresses of people who are to be invited; each one chosen becomes a chip. */
import { Mail, Users, X } from 'lucide-react'
import { useCallback, useState } from 'react'
import { newInvitedSchema } from '../../shared/api-sharing.ts'
import { isolated } from '../../shared/isolated.ts'
import { useApi } from '../api/api-context.tsx'
import { useLoaded } from '../api/use-loaded.ts'
import { Avatar, Button, SearchField, Select, useListbox } from '../design/index.ts'
import { useDirectory } from '../sync/hooks.tsx'
import styles from './add-field.module.css'
import fieldStyles from './people-field.module.css'
import {
  type Choice,
  chipsOf,
  choiceKey,
  choose,
  type Draft,
  levelChips,
  settleChips,
  unchoose,
} from './sharing-draft.ts'
import { usePeopleSearch } from './use-people-search.ts'

export interface AddFieldProps {
  readonly organization: string
  readonly draft: Draft
  /** Keys of what is in the list already. */
  readonly taken: ReadonlySet<string>
  readonly onChange: (draft: Draft) => void
}

export const AddField = (props: AddFieldProps) => {
  const { draft, onChange } = props
  const chips = chipsOf(draft)
  return (
    <>
      <Finder {...props} onChoose={(choice) => onChange(choose(draft, choice))} />
      {chips.length > 0 && (
        <div className={styles.chosen}>
          <ul className={styles.chips} aria-label="To be added">
            {chips.map(({ key, choice }) => (
              <li key={key} className={styles.chip}>
                <Face choice={choice} />
                <span className={styles.chipName}>{nameOf(choice)}</span>
                <button
                  type="button"
                  className={styles.unchoose}
                  aria-label={`Do not add ${isolated(nameOf(choice))}`}
                  onClick={() => onChange(unchoose(draft, key))}
                >
                  <X aria-hidden="true" />
                </button>
              </li>
            ))}
          </ul>
          <div className={styles.together}>
            <Select
              label={chips.length === 1 ? 'Level for the one you add' : 'Level for those you add'}
              hideLabel
              size="small"
              value={draft.chipLevel}
              options={LEVEL_OPTIONS}
              onChange={(level) => onChange(levelChips(draft, level))}
            />
            <Button size="small" onClick={() => onChange(settleChips(draft))}>
              Add to the list
            </Button>
          </div>
        </div>
      )}
    </>
  )
}

export const LEVEL_OPTIONS = [
  { value: 'view', label: 'View only' },
  { value: 'collaborate', label: 'Can collaborate' },
] as const

const nameOf = (choice: Choice): string => {
  switch (choice.kind) {
    case 'person':
      return choice.person.name
    case 'group':
      return choice.group.name
    case 'email':
      return choice.email
  }
}

const Face = ({ choice }: { readonly choice: Choice }) => {
  switch (choice.kind) {
    case 'person':
      return <Avatar person={choice.person} size={20} decorative />
    case 'group':
      return <Users className={styles.sign} aria-hidden="true" />
    case 'email':
      return <Mail className={styles.sign} aria-hidden="true" />
  }
}

const Finder = ({
  organization,
  taken,
  onChoose,
}: AddFieldProps & { readonly onChoose: (choice: Choice) => void }) => {
  const [query, setQuery] = useState('')
  const isAdmin = useDirectory().self.role === 'admin'
  const { choices, said } = useFound(query, { taken, organization, isAdmin })
  const { reset, fieldProps, listProps, optionProps } = useListbox({
    label: 'Found',
    count: choices.length,
    onChoose: (index) => {
      const choice = choices[index]
      if (choice === undefined) return
      onChoose(choice)
      setQuery('')
      reset()
    },
  })
  return (
    <div className={fieldStyles.frame}>
      <SearchField
        {...fieldProps}
        label="Add people by name or e-mail, or groups"
        value={query}
        onChange={(value) => {
          setQuery(value)
          reset()
        }}
        autoFocus
      />
      <div className={fieldStyles.found} hidden={query.trim() === ''}>
        <div {...listProps}>
          {choices.map((choice, index) => (
            <div key={choiceKey(choice)} {...optionProps(index)} className={fieldStyles.option}>
              <Face choice={choice} />
              <span className={fieldStyles.name}>
                {choice.kind === 'email' ? `Invite ${choice.email} and share` : nameOf(choice)}
              </span>
              <span className={fieldStyles.about}>{aboutOf(choice, organization)}</span>
            </div>
          ))}
        </div>
        <p className={fieldStyles.status} role="status">
          {said}
        </p>
      </div>
    </div>
  )
}

const aboutOf = (choice: Choice, organization: string): string | undefined => {
  switch (choice.kind) {
    case 'person':
      return choice.person.kind === 'bot' ? 'Bot' : choice.person.email
    case 'group':
      return choice.group.memberCount === 1 ? 'Group, 1 member' : `Group, ${choice.group.memberCount} members`
    case 'email':
      return `not a member of ${isolated(organization)} yet`
  }
}

/** What a query finds, and a sentence where that is nothing. */
const useFound = (
  query: string,
  {
    taken,
    organization,
    isAdmin,
  }: { readonly taken: ReadonlySet<string>; readonly organization: string; readonly isAdmin: boolean },
): { readonly choices: readonly Choice[]; readonly said: string | undefined } => {
  const api = useApi()
  const { loaded } = useLoaded(useCallback(() => api.groups(), [api]))
  const found = usePeopleSearch(query)
  const wanted = query.trim()
  if (found.kind === 'failed') return { choices: [], said: found.message }
  if (wanted === '' || found.kind === 'idle') return { choices: [], said: undefined }
  const groups = loaded.kind === 'loaded' ? loaded.value.groups : []
  const all: Choice[] = [
    ...found.people.map((person) => ({ kind: 'person', person }) as const),
    ...groups
      .filter(({ name }) => name.toLocaleLowerCase().includes(wanted.toLocaleLowerCase()))
      .map((group) => ({ kind: 'group', group }) as const),
  ]
  const choices = all.filter((choice) => !taken.has(choiceKey(choice)))
  if (choices.length > 0) return { choices, said: undefined }
  if (all.length > 0) return { choices, said: 'Everybody of that name is in the list already.' }
  const email = newInvitedSchema.shape.email.safeParse(wanted)
  if (!email.success) return { choices, said: `Nobody in ${isolated(organization)} has that name or e-mail.` }
  const invited: Choice = { kind: 'email', email: email.data.toLowerCase() }
  if (!isAdmin) {
    return {
      choices,
      said: `Nobody in ${isolated(organization)} has that e-mail. Admins can invite them; then you can share this with them.`,
    }
  }
  return taken.has(choiceKey(invited))
    ? { choices, said: 'This address is invited already.' }
    : { choices: [invited], said: undefined }
}
