import { expect, test } from 'vitest'
import { isShortcut } from './shortcuts.ts'

const press = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
})

test('[APP-3] a shortcut is its key with exactly its modifiers, Ctrl or the command key alike', () => {
  expect(isShortcut(press('k', { ctrlKey: true }), 'Mod+K')).toBe(true)
  expect(isShortcut(press('k', { metaKey: true }), 'Mod+K')).toBe(true)
  expect(isShortcut(press('O', { ctrlKey: true, shiftKey: true }), 'Mod+Shift+O')).toBe(true)
  expect(isShortcut(press('\\', { ctrlKey: true }), 'Mod+\\')).toBe(true)
})

test('[APP-3] typing is never a shortcut', () => {
  expect(isShortcut(press('k'), 'Mod+K')).toBe(false)
  expect(isShortcut(press('k', { ctrlKey: true, altKey: true }), 'Mod+K')).toBe(false)
  expect(isShortcut(press('o', { ctrlKey: true }), 'Mod+Shift+O')).toBe(false)
})
