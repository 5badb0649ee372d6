import type { Failure } from '../api/result.ts'
import styles from './front-page.module.css'

/** What went wrong, where no field of the form is to blame. */
export const FormProblem = ({
  error,
  fields,
}: {
  readonly error: Failure | undefined
  /** The fields that show their own errors. */
  readonly fields: readonly string[]
}) =>
  error === undefined || (error.field !== undefined && fields.includes(error.field)) ? null : (
    <p className={styles.problem} role="alert">
      {error.message}
    </p>
  )

export const errorAt = (error: Failure | undefined, field: string): string | undefined =>
  error?.field === field ? error.message : undefined
