import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createRandom } from '../../tests/helpers/random.ts'
import { hashSecret, isSameSecret, newSecret, secretFromFile } from './secrets.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-secrets-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})
const random = createRandom(3)
const randomBytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => random.below(256))

it('[ACCESS-8] a secret is made once, and nobody else on the machine can read it', () => {
  const file = join(folder, 'inner', 'secret')
  const made = secretFromFile(file, randomBytes, 'prefix_')
  expect(made).toMatch(/^prefix_[\w-]{43}$/)
  expect(secretFromFile(file, randomBytes, 'prefix_')).toBe(made)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readFileSync(file, 'utf8').trim()).toBe(made)
})

it('[ACCESS-8] an empty file is no secret', () => {
  const file = join(folder, 'secret')
  writeFileSync(file, '\n')
  expect(() => secretFromFile(file, randomBytes)).toThrow(/is empty/)
})

it('[ACCESS-8] secrets are long, differ, and are stored as a hash', () => {
  const [a, b] = [newSecret(randomBytes), newSecret(randomBytes)]
  expect(a).not.toBe(b)
  expect(isSameSecret(a, a)).toBe(true)
  expect(isSameSecret(a, b)).toBe(false)
  expect(isSameSecret(a, `${a}x`)).toBe(false)
  expect(hashSecret(a)).toMatch(/^[0-9a-f]{64}$/)
})
