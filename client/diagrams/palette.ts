/** Our tokens as colours that the library can calculate with. */
import type { Palette } from './messages.ts'

const BRANCHES = 8
const known = new Map<boolean, Palette>()

export const paletteFor = (isDark: boolean): Palette => {
  const palette = known.get(isDark) ?? readPalette(isDark)
  known.set(isDark, palette)
  return palette
}

const readPalette = (isDark: boolean): Palette => {
  const probe = document.createElement('span')
  probe.style.colorScheme = isDark ? 'dark' : 'light'
  document.body.append(probe)
  const read = (colour: string): string => {
    // Mixed with itself, so that it is told in sRGB however it is written.
    probe.style.color = `color-mix(in srgb, ${colour}, ${colour})`
    return hexOf(getComputedStyle(probe).color)
  }
  const tint = (colour: string, share: number): string =>
    read(`color-mix(in srgb, ${colour} ${share}%, var(--paper))`)
  const palette: Palette = {
    isDark,
    paper: read('var(--paper)'),
    fill: read('var(--leaf-tint)'),
    second: tint('var(--branch-0)', 20),
    third: read('var(--paper-sunk)'),
    ink: read('var(--ink)'),
    line: read('var(--line-control)'),
    note: read('var(--warning-tint)'),
    branches: Array.from({ length: BRANCHES }, (_, index) => tint(`var(--branch-${index})`, 45)),
  }
  probe.remove()
  return palette
}

/** `color(srgb 0.1 0.2 0.3)` or `rgb(26, 51, 77)`. */
const hexOf = (computed: string): string => {
  const scale = computed.startsWith('color(') ? 255 : 1
  const numbers = computed.match(/-?[\d.]+(?:e-?\d+)?/g)?.slice(0, 3) ?? []
  const parts = numbers.map((part) => Math.round(Math.min(255, Math.max(0, Number(part) * scale))))
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}
