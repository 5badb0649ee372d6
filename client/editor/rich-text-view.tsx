/** A person's text, drawn from the shared fragment. No editor is bound to it: looking at a text never changes it. */
import { Fragment, memo, type ReactNode, useMemo } from 'react'
import type * as Y from 'yjs'
import type { PrincipalId } from '../../shared/ids.ts'
import { CodeBlock } from '../chat/markdown/code-block.tsx'
import styles from '../chat/markdown/markdown.module.css'
import { SafeLink } from '../chat/markdown/safe-anchor.tsx'
import { classNames } from '../design/index.ts'
import { usePerson } from '../sync/hooks.tsx'
import { useFragmentVersion } from '../sync/use-body.ts'
import { fragmentToNodes, type RichMark, type RichNode, withoutBlankEnd } from './rich-text.ts'

export const RichTextView = memo(({ fragment }: { readonly fragment: Y.XmlFragment }) => {
  const version = useFragmentVersion(fragment)
  const nodes = useMemo(
    () => ({ version, nodes: withoutBlankEnd(fragmentToNodes(fragment)) }),
    [fragment, version],
  )
  return <div className={classNames(styles.markdown, styles.written)}>{drawn(nodes.nodes)}</div>
})
RichTextView.displayName = 'RichTextView'

/** Nodes have no ids of their own; they are read anew together. */
const drawn = (nodes: readonly RichNode[]): ReactNode =>
  nodes.map((node, index) => <Fragment key={index}>{nodeElement(node)}</Fragment>)

const nodeElement = (node: RichNode): ReactNode => {
  if (node.kind === 'text') return node.marks.reduce(marked, node.text)
  const children = drawn(node.children)
  switch (node.name) {
    case 'paragraph':
      // An empty paragraph is an empty line that somebody meant.
      return <p>{node.children.length === 0 ? <br /> : children}</p>
    case 'heading':
      return headingElement(Number(node.attributes.level), children)
    case 'bulletList':
    case 'taskList':
      return <ul dir="auto">{children}</ul>
    case 'orderedList':
      return (
        <ol dir="auto" start={Number(node.attributes.start) || 1}>
          {children}
        </ol>
      )
    case 'listItem':
      return <li>{children}</li>
    case 'taskItem':
      return (
        <li className={styles.task}>
          <input
            type="checkbox"
            checked={node.attributes.checked === true}
            readOnly
            disabled
            aria-label={node.attributes.checked === true ? 'Done' : 'Not done'}
          />
          {children}
        </li>
      )
    case 'blockquote':
      return <blockquote dir="auto">{children}</blockquote>
    case 'codeBlock':
      return (
        <CodeBlock
          code={wordsOf(node.children)}
          language={typeof node.attributes.language === 'string' ? node.attributes.language : undefined}
          isWhole
        />
      )
    case 'horizontalRule':
      return <hr />
    case 'hardBreak':
      return <br />
    case 'mention':
      return <MentionName id={node.attributes.id} label={textOf(node.attributes.label)} />
    case 'table':
      return (
        <div className={styles.tableFrame} dir="auto">
          <table>
            <tbody>{children}</tbody>
          </table>
        </div>
      )
    case 'tableRow':
      return <tr>{children}</tr>
    case 'tableCell':
      return <td>{children}</td>
    case 'tableHeader':
      return <th>{children}</th>
  }
}

/** By their name of today; what stands in the text may be old, or somebody's invention. */
const MentionName = ({ id, label }: { readonly id: unknown; readonly label: string }) => {
  const person = usePerson(typeof id === 'string' ? (id as PrincipalId) : undefined)
  return (
    <strong className={styles.mention} dir="auto">
      @{person?.name ?? label}
    </strong>
  )
}

const headingElement = (level: number, children: ReactNode): ReactNode => {
  if (level === 1) return <h3 className={styles.first}>{children}</h3>
  if (level === 2) return <h4 className={styles.second}>{children}</h4>
  return <h5 className={styles.third}>{children}</h5>
}

const marked = (inner: ReactNode, mark: RichMark): ReactNode => {
  switch (mark.name) {
    case 'bold':
      return <strong>{inner}</strong>
    case 'italic':
      return <em>{inner}</em>
    case 'code':
      return <code dir="ltr">{inner}</code>
    case 'strike':
      return <s>{inner}</s>
    case 'underline':
      return <u>{inner}</u>
    case 'highlight':
      return <mark>{inner}</mark>
    case 'link':
      return <SafeLink href={mark.attributes.href}>{inner}</SafeLink>
  }
}

const wordsOf = (nodes: readonly RichNode[]): string =>
  nodes.map((node) => (node.kind === 'text' ? node.text : wordsOf(node.children))).join('')

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
