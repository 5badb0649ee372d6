/** The parts of docs/performance.md that a benchmark writes, each between two marks; what stands around them stays. */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'

const PAGE = resolve(import.meta.dirname, '../docs/performance.md')

export const putBetween = (begin: string, end: string, text: string): void => {
  const page = readFileSync(PAGE, 'utf8')
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from === -1 || to === -1) throw new Error('docs/performance.md has lost the marks for the figures.')
  writeFileSync(PAGE, `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`)
}
