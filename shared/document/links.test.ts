import { expect, test } from 'vitest'
import { isSafeLink } from './links.ts'

test.each([
  'https://example.org/a?b#c',
  'HTTP://example.org',
  'mailto:ana@example.org',
  '/c/some-conversation',
  '#part',
  'page.html',
  '//example.org',
  '',
])('[GATE-15] %j may be followed', (href) => {
  expect(isSafeLink(href)).toBe(true)
})

test.each([
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  ' javascript:alert(1)',
  '\u0001javascript:alert(1)',
  'java\nscript:alert(1)',
  'java\tscript\r:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'file:///etc/passwd',
  'blob:https://example.org/x',
  `https://example.org/${'x'.repeat(5_000)}`,
])('[GATE-15] %j may not', (href) => {
  expect(isSafeLink(href)).toBe(false)
})
