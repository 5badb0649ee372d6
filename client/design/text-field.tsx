import { type ComponentProps, useId } from 'react'
import { classNames } from './class-names.ts'
import styles from './field.module.css'
import { FieldFrame, noteProps } from './field.tsx'

type Input = Omit<ComponentProps<'input'>, 'onChange' | 'value' | 'id' | 'size'>

export interface TextFieldProps extends Input {
  readonly label: string
  /** Read aloud but not shown; only where the place says it plainly. */
  readonly hideLabel?: boolean
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: string | undefined
  readonly error?: string | undefined
}

export const TextField = ({
  label,
  hideLabel = false,
  value,
  onChange,
  hint,
  error,
  className,
  ...rest
}: TextFieldProps) => {
  const id = useId()
  return (
    <FieldFrame id={id} label={label} hideLabel={hideLabel} hint={hint} error={error}>
      <input
        type="text"
        {...rest}
        {...noteProps(id, hint, error)}
        id={id}
        className={classNames(styles.control, className)}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </FieldFrame>
  )
}
