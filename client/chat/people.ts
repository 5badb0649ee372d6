/** Names for ids, as they stand in sentences. Everybody whose name one may need stands in the directory. */
import { useMemo } from 'react'
import { BANYAN_AGENT, type PrincipalId } from '../../shared/ids.ts'
import { isolated } from '../../shared/isolated.ts'
import type { AvatarPerson } from '../design/index.ts'
import { useDirectory, useMe } from '../sync/hooks.tsx'

export type PersonOf = (id: string) => AvatarPerson

export const usePeople = (): PersonOf => {
  const { people } = useDirectory()
  const me = useMe()
  return useMemo(() => {
    const shown = <Person extends AvatarPerson>(person: Person) => ({
      ...person,
      name: isolated(person.name),
    })
    const byId = new Map<string, AvatarPerson>(people.map((person) => [person.id, shown(person)]))
    return (id) => {
      if (id === me.id) return { ...shown(me), ...byId.get(id) }
      return byId.get(id) ?? unknownPerson(id as PrincipalId)
    }
  }, [people, me])
}

const unknownPerson = (id: PrincipalId): AvatarPerson =>
  id === BANYAN_AGENT ? { id, name: 'Banyan', kind: 'agent' } : { id, name: 'Somebody', kind: 'person' }

/** 'Ana', 'Ana and Ben', 'Ana, Ben and 3 others'. */
export const namesOf = (names: readonly string[]): string => {
  const [first, second, ...rest] = names
  if (first === undefined) return ''
  if (second === undefined) return first
  if (rest.length === 0) return `${first} and ${second}`
  return `${first}, ${second} and ${rest.length} ${rest.length === 1 ? 'other' : 'others'}`
}
