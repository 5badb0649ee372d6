/** A picture as large as the window lets it be. Esc, the close button and a click beside it close it. */
import { Download, X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { Button, useDialogFocus } from '../design/index.ts'
import styles from './lightbox.module.css'

interface LightboxProps {
  readonly address: string
  readonly alt: string
  readonly name: string
  readonly download: string | undefined
  readonly onClose: () => void
}

const Lightbox = ({ onClose, ...content }: LightboxProps) => (
  <Dialog.Root open onOpenChange={onClose}>
    <Dialog.Portal>
      <Dialog.Overlay className={styles.veil} />
      <Content {...content} onClose={onClose} />
    </Dialog.Portal>
  </Dialog.Root>
)

export default Lightbox

const Content = ({ address, alt, name, download, onClose }: LightboxProps) => (
  <Dialog.Content {...useDialogFocus()} className={styles.box} aria-describedby={undefined}>
    <header className={styles.head}>
      <Dialog.Title className={styles.name}>{name}</Dialog.Title>
      {download !== undefined && (
        <a className={styles.download} href={download} download={name}>
          <Download aria-hidden="true" />
          Download
        </a>
      )}
      <Dialog.Close asChild>
        {/* No tooltip: the first Esc would close that. */}
        <Button size="small" icon={<X />}>
          Close
        </Button>
      </Dialog.Close>
    </header>
    {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- a click beside the picture closes; the keyboard has Esc and the button */}
    <div
      className={styles.stage}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose()
      }}
    >
      <img src={address} alt={alt} />
    </div>
  </Dialog.Content>
)
