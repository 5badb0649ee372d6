/** How many steps through conflicts each user may still cause in one document. See `CONFLICT_LIMITS`. */
import type { PrincipalId } from '../../shared/ids.ts'
import { CONFLICT_LIMITS } from './limits.ts'

export interface StepAllowance {
  /** For the next update. */
  readonly of: (user: PrincipalId) => number
  /** Steps are paid for whether the update is taken or not. */
  readonly spend: (user: PrincipalId, steps: number) => void
  readonly giveBack: (user: PrincipalId, structs: number) => void
}

export const createStepAllowance = (): StepAllowance => {
  const { stepsPerUpdate, stepsPerUser, stepsGivenPerStruct } = CONFLICT_LIMITS
  /** Of those who have spent any. */
  const left = new Map<PrincipalId, number>()
  return {
    of: (user) => Math.min(stepsPerUpdate, left.get(user) ?? stepsPerUser),
    spend: (user, steps) => {
      if (steps > 0) left.set(user, Math.max(0, (left.get(user) ?? stepsPerUser) - steps))
    },
    giveBack: (user, structs) => {
      const now = left.get(user)
      if (now === undefined) return
      const then = now + structs * stepsGivenPerStruct
      if (then < stepsPerUser) left.set(user, then)
      else left.delete(user)
    },
  }
}
