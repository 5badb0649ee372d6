/** The product's manual as sections that can be found and quoted: `docs/manual/*.md`, a page a file. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Section {
  readonly id: string
  /** The page's title. */
  readonly page: string
  /** The section's own title; the page's where it stands before the first heading. */
  readonly heading: string
  /** Markdown, without the heading. */
  readonly text: string
}

export const readManual = (folder: string): readonly Section[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .sort()
    .flatMap((file) => sectionsOf(file, readFileSync(join(folder, file), 'utf8')))

/** `# title` names the page, `## heading` begins a section. Headings within code blocks are code. */
export const sectionsOf = (file: string, markdown: string): readonly Section[] => {
  const lines = markdown.split('\n')
  const page =
    lines
      .find((line) => line.startsWith('# '))
      ?.slice(2)
      .trim() ?? file.replace(/\.md$/, '')
  const sections: { heading: string; lines: string[] }[] = [{ heading: page, lines: [] }]
  let inCode = false
  for (const line of lines) {
    if (line.startsWith('```')) inCode = !inCode
    if (!inCode && line.startsWith('## ')) sections.push({ heading: line.slice(3).trim(), lines: [] })
    else if (inCode || !line.startsWith('# ')) sections.at(-1)?.lines.push(line)
  }
  return sections
    .map(({ heading, lines: text }, index) => ({
      id: `${file}#${index}`,
      page,
      heading,
      text: text.join('\n').trim(),
    }))
    .filter(({ text }) => text !== '')
}
