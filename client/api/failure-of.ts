import type { z } from 'zod'
import type { Failure } from './result.ts'

/** Checks a form with the server's own schema, so that both say the same of the same field. */
export const failureOf = (schema: z.ZodType, form: unknown): Failure | undefined => {
  const issue = schema.safeParse(form).error?.issues[0]
  return issue && { code: 'invalid', message: issue.message, field: issue.path.join('.') }
}
