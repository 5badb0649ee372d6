/** A diagram that somebody wrote, as its picture; its source stands there until it is drawn, and a press away after. */
import { Code, Image, Maximize2 } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { part } from '../app/part.tsx'
import { CodeFrame } from '../chat/markdown/code-frame.tsx'
import { IconButton } from '../design/index.ts'
import { altOf } from './alt-of.ts'
import styles from './diagram.module.css'
import type { Drawn, Picture } from './drawings.ts'
import { useDrawn } from './use-drawn.ts'

const LargeDiagram = part(() => import('./large-diagram.tsx'))

const Diagram = ({ code, source }: { readonly code: string; readonly source: ReactNode }) => {
  const place = useRef<HTMLDivElement>(null)
  const drawn = useDrawn(code, place)
  const [isSource, setSource] = useState(false)
  const [isLarge, setLarge] = useState(false)
  const picture = drawn?.kind === 'picture' ? drawn : undefined
  return (
    <div ref={place} data-diagram={drawn?.kind ?? 'waiting'}>
      <CodeFrame
        name={picture === undefined ? 'mermaid' : 'Diagram'}
        code={code}
        note={drawn === undefined ? undefined : noteOf(drawn)}
        actions={
          picture !== undefined && (
            <>
              <IconButton
                size="small"
                label={isSource ? 'Show the diagram' : 'Show its source'}
                icon={isSource ? <Image /> : <Code />}
                onClick={() => setSource(!isSource)}
              />
              <IconButton
                size="small"
                label="Open large"
                icon={<Maximize2 />}
                onClick={() => setLarge(true)}
              />
            </>
          )
        }
      >
        {picture === undefined || isSource ? source : <Shown picture={picture} />}
      </CodeFrame>
      {isLarge && picture !== undefined && <LargeDiagram picture={picture} onClose={() => setLarge(false)} />}
    </div>
  )
}

export default Diagram

/** Below this a picture is scrolled rather than made smaller: its words have to stay legible. */
const SMALLEST_SCALE = 0.65

const Shown = ({ picture }: { readonly picture: Picture }) => (
  // The keyboard scrolls wide ones.
  <div className={styles.stage} tabIndex={0} role="group" aria-label="Diagram">
    <img
      src={picture.address}
      alt={altOf(picture)}
      width={picture.width}
      height={picture.height}
      style={{ minWidth: Math.round(picture.width * SMALLEST_SCALE) }}
    />
  </div>
)

const noteOf = (drawn: Drawn): string | undefined => {
  switch (drawn.kind) {
    case 'picture':
      return undefined
    case 'unreadable':
      return 'This is not written as a diagram can be read, so its source is shown.'
    case 'large':
      return 'This diagram is too large to draw here, so its source is shown.'
    case 'slow':
      return 'Drawing this diagram took too long, so its source is shown.'
    case 'absent':
      return 'Diagrams can be drawn once this device has been on line again. Until then the source is shown.'
  }
}
