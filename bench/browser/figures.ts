/** Figures by name and case, their medians over the rounds, and how they are shown. */
import { cpus } from 'node:os'

/** What was measured once: by figure, then by case. */
export type Round = Readonly<Record<string, Readonly<Record<string, number>>>>

export const median = (values: readonly number[]): number => percentile(values, 0.5)

export const percentile = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * part)] ?? Number.NaN

export const medianOf = (rounds: readonly Round[]): Round => {
  const [first] = rounds
  if (first === undefined) throw new Error('Nothing was measured.')
  return Object.fromEntries(
    Object.entries(first).map(([figure, cases]) => [
      figure,
      Object.fromEntries(
        Object.keys(cases).map((name) => [
          name,
          median(rounds.map((round) => round[figure]?.[name] ?? Number.NaN)),
        ]),
      ),
    ]),
  )
}

/** A table for each set of cases, in the order of their measuring. */
const tablesOf = (
  round: Round,
): { readonly cases: readonly string[]; readonly rows: readonly string[][] }[] => {
  const tables = new Map<string, { cases: readonly string[]; rows: string[][] }>()
  for (const [figure, values] of Object.entries(round)) {
    const cases = Object.keys(values)
    const table = tables.get(cases.join()) ?? { cases, rows: [] }
    tables.set(cases.join(), table)
    table.rows.push([figure, ...Object.values(values).map(shown)])
  }
  return [...tables.values()]
}

const shown = (value: number): string => {
  if (Number.isNaN(value)) return '-'
  return Math.abs(value) < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en')
}

export const toConsole = (round: Round): string =>
  tablesOf(round)
    .map(({ cases, rows }) =>
      [['', ...cases], ...rows]
        .map(
          ([name = '', ...cells]) => `${name.padEnd(56)}${cells.map((cell) => cell.padStart(14)).join('')}`,
        )
        .join('\n'),
    )
    .join('\n\n')

export const toMarkdown = (round: Round, rounds: number): string =>
  [
    `${cpus().length} cores, Node ${process.versions.node}, Chromium without a graphics card. ${rounds === 1 ? 'One round.' : `Medians of ${rounds} rounds.`}`,
    ...tablesOf(round).map(({ cases, rows }) =>
      [
        `| | ${cases.join(' | ')} |`,
        `|---|${cases.map(() => '---:|').join('')}`,
        ...rows.map((row) => `| ${row.join(' | ')} |`),
      ].join('\n'),
    ),
  ].join('\n\n')
