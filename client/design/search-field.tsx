import { Search } from 'lucide-react'
import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'
import styles from './field.module.css'

export interface SearchFieldProps extends Omit<ComponentProps<'input'>, 'onChange' | 'value' | 'type'> {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}

/** Filters as one types. Esc empties it first and only then leaves. */
export const SearchField = ({ label, value, onChange, onKeyDown, className, ...rest }: SearchFieldProps) => (
  <div className={classNames(styles.search, className)}>
    <Search aria-hidden="true" />
    <input
      autoComplete="off"
      spellCheck={false}
      placeholder={label}
      {...rest}
      type="search"
      aria-label={label}
      className={styles.control}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        onKeyDown?.(event)
        if (event.key === 'Escape' && value !== '') {
          event.preventDefault()
          event.stopPropagation()
          onChange('')
        }
      }}
    />
  </div>
)
