/**
 * Changes to a conversation's sharing that are not saved yet: kept as wishes on top of what the server said, so that
 * they outlive a newer version of it. Those who were just chosen stand as chips, with a level for all of them, until
 * they are put into the list. Pure.
 */
import type { ChangeSharing, Group, Person, Sharing, SharingSubject } from '../../shared/api.ts'
import type { GrantLevel, SideTalk } from '../../shared/levels.ts'

export type GivenLevel = ChangeSharing['changes'][number]['level']

export interface Draft {
  readonly wishes: ReadonlyMap<string, Wish>
  /** Those who were chosen here and whom the server's list does not name yet. */
  readonly people: readonly Person[]
  readonly groups: readonly Group[]
  /** Addresses that belong to no member: invited when this is saved. */
  readonly emails: ReadonlyMap<string, GrantLevel>
  /** Who is to take part in the side talk, where that was changed here. */
  readonly sideTalk?: SideTalk
  /** Keys of those that stand as chips, oldest first. */
  readonly chips: readonly string[]
  readonly chipLevel: GrantLevel
}

interface Wish {
  readonly subject: SharingSubject
  readonly level: GivenLevel
}

/** Somebody or something that can be chosen in the field. */
export type Choice =
  | { readonly kind: 'person'; readonly person: Person }
  | { readonly kind: 'group'; readonly group: Group }
  | { readonly kind: 'email'; readonly email: string }

export const EMPTY_DRAFT: Draft = {
  wishes: new Map(),
  people: [],
  groups: [],
  emails: new Map(),
  chips: [],
  chipLevel: 'view',
}

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
  wish(
    { ...draft, people: withOne(draft.people, person) },
    { kind: 'person', id: person.id },
    draft.chipLevel,
  )

export const addGroup = (draft: Draft, group: Group): Draft =>
  wish({ ...draft, groups: withOne(draft.groups, group) }, { kind: 'group', id: group.id }, draft.chipLevel)

// --- Chips ---

/** Chosen in the field: a chip with the level that all chips have. */
export const choose = (draft: Draft, choice: Choice): Draft => {
  const chips = [...draft.chips.filter((key) => key !== choiceKey(choice)), choiceKey(choice)]
  switch (choice.kind) {
    case 'person':
      return { ...addPerson(draft, choice.person), chips }
    case 'group':
      return { ...addGroup(draft, choice.group), chips }
    case 'email':
      return { ...draft, emails: new Map(draft.emails).set(choice.email, draft.chipLevel), chips }
  }
}

/** Takes one of them away again; of somebody who had access before, that stands as it was. */
export const unchoose = (draft: Draft, key: string): Draft => {
  const wishes = new Map(draft.wishes)
  wishes.delete(key)
  const emails = new Map(draft.emails)
  emails.delete(emailOfKey(key) ?? '')
  return { ...draft, wishes, emails, chips: draft.chips.filter((chip) => chip !== key) }
}

export interface Chip {
  readonly key: string
  readonly choice: Choice
}

export const chipsOf = ({ chips, people, groups }: Draft): readonly Chip[] =>
  chips.flatMap((key): Chip[] => {
    const person = people.find(({ id }) => keyOf({ kind: 'person', id }) === key)
    if (person !== undefined) return [{ key, choice: { kind: 'person', person } }]
    const group = groups.find(({ id }) => keyOf({ kind: 'group', id }) === key)
    if (group !== undefined) return [{ key, choice: { kind: 'group', group } }]
    const email = emailOfKey(key)
    return email === undefined ? [] : [{ key, choice: { kind: 'email', email } }]
  })

export const levelChips = (draft: Draft, chipLevel: GrantLevel): Draft => {
  const wishes = new Map(draft.wishes)
  const emails = new Map(draft.emails)
  for (const key of draft.chips) {
    const wished = wishes.get(key)
    if (wished !== undefined) wishes.set(key, { ...wished, level: chipLevel })
    const email = emailOfKey(key)
    if (email !== undefined) emails.set(email, chipLevel)
  }
  return { ...draft, wishes, emails, chipLevel }
}

/** The chips become entries of the list, each with a level of its own. */
export const settleChips = (draft: Draft): Draft => ({ ...draft, chips: [] })

/** The level of an invitation that is not sent yet; `undefined` takes it back. */
export const levelEmail = (draft: Draft, email: string, level: GrantLevel | undefined): Draft => {
  const emails = new Map(draft.emails)
  if (level === undefined) emails.delete(email)
  else emails.set(email, level)
  return { ...draft, emails, chips: draft.chips.filter((key) => key !== choiceKey({ kind: 'email', email })) }
}

// --- What it comes to ---

/** What differs from what is saved: the body of a save. */
export const changesOf = (sharing: Sharing, draft: Draft): ChangeSharing['changes'] =>
  [...draft.wishes.values()].filter(({ subject, level }) => level !== savedLevel(sharing, subject))

/** Who is to take part in the side talk, where that is not who does now. */
export const sideTalkChange = (sharing: Sharing, { sideTalk }: Draft): SideTalk | undefined =>
  sideTalk === sharing.sideTalk ? undefined : sideTalk

export const hasChanges = (sharing: Sharing, draft: Draft): boolean =>
  draft.emails.size > 0 ||
  changesOf(sharing, draft).length > 0 ||
  sideTalkChange(sharing, draft) !== undefined

/** Everybody who has a grant of their own or is about to lose it, in the order in which they came. */
export const grantedPeople = (sharing: Sharing, draft: Draft): readonly Person[] => [
  ...sharing.people,
  ...draft.people.filter(({ id }) => !sharing.people.some((saved) => saved.id === id)),
]

export const grantedGroups = (sharing: Sharing, draft: Draft): readonly Group[] => [
  ...sharing.groups,
  ...draft.groups.filter(({ id }) => !sharing.groups.some((saved) => saved.id === id)),
]

export const keyOf = (subject: SharingSubject): string =>
  subject.kind === 'organization' ? subject.kind : `${subject.kind}/${subject.id}`

export const choiceKey = (choice: Choice): string => {
  switch (choice.kind) {
    case 'person':
      return keyOf({ kind: 'person', id: choice.person.id })
    case 'group':
      return keyOf({ kind: 'group', id: choice.group.id })
    case 'email':
      return `email/${choice.email}`
  }
}

const emailOfKey = (key: string): string | undefined =>
  key.startsWith('email/') ? key.slice('email/'.length) : undefined

const withOne = <Item extends { readonly id: string }>(
  items: readonly Item[],
  item: Item,
): readonly Item[] => [...items.filter(({ id }) => id !== item.id), item]
