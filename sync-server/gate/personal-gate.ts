/** The gate of a person's own room: plain values under any key of the known roots, by that person alone. */
import { PERSONAL_ROOTS, PERSONAL_VALUE_LENGTH, personalRoot } from '../../shared/document/index.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import { createGate, type GateOptions } from './create-gate.ts'
import type { Gate } from './gate.ts'
import { createPlaces, type MayDo, type Root, type Rules, type ValueRule } from './place.ts'

const owner: MayDo = () => true

const isPlain = (value: unknown): boolean => {
  switch (typeof value) {
    case 'string':
      return value.length <= PERSONAL_VALUE_LENGTH
    case 'number':
    case 'boolean':
      return true
    case 'object':
      return value === null || (isJson(value) && JSON.stringify(value).length <= PERSONAL_VALUE_LENGTH)
    default:
      return false
  }
}

/** The parser has bounded its depth. */
const isJson = (value: unknown): boolean =>
  typeof value === 'object' && value !== null
    ? Object.values(value).every(isJson)
    : typeof value !== 'bigint' && value !== undefined

const VALUE: ValueRule = {
  is: 'value',
  set: owner,
  refuses: (value) => (isPlain(value) ? undefined : 'value'),
  remove: owner,
  otherwise: 'key',
}

/** Any key but the one that would set an object's prototype where the map is read as JSON. */
const RULES: Rules = { is: 'fields', rule: (key) => (key === '__proto__' ? undefined : VALUE) }

export const createPersonalGate = (options: GateOptions & { readonly ownerId: PrincipalId }): Gate => {
  const roots = new Map<string, Root>(
    PERSONAL_ROOTS.map((name) => [name, { type: personalRoot(options.doc, name), rules: RULES }]),
  )
  return createGate(options, {
    places: createPlaces(roots, () => undefined),
    mayWrite: (writer) => writer.id === options.ownerId && writer.level === 'owner',
    refuseIncomplete: () => undefined,
  })
}
