/** Secrets of the house: how they are made, kept, and compared. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Gives this many random bytes; handed in, so that tests can be repeated. */
export type RandomBytes = (count: number) => Uint8Array

const SECRET_BYTES = 32

export const BOT_TOKEN_PREFIX = 'banyan_bot_'
export const AGENT_KEY_PREFIX = 'banyan_agent_'
/** Of people, for programs that act in their name. */
export const API_TOKEN_PREFIX = 'banyan_token_'

export const newSecret = (randomBytes: RandomBytes, prefix = ''): string =>
  prefix + Buffer.from(randomBytes(SECRET_BYTES)).toString('base64url')

/** What is stored of a token. Tokens are 256 random bits, so a fast hash is enough. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** Compares in a time that says nothing about where two secrets differ. */
export const isSameSecret = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())

/**
 * Reads a secret from its file, or makes it, readable by nobody else. The file is linked into place whole, so that
 * two processes that start at once agree on one secret and nobody reads half of it.
 */
export const secretFromFile = (file: string, randomBytes: RandomBytes, prefix = ''): string => {
  const kept = read(file)
  if (kept !== undefined) return kept
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.${Buffer.from(randomBytes(6)).toString('hex')}`
  writeFileSync(draft, `${newSecret(randomBytes, prefix)}\n`, { mode: 0o600 })
  try {
    linkSync(draft, file)
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error
  } finally {
    rmSync(draft)
  }
  const made = read(file)
  if (made === undefined)
    throw new Error(`The secret in ${file} is empty. Remove the file to have a new one made.`)
  return made
}

const read = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8').trim() || undefined
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined
    throw error
  }
}

const isErrno = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
