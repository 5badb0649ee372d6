/**
 * Changes to a conversation's sharing that are not saved yet: kept as wishes on top of what the server said, so that
 * they outlive a newer version of it. Pure.
 */
import type { ChangeSharing, Group, Person, Sharing, SharingSubject } from '../../shared/api.ts'

export type GivenLevel = ChangeSharing['changes'][number]['level']

export interface Draft {
  readonly wishes: ReadonlyMap<string, Wish>
  /** Those who were chosen here and whom the server's list does not name yet. */
  readonly people: readonly Person[]
  readonly groups: readonly Group[]
}

interface Wish {
  readonly subject: SharingSubject
  readonly level: GivenLevel
}

export const EMPTY_DRAFT: Draft = { wishes: new Map(), people: [], groups: [] }

export const givenLevel = (sharing: Sharing, draft: Draft, subject: SharingSubject): GivenLevel =>
  draft.wishes.get(keyOf(subject))?.level ?? savedLevel(sharing, subject)

export const savedLevel = (sharing: Sharing, subject: SharingSubject): GivenLevel => {
  switch (subject.kind) {
    case 'organization':
      return sharing.organization.level
    case 'group':
      return sharing.groups.find(({ id }) => id === subject.id)?.level ?? 'none'
    case 'person':
      return sharing.people.find(({ id }) => id === subject.id)?.level ?? 'none'
  }
}

export const wish = (draft: Draft, subject: SharingSubject, level: GivenLevel): Draft => ({
  ...draft,
  wishes: new Map(draft.wishes).set(keyOf(subject), { subject, level }),
})

export const addPerson = (draft: Draft, person: Person): Draft =>
  wish({ ...draft, people: withOne(draft.people, person) }, { kind: 'person', id: person.id }, 'view')

export const addGroup = (draft: Draft, group: Group): Draft =>
  wish({ ...draft, groups: withOne(draft.groups, group) }, { kind: 'group', id: group.id }, 'view')

/** What differs from what is saved: the body of a save. */
export const changesOf = (sharing: Sharing, draft: Draft): ChangeSharing['changes'] =>
  [...draft.wishes.values()].filter(({ subject, level }) => level !== savedLevel(sharing, subject))

/** Everybody who has a grant of their own or is about to lose it, in the order in which they came. */
export const grantedPeople = (sharing: Sharing, draft: Draft): readonly Person[] => [
  ...sharing.people,
  ...draft.people.filter(({ id }) => !sharing.people.some((saved) => saved.id === id)),
]

export const grantedGroups = (sharing: Sharing, draft: Draft): readonly Group[] => [
  ...sharing.groups,
  ...draft.groups.filter(({ id }) => !sharing.groups.some((saved) => saved.id === id)),
]

const keyOf = (subject: SharingSubject): string =>
  subject.kind === 'organization' ? subject.kind : `${subject.kind}/${subject.id}`

const withOne = <Item extends { readonly id: string }>(
  items: readonly Item[],
  item: Item,
): readonly Item[] => [...items.filter(({ id }) => id !== item.id), item]
