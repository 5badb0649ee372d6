import { expect, test } from 'vitest'
import { initialsOf, tintOf } from './initials.ts'

test.each([
  ['Ana Sousa', 'AS'],
  ['Ana Maria de Sousa', 'AS'],
  ['  ben ', 'B'],
  ['Élise Ångström', 'ÉÅ'],
  ['😀 Smile', '😀S'],
  ['\u2068شجرة طويلة\u2069', 'شط'],
  ['', ''],
])('[DESIGN-4] "%s" is shown as "%s"', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})

test('[DESIGN-4] an id has the same hue everywhere', () => {
  expect(tintOf('ana')).toBe(tintOf('ana'))
  expect(new Set(['a', 'b', 'c', 'd'].map(tintOf)).size).toBeGreaterThan(1)
})
