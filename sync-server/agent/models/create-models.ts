/**
 * Which models there are: what the environment configures, what runs on this machine, and the guide, always. Lists
 * are asked for in the background and remembered; nobody waits for a provider that does not answer.
 */
import type { Model as ListedApiModel } from '../../../shared/api.ts'
import type { Clock } from '../clock.ts'
import type { Model, ModelCatalogue } from '../model.ts'
import { createAiSdkModel } from './ai-sdk-model.ts'
import { type Environment, hostedProviders } from './hosted-providers.ts'
import { type LocalServer, localProviders } from './local-servers.ts'
import type { Fetch, ListedModel, Provider } from './provider.ts'
import { whatItReads } from './what-a-model-reads.ts'

/** How long a list is good, in milliseconds: local servers come and go, and a failure may pass soon. */
const GOOD_FOR = { hosted: 600_000, local: 20_000, failed: 20_000 } as const
/** How long `list` waits for a provider that was never heard of, in milliseconds. */
const PATIENCE = 1_500

interface Source {
  readonly provider: Provider
  state: 'unasked' | 'listed' | 'failed'
  models: readonly ListedModel[]
  askAgainAt: number
  asking: Promise<void> | undefined
}

export const createModels = (deps: {
  readonly environment: Environment
  readonly guide: Model
  readonly clock: Clock
  readonly fetch?: Fetch
  readonly localServers?: readonly LocalServer[]
}): ModelCatalogue => {
  const { environment, guide, clock } = deps
  // The SDK prints a line wherever a model does not know a setting: nobody who could do anything would read it.
  globalThis.AI_SDK_LOG_WARNINGS = false
  const fetch: Fetch = deps.fetch ?? ((url, init) => globalThis.fetch(url, init))
  const sources = [
    ...hostedProviders(environment, fetch),
    ...localProviders(environment, fetch, deps.localServers),
  ].map((provider): Source => ({ provider, state: 'unasked', models: [], askAgainAt: 0, asking: undefined }))

  const ask = (source: Source): Promise<void> => {
    source.asking ??= (async () => {
      try {
        source.models = await source.provider.listModels()
        source.state = 'listed'
        source.askAgainAt = clock.now() + (source.provider.isLocal ? GOOD_FOR.local : GOOD_FOR.hosted)
      } catch {
        // A local server that is not there, or a provider that cannot be asked now: what was listed before may
        // still be used, and a run says what is wrong.
        if (source.provider.isLocal) source.models = []
        source.state = 'failed'
        source.askAgainAt = clock.now() + GOOD_FOR.failed
      }
      source.asking = undefined
    })()
    return source.asking
  }

  const refresh = async (): Promise<void> => {
    const due = sources.filter(({ askAgainAt }) => askAgainAt <= clock.now())
    const asking = due.map((source) => ({ isNew: source.state === 'unasked', answered: ask(source) }))
    const unheard = asking.filter(({ isNew }) => isNew).map(({ answered }) => answered)
    if (unheard.length === 0) return
    const patience = Promise.withResolvers<void>()
    const callOff = clock.after(PATIENCE, patience.resolve)
    await Promise.race([Promise.all(unheard), patience.promise])
    callOff()
  }

  const modelOf = ({ provider }: Source, listed: ListedModel): Model =>
    createAiSdkModel(provider, listed, whatItReads(provider.id, listed, environment.BANYAN_PICTURE_MODELS))

  const defaultId = (): string => {
    const wanted = environment.BANYAN_DEFAULT_MODEL?.trim()
    const ids = sources.flatMap(({ provider, models }) => models.map(({ id }) => `${provider.id}/${id}`))
    return ids.find((id) => id === wanted) ?? ids[0] ?? guide.id
  }

  const find = async (id: string): Promise<Model | undefined> => {
    await refresh()
    const wanted = id === '' ? defaultId() : id
    if (wanted === guide.id) return guide
    const slash = wanted.indexOf('/')
    const source = sources.find(({ provider }) => provider.id === wanted.slice(0, slash))
    if (source === undefined) return undefined
    const name = wanted.slice(slash + 1)
    const known = (): ListedModel | undefined => source.models.find((model) => model.id === name)
    if (known() === undefined) await ask(source)
    const listed = known()
    if (listed !== undefined) return modelOf(source, listed)
    // A provider that cannot be asked what it has can still be asked for it: it says itself if it has it not.
    return source.state === 'failed' && name !== '' ? modelOf(source, { id: name, name }) : undefined
  }

  // Asked for before anybody needs it; nobody waits for this.
  void refresh()

  return {
    find,
    list: async () => {
      await refresh()
      const models = sources.flatMap(({ provider, models: listed }) =>
        listed.map(
          ({ id, name }): ListedApiModel => ({
            id: `${provider.id}/${id}`,
            name,
            provider: provider.name,
            kind: 'language-model',
          }),
        ),
      )
      const { id, name, provider, kind } = guide
      return { models: [...models, { id, name, provider, kind }], default: defaultId() }
    },
  }
}
