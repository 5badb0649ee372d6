import { expect, it } from 'vitest'
import { safeHref } from './safe-link.ts'

it.each(['https://example.org/a?b#c', 'http://localhost:3000/', 'mailto:ana@example.org'])(
  '[CLIENT-4] %s may be followed',
  (href) => {
    expect(safeHref(href)).toBe(href)
  },
)

it.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'file:///etc/passwd',
  '//example.org',
  '/api/auth/sign-out',
  '',
  undefined,
])('[CLIENT-4] %s leads nowhere', (href) => {
  expect(safeHref(href)).toBeUndefined()
})
