/** Says in words what saving a draft will do, and who would lose something by it. Pure. */
import type { Person, Sharing } from '../../shared/api.ts'
import { isolated } from '../../shared/isolated.ts'
import { highest, type Level, type SideTalk } from '../../shared/levels.ts'
import {
  changesOf,
  type Draft,
  type GivenLevel,
  givenLevel,
  grantedGroups,
  grantedPeople,
  savedLevel,
  sideTalkChange,
} from './sharing-draft.ts'

export interface SharingPreview {
  /** A sentence for each change that `losingAccess` does not say already. */
  readonly lines: readonly string[]
  /** Those who would have no access any more, whatever else applies to them. */
  readonly losingAccess: readonly Person[]
  /** Those who could no longer edit, but still view. */
  readonly losingCollaboration: readonly Person[]
}

type AccessEntry = Sharing['access'][number]

export const previewSharing = (sharing: Sharing, draft: Draft): SharingPreview => {
  const changes = changesOf(sharing, draft)
  const affected = sharing.access
    .map((entry) => ({ entry, after: levelAfter(sharing, draft, entry) }))
    .filter(({ entry, after }) => entry.level !== after)
  return {
    lines: [
      ...changes.flatMap((change) => describe(sharing, draft, change) ?? []),
      ...[...draft.emails].map(
        ([email, level]) => `${email} is invited: ${NOW[level]}, once they have joined`,
      ),
      ...sideTalkLine(sideTalkChange(sharing, draft)),
    ],
    losingAccess: affected.filter(({ after }) => after === 'none').map(({ entry }) => entry.person),
    losingCollaboration: affected
      .filter(({ entry, after }) => after === 'view' && entry.level === 'collaborate')
      // Whose own line says it already is not named twice.
      .filter(
        ({ entry }) =>
          !changes.some(
            ({ subject, level }) =>
              subject.kind === 'person' && subject.id === entry.person.id && level === 'view',
          ),
      )
      .map(({ entry }) => entry.person),
  }
}

/** The level that somebody who has access now will have: the highest of what still applies. */
const levelAfter = (sharing: Sharing, draft: Draft, { person, level, reasons }: AccessEntry): Level => {
  if (level === 'owner') return 'owner'
  const groups = reasons.flatMap((reason) => (reason.kind === 'group' ? [reason.groupId] : []))
  const joined = draft.groups
    .filter(({ memberIds }) => memberIds?.includes(person.id) === true)
    .map(({ id }) => id)
  return highest([
    givenLevel(sharing, draft, { kind: 'person', id: person.id }),
    ...[...groups, ...joined].map((id) => givenLevel(sharing, draft, { kind: 'group', id })),
    // Bots have access by name or group only.
    person.kind === 'person' ? givenLevel(sharing, draft, { kind: 'organization' }) : 'none',
  ])
}

const describe = (
  sharing: Sharing,
  draft: Draft,
  change: ReturnType<typeof changesOf>[number],
): string | undefined => {
  const { subject, level } = change
  const before = savedLevel(sharing, subject)
  switch (subject.kind) {
    case 'organization': {
      const { memberCount } = sharing.organization
      const name = isolated(sharing.organization.name)
      if (level === 'none') return `${name} as a whole loses access`
      return `Anyone in ${name} (${people(memberCount)}): ${fromTo(before, level)}`
    }
    case 'group': {
      const group = grantedGroups(sharing, draft).find(({ id }) => id === subject.id)
      const name =
        group === undefined ? 'The group' : `${isolated(group.name)} (${people(group.memberCount)})`
      if (level !== 'none') return `${name}: ${fromTo(before, level)}`
      return group?.memberCount === 1 ? `${name} loses access as a group` : `${name} lose access as a group`
    }
    case 'person': {
      const person = grantedPeople(sharing, draft).find(({ id }) => id === subject.id)
      const name = isolated(person?.name ?? 'This person')
      const entry = sharing.access.find(({ person }) => person.id === subject.id)
      const after = entry === undefined ? level : levelAfter(sharing, draft, entry)
      if (after === 'none') return undefined
      if (after !== level && after !== 'owner') {
        return `${name}: still ${NOW[after]}, through the organization or a group`
      }
      return level === 'none' ? undefined : `${name}: ${fromTo(before, level)}`
    }
  }
}

const sideTalkLine = (change: SideTalk | undefined): readonly string[] => {
  switch (change) {
    case undefined:
      return []
    case 'everybody':
      return ['People who can only view may take part in the side talk, and read what was said there']
    case 'collaborators':
      return ['People who can only view no longer take part in the side talk']
  }
}

const NOW = { view: 'view only', collaborate: 'can collaborate' } as const

const fromTo = (before: GivenLevel, level: keyof typeof NOW): string =>
  before === 'none' ? NOW[level] : `${NOW[before]} → ${NOW[level]}`

const people = (count: number): string => (count === 1 ? '1 person' : `${count} people`)

/** "Ana", "Ana and Ben", "Ana, Ben and 3 others". */
export const namesOf = (persons: readonly { readonly name: string }[], most = 4): string => {
  const names = persons.map(({ name }) => isolated(name))
  const shown = names.length > most ? names.slice(0, most - 1) : names
  const rest = names.length - shown.length
  const parts = rest === 0 ? shown : [...shown, `${rest} others`]
  const last = parts.at(-1) ?? ''
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`
}
