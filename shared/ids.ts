/**
 * Branded ids. Parsed once, at the edge; inside the house a branded id is trusted to have the right shape.
 * Makes no randomness of its own: whoever makes an id hands in the bytes.
 */
declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

/** A person's account, a bot or an agent: whoever can be an author. */
export type PrincipalId = Branded<'PrincipalId'>
export type OrganizationId = Branded<'OrganizationId'>
export type GroupId = Branded<'GroupId'>
export type ConversationId = Branded<'ConversationId'>
export type MessageId = Branded<'MessageId'>
export type BranchId = Branded<'BranchId'>
export type RunId = Branded<'RunId'>

export type AnyId = PrincipalId | OrganizationId | GroupId | ConversationId | MessageId | BranchId | RunId

/** What every id looks like: safe in URLs, file names and keys. */
export const ID_PATTERN = /^[A-Za-z0-9_-]{4,40}$/

export const isId = (value: unknown): value is AnyId => typeof value === 'string' && ID_PATTERN.test(value)

/** Reads an id from outside; `undefined` where it does not have an id's shape. */
export const parseId = <Id extends AnyId>(value: unknown): Id | undefined =>
  isId(value) ? (value as Id) : undefined

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-'

/** How many random bytes `idFromBytes` wants: 20 characters of 6 bits, 120 bits in all. */
export const ID_BYTES = 20

/** Makes an id from `ID_BYTES` random bytes; six bits of each byte are used. */
export const idFromBytes = <Id extends AnyId>(bytes: Uint8Array): Id => {
  let id = ''
  for (let i = 0; i < ID_BYTES; i++) id += ALPHABET[(bytes[i] ?? 0) & 63]
  return id as Id
}

/** The branch that every conversation has from its first moment, without an entry of its own. */
export const MAIN_BRANCH = 'main' as BranchId

/** The assistant that comes with the house. Others (bots) have ids of their own. */
export const BANYAN_AGENT = 'banyan' as PrincipalId
