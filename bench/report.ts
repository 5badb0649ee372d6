/** The figures, as a table for the console, as JSON, and as the generated part of docs/performance.md with its plots. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join, resolve } from 'node:path'
import type { GateRow } from './gate.ts'
import { putBetween } from './generated.ts'
import type { Measurements } from './measurements.ts'
import { type Group, plotBars } from './plot.ts'
import { SERVERS } from './server-process.ts'

const ROOT = resolve(import.meta.dirname, '..')
const BEGIN = '<!-- Written by `npm run bench -- --write`. -->'
const END = '<!-- End of what the benchmark writes. -->'

const FIGURES: Readonly<
  Record<string, { readonly title: string; readonly format: (value: number) => string }>
> = {
  cpuPerDelivery: { title: 'CPU a delivered update, µs', format: (value) => value.toFixed(2) },
  deliveriesPerSecond: { title: 'updates delivered a second', format: (value) => thousands(value) },
  cores: { title: 'cores busy', format: (value) => value.toFixed(2) },
  p50: { title: 'to the last viewer p50, ms', format: (value) => value.toFixed(1) },
  p99: { title: 'to the last viewer p99, ms', format: (value) => value.toFixed(1) },
  commit50: { title: 'p50, ms', format: (value) => value.toFixed(2) },
  commit99: { title: 'p99, ms', format: (value) => value.toFixed(2) },
  commitCpu: { title: 'CPU, µs', format: (value) => value.toFixed(0) },
  bytes: { title: 'memory of an idle connection, kB', format: (value) => (value / 1_000).toFixed(1) },
  held: { title: 'of it in use, kB', format: (value) => (value / 1_000).toFixed(1) },
  coldTime: { title: 'cold, ms', format: (value) => value.toFixed(0) },
  coldCpu: { title: 'cold, ms of CPU', format: (value) => value.toFixed(1) },
  warmTime: { title: 'warm, ms', format: (value) => value.toFixed(1) },
  warmCpu: { title: 'warm, ms of CPU', format: (value) => value.toFixed(2) },
  time: { title: 'until all are in, ms', format: (value) => value.toFixed(0) },
  cpu: { title: 'ms of CPU', format: (value) => value.toFixed(0) },
  lost: { title: 'updates lost that others had seen', format: (value) => value.toFixed(0) },
}

const thousands = (value: number): string =>
  value >= 1_000_000 ? `${(value / 1_000_000).toFixed(2)} M` : `${(value / 1_000).toFixed(1)} k`

const figureOf = (name: string) => FIGURES[name] ?? { title: name, format: String }

interface Row {
  readonly figure: string
  readonly cells: readonly { readonly server: string; readonly value: string; readonly ratio: string }[]
}

const rowsOf = (results: Measurements, name: string): Row[] =>
  results.figuresOf(name).map((figure) => ({
    figure: figureOf(figure).title,
    cells: results.servers(name).map((server) => {
      const value = results.median(name, server, figure)
      const ratio = server === 'relay' ? undefined : results.ratio(name, server, figure)
      return {
        server: SERVERS[server].title,
        value: value === undefined ? '-' : figureOf(figure).format(value),
        ratio: ratio === undefined ? '' : `${ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(0)} x`,
      }
    }),
  }))

export const toConsole = (results: Measurements, gate: readonly GateRow[]): string => {
  const lines = results
    .cases()
    .flatMap((name) => [
      '',
      name,
      ...rowsOf(results, name).flatMap(({ figure, cells }) => [
        `  ${figure}`,
        ...cells.map(
          ({ server, value, ratio }) => `    ${server.padEnd(26)}${value.padStart(10)}${ratio.padStart(10)}`,
        ),
      ]),
    ])
  return [...lines, ...gateTable(gate), ''].join('\n')
}

export const toJson = (results: Measurements, gate: readonly GateRow[]): string => {
  const cases = results.cases().map((name) => ({
    case: name,
    servers: results.servers(name).map((server) => ({
      server,
      figures: Object.fromEntries(
        results
          .figuresOf(name)
          .map((figure) => [
            figure,
            { median: results.median(name, server, figure), toRelay: results.ratio(name, server, figure) },
          ]),
      ),
    })),
  }))
  return `${JSON.stringify({ machine: machine(), cases, gate }, undefined, 2)}\n`
}

/** Puts the figures between the two marks of docs/performance.md; what is written around them stays. */
export const writeReport = (results: Measurements, gate: readonly GateRow[]): void => {
  mkdirSync(join(ROOT, 'docs', 'images'), { recursive: true })
  const images = plots(results)
  for (const { file: image, svg } of images) writeFileSync(join(ROOT, 'docs', 'images', image), svg)
  const generated = [
    `${machine()}. Medians; in brackets the ratio to the relay.`,
    ...images.map(({ file: image, title }) => `![${title}](images/${image})`),
    ...results.cases().map((name) => markdownTable(results, name)),
    gateTable(gate).length === 0
      ? ''
      : ['### The gate alone', '', '```', ...gateTable(gate).slice(2), '```'].join('\n'),
  ].filter((part) => part !== '')
  putBetween(BEGIN, END, generated.join('\n\n'))
}

const markdownTable = (results: Measurements, name: string): string => {
  const servers = results.servers(name).map((server) => SERVERS[server].title)
  return [
    `### ${name[0]?.toUpperCase()}${name.slice(1)}`,
    '',
    `| | ${servers.join(' | ')} |`,
    `|---|${servers.map(() => '---:|').join('')}`,
    ...rowsOf(results, name).map(({ figure, cells }) => {
      const values = cells.map(({ value, ratio }) => (ratio === '' ? value : `${value} (${ratio})`))
      return `| ${figure} | ${values.join(' | ')} |`
    }),
  ].join('\n')
}

const gateTable = (rows: readonly GateRow[]): string[] =>
  rows.length === 0
    ? []
    : [
        '',
        'the gate alone, microseconds for one token',
        'messages   check   apply   check / apply',
        ...rows.map(
          ({ messages, check, apply, ratio }) =>
            `${String(messages).padStart(8)}${check.toFixed(2).padStart(8)}${apply.toFixed(2).padStart(8)}${ratio.toFixed(2).padStart(16)}`,
        ),
      ]

const PLOTS = [
  {
    file: 'fan-out-cpu.svg',
    title: 'Server CPU for each delivered update, microseconds (less is better)',
    figure: 'cpuPerDelivery',
    cases: (name: string) => name.startsWith('paced'),
  },
  {
    file: 'fan-out-latency.svg',
    title: 'From the write to the last viewer, p50, milliseconds (less is better)',
    figure: 'p50',
    cases: (name: string) => name.startsWith('paced'),
  },
  {
    file: 'fan-out-flat-out.svg',
    title: 'Updates delivered a second, flat out (more is better)',
    figure: 'deliveriesPerSecond',
    cases: (name: string) => name.startsWith('flat out'),
  },
  {
    file: 'join-cold.svg',
    title: 'Opening a conversation that is not in memory, milliseconds (less is better)',
    figure: 'coldTime',
    cases: (name: string) => name.startsWith('join'),
  },
] as const

const plots = (results: Measurements): { file: string; title: string; svg: string }[] =>
  PLOTS.flatMap(({ file, title, figure, cases }) => {
    const groups = results
      .cases()
      .filter(cases)
      .map(
        (name): Group => ({
          title: name,
          bars: results.servers(name).map((server) => ({
            label: SERVERS[server].title,
            value: results.median(name, server, figure) ?? 0,
            isOurs: server === 'banyan',
          })),
        }),
      )
    return groups.length === 0 ? [] : [{ file, title, svg: plotBars(title, groups, figureOf(figure).format) }]
  })

const machine = (): string => {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'bench/servers/package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  const versions = ['ws', 'yjs', '@hocuspocus/server', 'y-websocket', 'y-leveldb', 'better-sqlite3'].map(
    (name) => `${name} ${dependencies[name]}`,
  )
  return `${cpus().length} cores, Node ${process.versions.node}, ${versions.join(', ')}`
}
