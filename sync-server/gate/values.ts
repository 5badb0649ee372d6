/** Predicates for plain values: what the rule tables are written with. */

export type Fits = (value: unknown) => boolean

export const text =
  (most: number): Fits =>
  (value) =>
    typeof value === 'string' && value.length <= most

export const number =
  (least: number, most: number): Fits =>
  (value) =>
    typeof value === 'number' && value >= least && value <= most

export const integer =
  (least: number, most: number): Fits =>
  (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most

export const boolean: Fits = (value) => typeof value === 'boolean'

export const oneOf =
  (values: readonly unknown[]): Fits =>
  (value) =>
    values.includes(value)

export const listOf =
  (most: number, fits: Fits): Fits =>
  (value) =>
    Array.isArray(value) && value.length <= most && value.every(fits)

/** An object with the fields of `Shape` and no others; those in `required` must be there. */
export const record = <Shape extends object>(
  fields: { readonly [Key in keyof Required<Shape>]: Fits },
  required: readonly (keyof Shape & string)[],
): Fits => {
  const fits = new Map<string, Fits>(Object.entries<Fits>(fields))
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    required.every((key) => Object.hasOwn(value, key)) &&
    Object.entries(value).every(([key, held]) => fits.get(key)?.(held) === true)
}
