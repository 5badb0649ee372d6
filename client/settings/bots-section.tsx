import { type FormEvent, useCallback, useState } from 'react'
import { type Bot, newBotSchema } from '../../shared/api.ts'
import { isolated } from '../../shared/isolated.ts'
import { errorAt } from '../account/form-problem.tsx'
import { useApi } from '../api/api-context.tsx'
import { failureOf } from '../api/failure-of.ts'
import type { Failure } from '../api/result.ts'
import { useLoaded } from '../api/use-loaded.ts'
import { Avatar, Button, ConfirmDialog, EmptyState, TextField, useNotices, When } from '../design/index.ts'
import { LoadingPart } from './loading-part.tsx'
import { NewSecret } from './new-secret.tsx'
import styles from './settings.module.css'

export const BotsSection = () => {
  const api = useApi()
  const { show } = useNotices()
  const { loaded, reload } = useLoaded(useCallback(() => api.bots(), [api]))
  const [created, setCreated] = useState<{ readonly name: string; readonly token: string }>()
  const [leaving, setLeaving] = useState<Bot>()

  const remove = async (bot: Bot) => {
    setLeaving(undefined)
    const removed = await api.deleteBot(bot.id)
    if (!removed.ok) show({ text: removed.error.message })
    reload()
  }

  return (
    <>
      <h2>Bots</h2>
      <p className={styles.intro}>
        A bot is a program of yours that takes part in conversations. Share a conversation with it as with a
        person; it signs in with its token.
      </p>
      <NewBot
        onCreated={(bot) => {
          setCreated(bot)
          reload()
        }}
      />
      {created !== undefined && (
        <NewSecret label={`Token of ${isolated(created.name)}`} value={created.token} />
      )}
      <LoadingPart loaded={loaded} label="Loading bots" onRetry={reload}>
        {({ bots }) =>
          bots.length === 0 ? (
            <EmptyState title="No bots yet" text="Name one above to get its token." />
          ) : (
            <ul className={styles.list}>
              {bots.map((bot) => (
                <li key={bot.id} className={styles.row}>
                  <Avatar person={{ ...bot, kind: 'bot' }} size={32} decorative />
                  <div className={styles.who}>
                    <span className={styles.name}>{bot.name}</span>
                    <span className={styles.quiet}>
                      Made by {isolated(bot.createdBy.name)} <When at={bot.createdAt} />
                    </span>
                  </div>
                  <Button
                    size="small"
                    variant="plain"
                    aria-label={`Remove ${isolated(bot.name)}`}
                    onClick={() => setLeaving(bot)}
                  >
                    Remove
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </LoadingPart>
      {leaving !== undefined && (
        <ConfirmDialog
          open
          onOpenChange={() => setLeaving(undefined)}
          title={`Remove ${isolated(leaving.name)}?`}
          description="Its token stops working at once. What it wrote stays."
          confirmLabel="Remove the bot"
          danger
          onConfirm={() => void remove(leaving)}
        />
      )}
    </>
  )
}

const NewBot = ({ onCreated }: { readonly onCreated: (bot: { name: string; token: string }) => void }) => {
  const api = useApi()
  const [name, setName] = useState('')
  const [error, setError] = useState<Failure>()
  const create = async (event: FormEvent) => {
    event.preventDefault()
    const problem = failureOf(newBotSchema, { name })
    setError(problem)
    if (problem !== undefined) return
    const created = await api.createBot(name.trim())
    if (!created.ok) return setError(created.error)
    setName('')
    onCreated(created.value)
  }
  return (
    <form className={styles.inline} onSubmit={(event) => void create(event)} noValidate>
      <TextField
        label="New bot"
        value={name}
        onChange={setName}
        error={errorAt(error, 'name') ?? (error?.field === undefined ? error?.message : undefined)}
      />
      <Button type="submit">Make the bot</Button>
    </form>
  )
}
