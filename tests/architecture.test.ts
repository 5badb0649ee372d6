/** The import rules, and that every rule of RULES.md has a test: the plan of the house, held by the suite. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')
const FOLDERS = ['shared', 'sync-server', 'client', 'tests', 'bench']

interface Source {
  /** From the root, with slashes. */
  readonly path: string
  readonly imports: readonly string[]
}

const filesBelow = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs)$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'))

const existing = new Set(readdirSync(ROOT))
const sources: Source[] = FOLDERS.filter((folder) => existing.has(folder))
  .flatMap(filesBelow)
  .map((path) => {
    const text = readFileSync(join(ROOT, path), 'utf8')
    const specifiers = [...text.matchAll(/(?:\bfrom\s+|\bimport\s*\(\s*|\bimport\s+)'(\.[^']+)'/g)].map(
      ([, specifier]) => specifier ?? '',
    )
    return {
      path,
      imports: specifiers.map((specifier) =>
        relative(ROOT, resolve(ROOT, dirname(path), specifier.replace(/\?.*$/, '')))
          .split(sep)
          .join('/'),
      ),
    }
  })

const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path)
const within = (path: string, folders: readonly string[]): boolean =>
  folders.some((folder) => path === folder || path.startsWith(`${folder}/`))

/** What a folder of production code may import of ours, besides itself. */
const ALLOWED: readonly { readonly folder: string; readonly may: readonly string[] }[] = [
  { folder: 'shared', may: [] },
  { folder: 'client', may: ['shared'] },
  { folder: 'sync-server/gate', may: ['shared', 'sync-server/storage/document-store.ts'] },
  {
    folder: 'sync-server/rooms',
    may: [
      'shared',
      'sync-server/gate/gate.ts',
      'sync-server/gate/client-leases.ts',
      'sync-server/access/authorization.ts',
      'sync-server/access/principal.ts',
      'sync-server/storage/document-store.ts',
    ],
  },
  { folder: 'sync-server/access', may: ['shared', 'sync-server/rooms/rooms.ts'] },
  {
    folder: 'sync-server/commands',
    may: [
      'shared',
      'sync-server/access',
      'sync-server/directory',
      'sync-server/files/files.ts',
      'sync-server/rooms/rooms.ts',
    ],
  },
  { folder: 'sync-server/files', may: ['shared', 'sync-server/rooms/rooms.ts'] },
  { folder: 'sync-server/directory', may: ['shared', 'sync-server/access', 'sync-server/rooms/rooms.ts'] },
  {
    folder: 'sync-server/agent',
    may: ['shared', 'sync-server/rooms/rooms.ts', 'sync-server/access/principal.ts'],
  },
  { folder: 'sync-server', may: ['shared'] },
]

const ruleOf = (path: string): (typeof ALLOWED)[number] | undefined =>
  ALLOWED.find(({ folder }) => within(path, [folder]))

it('[HOUSE-1] imports go only where the plan of the house allows them', () => {
  const wrong = sources
    .filter(({ path }) => !isTest(path))
    .flatMap(({ path, imports }) => {
      const rule = ruleOf(path)
      if (rule === undefined) return []
      return imports
        .filter((target) => !within(target, [rule.folder, ...rule.may]))
        .map((target) => `${path} imports ${target}`)
    })
  expect(wrong).toEqual([])
})

it('[HOUSE-2] nobody imports tests, and only a composition root imports an adapter', () => {
  const roots = [
    'sync-server/banyan.ts',
    'sync-server/main.ts',
    'sync-server/repair.ts',
    'sync-server/agent/main.ts',
  ]
  const adapters = ['sync-server/storage/sqlite', 'sync-server/storage/disk', 'sync-server/transport']
  const wrong = sources
    .filter(({ path }) => !isTest(path) && !within(path, ['tests', 'bench']))
    .flatMap(({ path, imports }) =>
      imports
        .filter(
          (target) =>
            within(target, ['tests']) ||
            isTest(target) ||
            (within(target, adapters) && !within(path, adapters) && !roots.includes(path)),
        )
        .map((target) => `${path} imports ${target}`),
    )
  expect(wrong).toEqual([])
})

it('[HOUSE-3] no file imports itself by way of others', () => {
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const state = new Map<string, 'open' | 'done'>()
  const cycles: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'done') return
    if (state.get(path) === 'open') {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '))
      return
    }
    state.set(path, 'open')
    for (const target of byPath.get(path)?.imports ?? [])
      if (byPath.has(target)) visit(target, [...trail, path])
    state.set(path, 'done')
  }
  for (const { path } of sources) visit(path, [])
  expect(cycles).toEqual([])
})

it('[HOUSE-4] every rule has a test that names it, and every named rule exists', () => {
  const rules = new Set(
    [...readFileSync(join(ROOT, 'tests', 'RULES.md'), 'utf8').matchAll(/^- \*\*([A-Z]+-\d+)\*\*/gm)].map(
      ([, id]) => id ?? '',
    ),
  )
  const named = new Set(
    sources
      .filter(({ path }) => within(path, ['tests']) || isTest(path))
      .flatMap(({ path }) =>
        [...readFileSync(join(ROOT, path), 'utf8').matchAll(/\[([A-Z]+-\d+)\]/g)].map(([, id]) => id ?? ''),
      ),
  )
  expect([...rules].filter((id) => !named.has(id))).toEqual([])
  expect([...named].filter((id) => !rules.has(id))).toEqual([])
})

it('[HOUSE-5] the names of what stands in a document are written in one folder', () => {
  const wrong = sources
    .filter(({ path }) => !isTest(path) && within(path, ['client', 'sync-server', 'shared']))
    .filter(({ path }) => !within(path, ['shared/document']))
    .filter(({ path }) =>
      /\.(getArray|getMap|getText|getXmlFragment)(<[^(]*>)?\(/.test(readFileSync(join(ROOT, path), 'utf8')),
    )
    .map(({ path }) => path)
  expect(wrong).toEqual([])
})
