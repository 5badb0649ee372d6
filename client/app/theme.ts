/**
 * Light or dark, or as the system has it. A copy is kept on the device because it is needed before the first paint
 * (public/theme.js); the choice itself follows the person in their own document.
 */
export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const KEY = 'banyan.theme'

export const readTheme = (value: unknown): Theme => THEMES.find((theme) => theme === value) ?? 'system'

export const applyTheme = (theme: Theme): void => {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  try {
    if (theme === 'system') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, theme)
  } catch {
    // Storage is switched off: the choice holds while the page is open.
  }
}
