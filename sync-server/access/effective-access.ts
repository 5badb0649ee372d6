/**
 * Who may do what in a conversation, and why. Pure; the one place where grants become a level.
 * The highest grant that applies wins; the owner stands above all grants. Being an admin gives nothing here.
 */
import type { SharingSubject } from '../../shared/api.ts'
import type { AccessReason } from '../../shared/document/directory.ts'
import type { GroupId, PrincipalId } from '../../shared/ids.ts'
import {
  type GrantLevel,
  highest,
  LEVELS,
  type Level,
  type SideTalk,
  talkLevel,
} from '../../shared/levels.ts'

export interface Grant {
  readonly subject: SharingSubject
  readonly level: GrantLevel
}

/** Somebody of the conversation's organization, as far as grants look at them. */
export type Standing =
  | {
      readonly kind: 'person'
      readonly id: PrincipalId
      readonly groupIds: ReadonlySet<GroupId>
      readonly suspended: boolean
    }
  /** A bot gets in only by a grant in its own name: sharing with a group or everybody means people. */
  | { readonly kind: 'bot'; readonly id: PrincipalId; readonly suspended: boolean }

/** What a conversation says about rights. */
export interface Rights {
  readonly ownerId: PrincipalId
  readonly grants: readonly Grant[]
  readonly deleted: boolean
}

export interface Access {
  readonly level: Level
  /** Every reason that applies, the strongest first. */
  readonly reasons: readonly AccessReason[]
}

export const effectiveAccess = (
  who: Standing,
  rights: Rights,
  groupName: (id: GroupId) => string,
): Access => {
  if (rights.deleted || who.suspended) return { level: 'none', reasons: [] }
  const reasons: AccessReason[] = who.id === rights.ownerId ? [{ kind: 'owner', level: 'owner' }] : []
  for (const { subject, level } of rights.grants) {
    if (!applies(subject, who)) continue
    reasons.push(
      subject.kind === 'group'
        ? { kind: 'group', groupId: subject.id, name: groupName(subject.id), level }
        : { kind: subject.kind, level },
    )
  }
  reasons.sort((a, b) => LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level))
  return { level: highest(reasons.map((reason) => reason.level)), reasons }
}

export const effectiveLevel = (who: Standing, rights: Rights): Level =>
  effectiveAccess(who, rights, () => '').level

const applies = (subject: SharingSubject, who: Standing): boolean => {
  switch (subject.kind) {
    case 'organization':
      return who.kind === 'person'
    case 'group':
      return who.kind === 'person' && who.groupIds.has(subject.id)
    case 'person':
      return subject.id === who.id
  }
}

/** What somebody may do in the side talk. A bot nothing, whatever it may in the conversation. */
export const effectiveTalkLevel = (who: Standing, rights: Rights & { readonly sideTalk: SideTalk }) =>
  who.kind === 'bot' ? 'none' : talkLevel(effectiveLevel(who, rights), rights.sideTalk)
