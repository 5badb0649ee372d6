import { type ComponentProps, useId } from 'react'
import { classNames } from './class-names.ts'
import styles from './field.module.css'
import { FieldFrame, noteProps } from './field.tsx'

type Area = Omit<ComponentProps<'textarea'>, 'onChange' | 'value' | 'id'>

export interface TextAreaProps extends Area {
  readonly label: string
  readonly hideLabel?: boolean
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: string | undefined
  readonly error?: string | undefined
}

export const TextArea = ({
  label,
  hideLabel = false,
  value,
  onChange,
  hint,
  error,
  rows = 4,
  className,
  ...rest
}: TextAreaProps) => {
  const id = useId()
  return (
    <FieldFrame id={id} label={label} hideLabel={hideLabel} hint={hint} error={error}>
      <textarea
        dir="auto"
        {...rest}
        {...noteProps(id, hint, error)}
        id={id}
        rows={rows}
        className={classNames(styles.control, styles.area, className)}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </FieldFrame>
  )
}
