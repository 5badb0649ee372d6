import { useId } from 'react'
import { classNames } from './class-names.ts'
import fieldStyles from './field.module.css'
import styles from './select.module.css'
import { VisuallyHidden } from './visually-hidden.tsx'

export interface SelectOption<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly disabled?: boolean
}

export interface SelectProps<Value extends string> {
  readonly label: string
  readonly hideLabel?: boolean
  readonly value: Value
  readonly options: readonly SelectOption<Value>[]
  readonly onChange: (value: Value) => void
  readonly size?: 'small' | 'medium'
  readonly disabled?: boolean
}

/** The platform's own select: the best one on a phone and to a screen reader; its list is styled where it can be. */
export const Select = <Value extends string>({
  label,
  hideLabel = false,
  value,
  options,
  onChange,
  size = 'medium',
  disabled = false,
}: SelectProps<Value>) => {
  const id = useId()
  return (
    <div className={styles.frame}>
      <label htmlFor={id} className={hideLabel ? undefined : fieldStyles.label}>
        {hideLabel ? <VisuallyHidden>{label}</VisuallyHidden> : label}
      </label>
      <select
        id={id}
        className={classNames(styles.select, styles[size])}
        value={value}
        disabled={disabled}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.currentTarget.value)
          if (chosen !== undefined) onChange(chosen.value)
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  )
}
