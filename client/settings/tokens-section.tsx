import { type FormEvent, useCallback, useState } from 'react'
import { type ApiToken, newApiTokenSchema, TOKEN_SCOPES, type TokenScope } from '../../shared/api-account.ts'
import { isolated } from '../../shared/isolated.ts'
import { errorAt, FormProblem } from '../account/form-problem.tsx'
import { useApi } from '../api/api-context.tsx'
import { failureOf } from '../api/failure-of.ts'
import type { Failure } from '../api/result.ts'
import { useLoaded } from '../api/use-loaded.ts'
import { Link } from '../app/router.tsx'
import {
  Button,
  Checkbox,
  ConfirmDialog,
  EmptyState,
  Select,
  TextField,
  useNotices,
  When,
} from '../design/index.ts'
import { useExactTime } from '../design/time-zone.tsx'
import { LoadingPart } from './loading-part.tsx'
import { NewSecret } from './new-secret.tsx'
import styles from './settings.module.css'

const SCOPE_WORDS: Readonly<Record<TokenScope, { readonly label: string; readonly about: string }>> = {
  read: { label: 'Read', about: 'Conversations you may open, people and groups.' },
  write: { label: 'Write', about: 'New conversations, and messages in your name where you may collaborate.' },
  share: { label: 'Manage sharing', about: 'Of the conversations that you own.' },
}

const TERMS = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
] as const

/** Tokens with which programs act in one's own name. Bots have names and access of their own. */
export const TokensSection = () => {
  const api = useApi()
  const { show } = useNotices()
  const { loaded, reload } = useLoaded(useCallback(() => api.tokens(), [api]))
  const [created, setCreated] = useState<{ readonly name: string; readonly secret: string }>()
  const [leaving, setLeaving] = useState<ApiToken>()

  const revoke = async (token: ApiToken) => {
    setLeaving(undefined)
    const revoked = await api.revokeToken(token.id)
    show({ text: revoked.ok ? `${isolated(token.name)} works no more.` : revoked.error.message })
    reload()
  }

  return (
    <>
      <h2>API tokens</h2>
      <p className={styles.intro}>
        With a token a program acts in your name, and does at most what you may do yourself. A program that is
        to take part under a name of its own is a <Link to={{ page: 'settings', section: 'bots' }}>bot</Link>.
        What programs can ask for is described <a href="/api/docs">on a page of its own</a>.
      </p>
      <NewToken
        onCreated={(token) => {
          setCreated(token)
          reload()
        }}
      />
      {created !== undefined && (
        <NewSecret label={`Token ${isolated(created.name)}`} value={created.secret} />
      )}
      <LoadingPart loaded={loaded} label="Loading tokens" onRetry={reload}>
        {({ tokens }) =>
          tokens.length === 0 ? (
            <EmptyState title="No tokens yet" text="Make one above for a program of yours." />
          ) : (
            <ul className={styles.list}>
              {tokens.map((token) => (
                <TokenRow key={token.id} token={token} onRevoke={() => setLeaving(token)} />
              ))}
            </ul>
          )
        }
      </LoadingPart>
      {leaving !== undefined && (
        <ConfirmDialog
          open
          onOpenChange={() => setLeaving(undefined)}
          title={`Revoke ${isolated(leaving.name)}?`}
          description="Programs that use it are cut off at once. What they wrote stays."
          confirmLabel="Revoke the token"
          danger
          onConfirm={() => void revoke(leaving)}
        />
      )}
    </>
  )
}

const TokenRow = ({ token, onRevoke }: { readonly token: ApiToken; readonly onRevoke: () => void }) => {
  const exactTime = useExactTime()
  const scopes = token.scopes.map((scope) => SCOPE_WORDS[scope].label.toLowerCase()).join(', ')
  const [openedAt] = useState(() => Date.now())
  const over = token.expiresAt <= openedAt
  return (
    <li className={styles.row}>
      <div className={styles.who}>
        <span className={styles.name}>{token.name}</span>
        <span className={styles.quiet}>
          <code>{token.start}…</code> · may {scopes}
        </span>
        <span className={styles.quiet}>
          {token.lastUsedAt === undefined ? (
            'Never used'
          ) : (
            <>
              Last used <When at={token.lastUsedAt} />
            </>
          )}
          {' · '}
          {over ? 'over' : 'works until'} {exactTime(token.expiresAt)}
        </span>
      </div>
      <Button size="small" variant="plain" aria-label={`Revoke ${isolated(token.name)}`} onClick={onRevoke}>
        Revoke
      </Button>
    </li>
  )
}

const NewToken = ({
  onCreated,
}: {
  readonly onCreated: (token: { readonly name: string; readonly secret: string }) => void
}) => {
  const api = useApi()
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<ReadonlySet<TokenScope>>(new Set(['read']))
  const [days, setDays] = useState<(typeof TERMS)[number]['value']>('30')
  const [error, setError] = useState<Failure>()
  const [busy, setBusy] = useState(false)

  const create = async (event: FormEvent) => {
    event.preventDefault()
    const token = { name, scopes: TOKEN_SCOPES.filter((scope) => scopes.has(scope)), days: Number(days) }
    const problem = failureOf(newApiTokenSchema, token)
    setError(problem)
    if (problem !== undefined) return
    setBusy(true)
    const created = await api.createToken({ ...token, name: name.trim() })
    setBusy(false)
    if (!created.ok) return setError(created.error)
    setName('')
    onCreated(created.value)
  }

  return (
    <form className={styles.form} onSubmit={(event) => void create(event)} noValidate>
      <TextField
        label="New token"
        value={name}
        onChange={setName}
        hint="What it is for."
        error={errorAt(error, 'name')}
      />
      <fieldset className={styles.choices}>
        <legend>What the program may do</legend>
        {TOKEN_SCOPES.map((scope) => (
          <Checkbox
            key={scope}
            label={SCOPE_WORDS[scope].label}
            description={SCOPE_WORDS[scope].about}
            checked={scopes.has(scope)}
            onChange={(checked) => {
              const next = new Set(scopes)
              if (checked) next.add(scope)
              else next.delete(scope)
              setScopes(next)
            }}
          />
        ))}
        {errorAt(error, 'scopes') !== undefined && (
          <p className={styles.problem} role="alert">
            {errorAt(error, 'scopes')}
          </p>
        )}
      </fieldset>
      <Select label="Works for" value={days} options={TERMS} onChange={setDays} />
      <FormProblem error={error} fields={['name', 'scopes']} />
      <Button type="submit" busy={busy}>
        Make the token
      </Button>
    </form>
  )
}
