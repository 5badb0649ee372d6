/** Holds the promises of tokens.css: its colours are read as a browser reads them, light and dark. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

type Oklch = readonly [lightness: number, chroma: number, hue: number]

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
const PAIR = /--([\w-]+): light-dark\(oklch\(([\d. ]+)\), oklch\(([\d. ]+)\)\)/g

const tokens = { light: new Map<string, Oklch>(), dark: new Map<string, Oklch>() }
for (const [, name = '', light = '', dark = ''] of css.matchAll(PAIR)) {
  tokens.light.set(name, light.split(' ').map(Number) as unknown as Oklch)
  tokens.dark.set(name, dark.split(' ').map(Number) as unknown as Oklch)
}

const colour = (theme: 'light' | 'dark', name: string): Oklch => {
  const found = tokens[theme].get(name)
  if (found === undefined) throw new Error(`tokens.css has no colour --${name}`)
  return found
}

/** Linear sRGB, by Björn Ottosson's matrices. */
const linear = ([l, c, h]: Oklch): readonly [number, number, number] => {
  const a = c * Math.cos((h * Math.PI) / 180)
  const b = c * Math.sin((h * Math.PI) / 180)
  const [x, y, z] = [
    (l + 0.3963377774 * a + 0.2158037573 * b) ** 3,
    (l - 0.1055613458 * a - 0.0638541728 * b) ** 3,
    (l - 0.0894841775 * a - 1.291485548 * b) ** 3,
  ] as const
  return [
    4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z,
    -1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z,
    -0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z,
  ]
}

const luminance = (oklch: Oklch): number => {
  const [r, g, b] = linear(oklch).map((part) => Math.min(1, Math.max(0, part)))
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0)
}

const contrast = (one: Oklch, other: Oklch): number => {
  const [bright = 0, dim = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (bright + 0.05) / (dim + 0.05)
}

const branches = Array.from({ length: 8 }, (_, index) => `branch-${index}`)

describe.each(['light', 'dark'] as const)('the %s colours', (theme) => {
  const papers = ['paper', 'paper-sunk', 'paper-raised', 'paper-hover']

  const tooFaintOn = (text: string, on: readonly string[], least: number) =>
    on.filter((paper) => contrast(colour(theme, text), colour(theme, paper)) < least)

  test.each(['ink', 'ink-quiet'])('[DESIGN-1] %s is legible on every paper, at 7:1', (text) => {
    expect(tooFaintOn(text, [...papers, 'paper-selected'], 7)).toEqual([])
  })

  test.each([
    ['leaf', 'paper'],
    ['leaf', 'paper-raised'],
    ['on-leaf', 'leaf'],
    ['on-leaf', 'leaf-hover'],
    ['danger', 'paper'],
    ['danger', 'paper-raised'],
    ['danger', 'danger-tint'],
    ['on-danger', 'danger-fill'],
    ['warning', 'warning-tint'],
    ['leaf', 'leaf-tint'],
    ['ink', 'leaf-tint'],
  ])('[DESIGN-1] %s is legible on %s, at 7:1', (text, paper) => {
    expect(contrast(colour(theme, text), colour(theme, paper))).toBeGreaterThanOrEqual(7)
  })

  test.each(['line-control', 'focus', ...branches])(
    '[DESIGN-1] %s stands out from the paper, at 3:1',
    (line) => {
      expect(tooFaintOn(line, papers, 3)).toEqual([])
    },
  )

  test('[DESIGN-2] no branch is louder than another: equal lightness and chroma, and a screen can show them', () => {
    const [first, ...rest] = branches.map((name) => colour(theme, name))
    for (const other of rest) expect(other.slice(0, 2)).toEqual(first?.slice(0, 2))
    const outside = branches.filter((name) =>
      linear(colour(theme, name)).some((part) => part < -0.001 || part > 1.001),
    )
    expect(outside).toEqual([])
  })

  test('[DESIGN-2] branches made one after the other are far apart in hue', () => {
    const hues = branches.map((name) => colour(theme, name)[2])
    for (const [index, hue] of hues.entries()) {
      const next = hues[(index + 1) % hues.length] ?? 0
      const apart = Math.abs(hue - next) % 360
      expect(Math.min(apart, 360 - apart)).toBeGreaterThanOrEqual(70)
    }
  })
})
