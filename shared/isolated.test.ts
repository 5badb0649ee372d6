import { expect, test } from 'vitest'
import { isolated } from './isolated.ts'
import { shortened } from './shortened.ts'

test('[LOOK-20] a name that runs from right to left stands in isolates, others as they are', () => {
  expect(isolated('Ana')).toBe('Ana')
  expect(isolated('日本語 (2)')).toBe('日本語 (2)')
  expect(isolated('شجرة (2)')).toBe('\u2068شجرة (2)\u2069')
  expect(isolated('')).toBe('')
})

test('[LOOK-20] marks in a name turn nothing around it', () => {
  expect(isolated('\u202Egnp.exe')).toBe('\u2068gnp.exe\u2069')
  expect(isolated('a\u2067b')).toBe('\u2068ab\u2069')
  // Once and again is the same: a name may come by several hands.
  expect(isolated(isolated('شجرة'))).toBe(isolated('شجرة'))
})

test('[LOOK-20] what is shortened keeps its isolates and whole signs', () => {
  expect(shortened('A name', 6)).toBe('A name')
  expect(shortened('A long name', 6)).toBe('A lon…')
  expect(shortened(isolated('شجرة طويلة جدا'), 6)).toBe(isolated('شجرة…'))
  expect(shortened('ab👩‍👩‍👧‍👦cd', 6)).toBe('ab…')
})
