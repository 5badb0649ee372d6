/** Why somebody has the level they have, in words. Pure. */
import type { Sharing } from '../../shared/api.ts'
import { isolated } from '../../shared/isolated.ts'
import { LEVELS } from '../../shared/levels.ts'

type AccessEntry = Sharing['access'][number]
type Reason = AccessEntry['reasons'][number]

/** All reasons, those that give the highest level first. */
export const reasonsInWords = (reasons: readonly Reason[], organization: string): string => {
  const ordered = [...reasons].sort((a, b) => LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level))
  const best = ordered[0]
  if (best === undefined) return ''
  // Nothing else matters to an owner.
  if (best.kind === 'owner') return sourceOf(best, organization)
  return ordered
    .map((reason) => {
      const source = sourceOf(reason, organization)
      return reason.level === best.level
        ? source
        : `${source} (${reason.level === 'view' ? 'view only' : 'can collaborate'})`
    })
    .join(', ')
}

const sourceOf = (reason: Reason, organization: string): string => {
  switch (reason.kind) {
    case 'owner':
      return 'owns the conversation'
    case 'organization':
      return `everyone at ${isolated(organization)}`
    case 'group':
      return `through ${isolated(reason.name)}`
    case 'person':
      return 'by name'
  }
}
