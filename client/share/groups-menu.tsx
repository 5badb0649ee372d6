import { ChevronDown, Users } from 'lucide-react'
import { useCallback } from 'react'
import type { Group } from '../../shared/api.ts'
import { useApi } from '../api/api-context.tsx'
import { type Loaded, useLoaded } from '../api/use-loaded.ts'
import { Button, Menu, type MenuEntry } from '../design/index.ts'

/** The organization's groups that are not in the list yet. */
export const GroupsMenu = ({
  taken,
  onChoose,
}: {
  readonly taken: readonly Group[]
  readonly onChoose: (group: Group) => void
}) => {
  const api = useApi()
  const { loaded } = useLoaded(useCallback(() => api.groups(), [api]))
  return (
    <Menu items={entriesOf(loaded, taken, onChoose)} align="end">
      <Button icon={<Users />}>
        Add a group
        <ChevronDown size={14} aria-hidden="true" />
      </Button>
    </Menu>
  )
}

const entriesOf = (
  loaded: Loaded<{ readonly groups: readonly Group[] }>,
  taken: readonly Group[],
  onChoose: (group: Group) => void,
): readonly MenuEntry[] => {
  switch (loaded.kind) {
    case 'loading':
      return [{ kind: 'heading', label: 'Loading groups' }]
    case 'failed':
      return [{ kind: 'heading', label: loaded.error.message }]
    case 'loaded': {
      const left = loaded.value.groups.filter(({ id }) => !taken.some((group) => group.id === id))
      if (left.length === 0) {
        const words =
          loaded.value.groups.length === 0 ? 'There are no groups yet.' : 'All groups are in the list.'
        return [{ kind: 'heading', label: words }]
      }
      return left.map((group) => ({
        label: group.name,
        hint: group.memberCount === 1 ? '1 member' : `${group.memberCount} members`,
        icon: <Users />,
        onSelect: () => onChoose(group),
      }))
    }
  }
}
