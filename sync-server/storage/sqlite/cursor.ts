/** Where a page ends, as text that means something to the store alone. */

export const cursorFrom = (...place: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url')

/** `undefined` where it is none of ours, or of another list. */
export const placeOf = <Shape extends readonly ('string' | 'number')[]>(
  cursor: string | undefined,
  ...shape: Shape
): { readonly [Key in keyof Shape]: Shape[Key] extends 'string' ? string : number } | undefined => {
  if (cursor === undefined) return undefined
  let place: unknown
  try {
    place = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
  if (!Array.isArray(place) || place.length !== shape.length) return undefined
  return shape.every((type, index) => typeof place[index] === type)
    ? (place as unknown as ReturnType<typeof placeOf<Shape>>)
    : undefined
}
