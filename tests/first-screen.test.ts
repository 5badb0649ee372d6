/** What the first screen waits for, read off the imports: the parts that are fetched apart stay apart. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')

/** What is asked for at once where somebody opens a conversation. */
const FIRST_SCREEN = [
  'client/main.tsx',
  'client/app/workspace.tsx',
  'client/chat/conversation-page.tsx',
  'client/sync/account.ts',
]

/** Imports that are loaded with a file; those in `import()` and types are not. */
const importsOf = (path: string): string[] =>
  [
    ...readFileSync(join(ROOT, path), 'utf8').matchAll(
      /^(?:import|export)\s+(?!type\b)(?:[^'"]*?\sfrom\s+)?'([^']+)'/gm,
    ),
  ].map(([, specifier]) => specifier ?? '')

const fetchedApart = (path: string): string[] =>
  [...readFileSync(join(ROOT, path), 'utf8').matchAll(/\bimport\('(\.[^']+)'\)/g)].map(([, specifier]) =>
    fileOf(path, specifier ?? ''),
  )

const fileOf = (from: string, specifier: string): string =>
  relative(ROOT, resolve(ROOT, dirname(from), specifier))
    .split(sep)
    .join('/')

const reachedFrom = (starts: readonly string[]) => {
  const files = new Set<string>(starts)
  const packages = new Map<string, string>()
  for (const path of files) {
    for (const specifier of importsOf(path)) {
      if (!specifier.startsWith('.')) {
        packages.set(specifier, path)
        continue
      }
      const target = relative(ROOT, resolve(ROOT, dirname(path), specifier))
        .split(sep)
        .join('/')
      if (/\.tsx?$/.test(target) && existsSync(join(ROOT, target))) files.add(target)
    }
  }
  return { files, packages }
}

it('[APP-9] the first screen waits for no editor, formula, colours, diagram or dialog', () => {
  const { files, packages } = reachedFrom(FIRST_SCREEN)
  // The walk is a walk: what a message is drawn with is reached, by way of several files.
  expect([...files]).toContain('client/chat/markdown/markdown.tsx')
  expect([...packages.keys()]).toContain('yjs')

  const heavy = /^(@tiptap\/|prosemirror-|katex|lowlight|highlight\.js|mermaid|pdfjs|minisearch)/
  expect([...packages].filter(([name]) => heavy.test(name))).toEqual([])
  // Whatever is fetched apart from somewhere is fetched apart from everywhere on the way to the first screen.
  const apart = [...files].flatMap(fetchedApart).filter((path) => !FIRST_SCREEN.includes(path))
  expect(apart).toContain('client/editor/composer.tsx')
  expect(apart.filter((path) => files.has(path))).toEqual([])
})

it('[APP-9] whoever signs in loads nothing of what is behind it', () => {
  const { files, packages } = reachedFrom(['client/main.tsx'])
  expect([...packages.keys()].filter((name) => /^(yjs|y-|idb)/.test(name))).toEqual([])
  expect([...files].filter((path) => /^client\/(chat|directory|editor|map)\//.test(path))).toEqual([])
})
