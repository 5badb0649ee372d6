import type { Sharing } from '../../shared/api.ts'
import { isolated } from '../../shared/isolated.ts'
import { Checkbox } from '../design/index.ts'
import styles from './sharing.module.css'
import { type Draft, givenLevel, wish } from './sharing-draft.ts'

const ORGANIZATION = { kind: 'organization' } as const

/** The organization as two boxes, the second on top of the first. */
export const OrganizationBoxes = ({
  sharing,
  draft,
  onChange,
}: {
  readonly sharing: Sharing
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
}) => {
  const level = givenLevel(sharing, draft, ORGANIZATION)
  const { name, memberCount } = sharing.organization
  return (
    <div className={styles.organization}>
      <Checkbox
        label="Anyone in the organization can view"
        description={`${isolated(name)}, ${memberCount === 1 ? '1 member' : `${memberCount} members`}, and whoever joins later.`}
        checked={level !== 'none'}
        onChange={(checked) => onChange(wish(draft, ORGANIZATION, checked ? 'view' : 'none'))}
      />
      <div className={styles.nested}>
        <Checkbox
          label="Allow collaboration (edit messages)"
          checked={level === 'collaborate'}
          disabled={level === 'none'}
          onChange={(checked) => onChange(wish(draft, ORGANIZATION, checked ? 'collaborate' : 'view'))}
        />
      </div>
    </div>
  )
}
