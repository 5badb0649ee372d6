/** People as the API shows them. */
import type { Person } from '../../shared/api.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import type { AccessState, OrganizationPerson } from '../access/access-store.ts'

export const personOf = (person: OrganizationPerson): Person => ({
  id: person.id,
  name: person.name,
  kind: person.kind,
  ...(person.kind === 'person' ? { email: person.email } : {}),
  ...(person.kind === 'person' && person.image !== undefined ? { image: person.image } : {}),
})

/** Also for somebody who has left: their name is asked of nobody here. */
export const personById = (state: AccessState, id: PrincipalId): Person => {
  const person = state.people.get(id)
  return person === undefined ? { id, name: 'Former member', kind: 'person' } : personOf(person)
}
