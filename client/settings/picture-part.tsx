import { useRef, useState } from 'react'
import { useApi } from '../api/api-context.tsx'
import { Avatar, Button, useNotices } from '../design/index.ts'
import { useMe, usePerson } from '../sync/hooks.tsx'
import styles from './settings.module.css'
import { squarePicture } from './square-picture.ts'

/** One's picture: chosen here, made small on the device, and shown to everybody in the organization. */
export const PicturePart = () => {
  const me = useMe()
  const known = usePerson(me.id)
  const api = useApi()
  const { show } = useNotices()
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const person = { ...me, ...known }

  const choose = async (file: File | undefined) => {
    if (file === undefined) return
    setProblem(undefined)
    setBusy(true)
    const picture = await squarePicture(file)
    const saved = picture === undefined ? undefined : await api.putPicture(picture)
    setBusy(false)
    if (saved === undefined)
      return setProblem('This file cannot be shown as a picture. Please choose another.')
    if (!saved.ok) return setProblem(saved.error.message)
    show({ text: 'Your picture was saved.' })
  }

  const remove = async () => {
    setProblem(undefined)
    const removed = await api.removePicture()
    if (!removed.ok) setProblem(removed.error.message)
    else show({ text: 'Your picture was removed.' })
  }

  return (
    <div className={styles.picture}>
      <Avatar person={person} size={64} decorative />
      <div className={styles.who}>
        <div className={styles.actions}>
          <Button busy={busy} onClick={() => input.current?.click()}>
            {person.image === undefined ? 'Choose a picture' : 'Choose another picture'}
          </Button>
          {person.image !== undefined && (
            <Button variant="plain" onClick={() => void remove()}>
              Remove the picture
            </Button>
          )}
        </div>
        <input
          ref={input}
          type="file"
          accept="image/*"
          hidden
          aria-label="Picture file"
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? []
            // So that the same file can be chosen again.
            event.currentTarget.value = ''
            void choose(file)
          }}
        />
        {problem !== undefined && (
          <p className={styles.problem} role="alert">
            {problem}
          </p>
        )}
      </div>
    </div>
  )
}
