import { type FormEvent, useState } from 'react'
import { profileSchema } from '../../shared/api.ts'
import { errorAt, FormProblem } from '../account/form-problem.tsx'
import { useApi } from '../api/api-context.tsx'
import { failureOf } from '../api/failure-of.ts'
import type { Failure } from '../api/result.ts'
import { useSession } from '../app/session-context.tsx'
import { Button, TextField, useNotices } from '../design/index.ts'
import { useDirectory, useMe, usePerson } from '../sync/hooks.tsx'
import { PicturePart } from './picture-part.tsx'
import styles from './settings.module.css'
import { TimeZoneField } from './time-zone-field.tsx'
import { useIsAdmin } from './use-is-admin.ts'

export const ProfileSection = () => {
  const me = useMe()
  const admin = useIsAdmin()
  const organization = useDirectory().self.organization ?? me.organization.name
  return (
    <>
      <h2>Profile</h2>
      <PicturePart />
      <NameForm />
      <dl className={`${styles.part} ${styles.fact}`}>
        <dt>E-mail</dt>
        <dd>{me.email}</dd>
        <dt>Organization</dt>
        <dd>
          {organization}, as {admin ? 'an admin' : 'a member'}
        </dd>
      </dl>
      <TimeZoneField />
    </>
  )
}

const NameForm = () => {
  const me = useMe()
  const api = useApi()
  const session = useSession()
  const { show } = useNotices()
  const known = usePerson(me.id)?.name ?? me.name
  const [name, setName] = useState(known)
  const [error, setError] = useState<Failure>()
  const [busy, setBusy] = useState(false)

  const save = async (event: FormEvent) => {
    event.preventDefault()
    const problem = failureOf(profileSchema, { name })
    setError(problem)
    if (problem !== undefined) return
    setBusy(true)
    const saved = await api.rename(name.trim())
    setBusy(false)
    if (!saved.ok) return setError(saved.error)
    show({ text: 'Your name was saved.' })
    // So that the device remembers the new one.
    await session.start()
  }

  return (
    <form className={styles.form} onSubmit={(event) => void save(event)} noValidate>
      <TextField
        label="Your name"
        value={name}
        onChange={setName}
        hint="Everybody in your organization sees it beside what you write."
        error={errorAt(error, 'name')}
        autoComplete="name"
      />
      <FormProblem error={error} fields={['name']} />
      <Button type="submit" variant="primary" busy={busy} disabled={name.trim() === known}>
        Save
      </Button>
    </form>
  )
}
