import { lazy, Suspense } from 'react'
import { CodeFrame } from './code-frame.tsx'
import { ColouredCode } from './coloured-code.tsx'

// Only those load it who meet one.
const Diagram = lazy(() => import('../../diagrams/diagram.tsx'))

export interface CodeBlockProps {
  readonly code: string
  /** What stands behind the fence. */
  readonly language: string | undefined
  /** Whether all of it is written. A diagram stays code until then. */
  readonly isWhole: boolean
}

export const CodeBlock = ({ code, language, isWhole }: CodeBlockProps) => {
  const name = language?.split(/\s/)[0] ?? ''
  const source = <Source code={code} language={name.toLowerCase()} />
  const framed = (
    <CodeFrame name={name === '' ? 'Code' : name} code={code}>
      {source}
    </CodeFrame>
  )
  if (name.toLowerCase() !== 'mermaid' || !isWhole || code.trim() === '') return framed
  return (
    <Suspense fallback={framed}>
      <Diagram code={code} source={source} />
    </Suspense>
  )
}

const Source = ({ code, language }: { readonly code: string; readonly language: string }) => (
  // The keyboard scrolls long lines.
  <pre tabIndex={0} role="group" aria-label="Code">
    <ColouredCode code={code} language={language} />
  </pre>
)
