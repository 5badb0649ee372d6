import type { Level } from '../../shared/levels.ts'

/** A level in the words of the share dialog. */
export const LEVEL_WORDS: Readonly<Record<Level, string>> = {
  none: 'No access',
  view: 'View only',
  collaborate: 'Can collaborate',
  owner: 'Owner',
}
