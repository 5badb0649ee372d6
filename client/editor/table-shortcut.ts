/** A table as one writes it in Markdown: `| tree | age |` and Enter make its head, Tab goes from cell to cell. */
import { Extension, type JSONContent } from '@tiptap/react'

const MOST_COLUMNS = 12

/** The cells of a line of Markdown's tables; `undefined` where it is none. */
export const cellsOf = (line: string): readonly string[] | undefined => {
  const inner = /^\s*\|(.+)\|\s*$/.exec(line)?.[1]
  const cells = inner?.split('|').map((cell) => cell.trim())
  return cells !== undefined && cells.length <= MOST_COLUMNS ? cells : undefined
}

const cell = (type: 'tableHeader' | 'tableCell', text: string): JSONContent => ({
  type,
  content: [{ type: 'paragraph', ...(text === '' ? {} : { content: [{ type: 'text', text }] }) }],
})

export const tableShortcut = (): Extension =>
  Extension.create({
    name: 'tableShortcut',
    // Before Enter sends.
    priority: 1050,
    addKeyboardShortcuts: () => ({
      Enter: ({ editor }) => {
        const { $from, empty } = editor.state.selection
        const isLineEnd = empty && $from.depth === 1 && $from.parentOffset === $from.parent.content.size
        if (!isLineEnd || $from.parent.type.name !== 'paragraph' || editor.view.composing) return false
        const cells = cellsOf($from.parent.textContent)
        if (cells === undefined) return false
        const from = $from.before()
        const head = cells.reduce((size, text) => size + text.length + 4, 2)
        return (
          editor
            .chain()
            .insertContentAt({ from, to: $from.after() }, [
              {
                type: 'table',
                content: [
                  { type: 'tableRow', content: cells.map((text) => cell('tableHeader', text)) },
                  { type: 'tableRow', content: cells.map(() => cell('tableCell', '')) },
                ],
              },
              // Where one goes on below it.
              { type: 'paragraph' },
            ])
            // Into the first cell below the head: past table, head, row, cell and paragraph.
            .setTextSelection(from + 1 + head + 3)
            .run()
        )
      },
    }),
  })
