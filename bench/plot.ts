/** Bars as SVG: one group for each case, one bar for each server, numbers written on them. */

export interface Bar {
  readonly label: string
  readonly value: number
  /** Ours stands out. */
  readonly isOurs: boolean
}
export interface Group {
  readonly title: string
  readonly bars: readonly Bar[]
}

const WIDTH = 720
const LABEL = 190
const BAR = 18
const GAP = 4
const TITLE = 26
const VALUE = 90

export const plotBars = (
  title: string,
  groups: readonly Group[],
  format: (value: number) => string,
): string => {
  const parts: string[] = []
  let y = 40
  for (const group of groups) {
    parts.push(text(16, y + 14, group.title, 'font-weight="600"'))
    y += TITLE
    const largest = Math.max(...group.bars.map(({ value }) => value))
    for (const { label, value, isOurs } of group.bars) {
      const length = largest > 0 ? Math.max(1, (value / largest) * (WIDTH - LABEL - VALUE)) : 1
      parts.push(text(LABEL - 8, y + 13, label, 'text-anchor="end"'))
      parts.push(
        `<rect x="${LABEL}" y="${y}" width="${length.toFixed(1)}" height="${BAR}" rx="3" fill="${isOurs ? '#2f7d5b' : '#9aa5a0'}"/>`,
      )
      parts.push(text(LABEL + length + 6, y + 13, format(value), isOurs ? 'font-weight="600"' : ''))
      y += BAR + GAP
    }
    y += 10
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" role="img" aria-label="${escape(title)}" font-family="system-ui, sans-serif" font-size="12" fill="#1d2521">`,
    `<rect width="${WIDTH}" height="${y}" fill="#ffffff"/>`,
    text(16, 24, title, 'font-size="15" font-weight="700"'),
    ...parts,
    '</svg>',
    '',
  ].join('\n')
}

const text = (x: number, y: number, content: string, attributes: string): string =>
  `<text x="${x.toFixed(1)}" y="${y}" ${attributes}>${escape(content)}</text>`

const escape = (content: string): string =>
  content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
