/** The member that an admin's request is about: somebody of their own organization, or nobody. */
import type { Context } from 'hono'
import type { PrincipalId } from '../../shared/ids.ts'
import type { AccessStore, Member } from '../access/access-store.ts'
import { notFound } from './answers.ts'
import type { PersonPrincipal } from './caller.ts'
import { idFrom } from './organization-routes.ts'

export const memberFor = async (
  store: Pick<AccessStore, 'member'>,
  admin: PersonPrincipal,
  c: Context,
): Promise<Member> => {
  const member = await store.member(idFrom<PrincipalId>(c))
  if (member?.organization.id !== admin.organizationId) throw notFound('There is no such member.')
  return member
}
