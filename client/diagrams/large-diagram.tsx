/** A diagram as large as the window, and larger: by buttons, keys, or two fingers as the browser has it. */
import { Minus, Plus, X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { type KeyboardEvent, useState } from 'react'
import { Button, IconButton, useDialogFocus } from '../design/index.ts'
import { altOf } from './alt-of.ts'
import type { Picture } from './drawings.ts'
import styles from './large-diagram.module.css'

interface LargeDiagramProps {
  readonly picture: Picture
  readonly onClose: () => void
}

const LargeDiagram = (props: LargeDiagramProps) => (
  <Dialog.Root open onOpenChange={props.onClose}>
    <Dialog.Portal>
      <Dialog.Overlay className={styles.veil} />
      <Content {...props} />
    </Dialog.Portal>
  </Dialog.Root>
)

export default LargeDiagram

const STEP = 1.25
const LEAST = 0.25
const MOST = 6

const Content = ({ picture }: LargeDiagramProps) => {
  /** `undefined`: as it fits the window. */
  const [scale, setScale] = useState<number>()
  const zoom = (by: number): void =>
    setScale((now = fitting(picture)) => Math.min(MOST, Math.max(LEAST, now * by)))
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === '+' || event.key === '=') zoom(STEP)
    else if (event.key === '-') zoom(1 / STEP)
    else if (event.key === '0') setScale(undefined)
  }
  const { address, width, height, title } = picture
  return (
    <Dialog.Content
      {...useDialogFocus()}
      className={styles.box}
      aria-describedby={undefined}
      onKeyDown={onKeyDown}
    >
      <header className={styles.head}>
        <Dialog.Title className={styles.name}>{title === '' ? 'Diagram' : title}</Dialog.Title>
        <IconButton size="small" label="Smaller" icon={<Minus />} onClick={() => zoom(1 / STEP)} />
        <Button size="small" variant="plain" onClick={() => setScale(undefined)}>
          {scale === undefined ? 'Fits' : `${Math.round(scale * 100)} %`}
        </Button>
        <IconButton size="small" label="Larger" icon={<Plus />} onClick={() => zoom(STEP)} />
        <Dialog.Close asChild>
          {/* No tooltip: the first Esc would close that. */}
          <Button size="small" icon={<X />}>
            Close
          </Button>
        </Dialog.Close>
      </header>
      <div className={styles.stage} tabIndex={0} role="group" aria-label="Diagram">
        <img
          src={address}
          alt={altOf(picture)}
          width={width}
          height={height}
          className={scale === undefined ? styles.fits : undefined}
          style={scale === undefined ? undefined : { width: width * scale, height: height * scale }}
        />
      </div>
    </Dialog.Content>
  )
}

/** About as large as it stands there when it fits. */
const fitting = ({ width, height }: Picture): number =>
  Math.min(window.innerWidth / width, window.innerHeight / height, 2)
