import { useMemo } from 'react'
import type { PrincipalId } from '../../shared/ids.ts'
import { Select } from '../design/index.ts'
import { useDirectory } from '../sync/hooks.tsx'
import styles from './administration.module.css'

const NOBODY = ''

/** Picks the member who is to own what somebody leaves. */
export const HeirField = ({
  label,
  except,
  value,
  onChange,
}: {
  readonly label: string
  readonly except: readonly PrincipalId[]
  readonly value: PrincipalId | undefined
  readonly onChange: (id: PrincipalId | undefined) => void
}) => {
  const { people } = useDirectory()
  const options = useMemo(
    () => [
      { value: NOBODY, label: 'Choose somebody' },
      ...people
        .filter(({ id, kind, former }) => kind === 'person' && former !== true && !except.includes(id))
        .toSorted((a, b) => a.name.localeCompare(b.name))
        .map(({ id, name }) => ({ value: id as string, label: name })),
    ],
    [people, except],
  )
  return (
    <div className={styles.heir}>
      <Select
        label={label}
        value={value ?? NOBODY}
        options={options}
        onChange={(chosen) => onChange(people.find(({ id }) => id === chosen)?.id)}
      />
    </div>
  )
}
