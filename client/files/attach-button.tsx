/** Chooses files from the device. Where there is a finger rather than a mouse, the camera and the photos are asked for by name. */
import { Camera, Files, Images, Paperclip } from 'lucide-react'
import { useRef, useSyncExternalStore } from 'react'
import { IconButton, Menu } from '../design/index.ts'

interface Source {
  /** What the system's own dialog offers. */
  readonly accept: string
  readonly camera: boolean
}

const ANYTHING: Source = { accept: '', camera: false }
/** Named one by one, so that phones hand over pictures that every browser shows. */
const PICTURES = 'image/jpeg,image/png,image/gif,image/webp'

export const AttachButton = ({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) => {
  const input = useRef<HTMLInputElement>(null)
  const hasFinger = useHasFinger()
  const ask = ({ accept, camera }: Source): void => {
    const { current } = input
    if (current === null) return
    current.accept = accept
    if (camera) current.setAttribute('capture', 'environment')
    else current.removeAttribute('capture')
    current.click()
  }
  return (
    <>
      {hasFinger ? (
        <Menu
          side="top"
          items={[
            {
              label: 'Take a photo',
              icon: <Camera />,
              onSelect: () => ask({ accept: 'image/jpeg', camera: true }),
            },
            {
              label: 'Photos and videos',
              icon: <Images />,
              onSelect: () => ask({ accept: `${PICTURES},video/*`, camera: false }),
            },
            { label: 'Files', icon: <Files />, onSelect: () => ask(ANYTHING) },
          ]}
        >
          <IconButton size="small" side="top" label="Attach files" icon={<Paperclip />} />
        </Menu>
      ) : (
        <IconButton
          size="small"
          side="top"
          label="Attach files"
          icon={<Paperclip />}
          onClick={() => ask(ANYTHING)}
        />
      )}
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files to attach"
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])])
          // The same file may be chosen again.
          currentTarget.value = ''
        }}
      />
    </>
  )
}

const finger = (): MediaQueryList => matchMedia('(pointer: coarse)')

const useHasFinger = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      const query = finger()
      query.addEventListener('change', listener)
      return () => query.removeEventListener('change', listener)
    },
    () => finger().matches,
  )
