/** What goes wrong with a provider, in words for the people in the conversation: what happened, what they can do. */
import {
  APICallError,
  EmptyResponseBodyError,
  InvalidResponseDataError,
  JSONParseError,
  RetryError,
  TypeValidationError,
} from 'ai'
import { ModelError } from '../model.ts'
import type { Provider } from './provider.ts'

type Failing = Pick<Provider, 'name' | 'keyName' | 'isLocal'>

/** `hasBegun`: whether something of the answer was there already. */
export const modelErrorFrom = (
  error: unknown,
  provider: Failing,
  model: string,
  hasBegun: boolean,
): ModelError => {
  if (error instanceof ModelError) return error
  if (RetryError.isInstance(error)) return modelErrorFrom(error.lastError, provider, model, hasBegun)
  const { name } = provider
  if (APICallError.isInstance(error)) return fromStatus(error, provider, model, hasBegun)
  if (isUnreadable(error)) return unreadable(provider, error)
  if (isNetworkError(error)) return hasBegun ? cutOff(provider, error) : unreachable(provider, error)
  const said = saidBy(error)
  return new ModelError(
    'model-unavailable',
    `${name} could not answer${said}. Retry, or pick another model.`,
    { cause: error },
  )
}

const fromStatus = (error: APICallError, provider: Failing, model: string, hasBegun: boolean): ModelError => {
  const { name, keyName } = provider
  const { statusCode: status } = error
  const said = saidBy(error)
  if (status === undefined) return unreachable(provider, error)
  // It answered, and then the answer itself was broken.
  if (status < 300)
    return hasBegun && !isUnreadable(error.cause) ? cutOff(provider, error) : unreadable(provider, error)
  if (status === 401 || status === 403) {
    const check = keyName === undefined ? 'its settings' : keyName
    return new ModelError(
      'model-key',
      `${name} did not accept the key. Whoever runs this server can check ${check}.`,
      {
        cause: error,
      },
    )
  }
  if (status === 402 || (status === 429 && /quota|billing|credit/i.test(error.responseBody ?? ''))) {
    return new ModelError(
      'model-limit',
      `The account at ${name} has nothing left to spend. Whoever runs this server can look after that; until then pick another model.`,
      { cause: error },
    )
  }
  if (status === 429) {
    const retryAfter = retryAfterOf(error)
    const when = retryAfter === undefined ? 'in a minute' : `in ${inWords(retryAfter)}`
    return new ModelError(
      'model-limit',
      `${name} is asked too much at the moment. Retry ${when}, or pick another model.`,
      {
        passing: true,
        retryAfter,
        cause: error,
      },
    )
  }
  if (status === 404) {
    return new ModelError(
      'model-unknown',
      `${name} does not have the model ${model}. Pick another one in the header and retry.`,
      {
        cause: error,
      },
    )
  }
  if (
    status === 413 ||
    /context.{0,20}(length|window|size)|too many tokens|too long/i.test(error.responseBody ?? '')
  ) {
    return new ModelError(
      'model-context',
      `This conversation is longer than ${model} at ${name} can read. Pick a model that reads more, or go on in a new conversation.`,
      { cause: error },
    )
  }
  if (status >= 500 || status === 408 || status === 409) {
    return new ModelError(
      'model-unavailable',
      `${name} has trouble at the moment${said}. Retry in a minute, or pick another model.`,
      {
        passing: true,
        retryAfter: retryAfterOf(error),
        cause: error,
      },
    )
  }
  return new ModelError(
    'model-refused',
    `${name} refused this request${said}. Change the settings, or pick another model.`,
    {
      cause: error,
    },
  )
}

const unreachable = ({ name, isLocal }: Failing, cause: unknown): ModelError =>
  new ModelError(
    'model-unreachable',
    isLocal
      ? `${name} does not answer on this machine. Start it again and retry, or pick another model.`
      : `${name} could not be reached. Retry in a minute, or pick another model.`,
    { passing: true, cause },
  )

const unreadable = ({ name }: Failing, cause: unknown): ModelError =>
  new ModelError(
    'model-unreadable',
    `${name} sent something that could not be read. Retry, or pick another model.`,
    { cause },
  )

const cutOff = ({ name }: Failing, cause: unknown): ModelError =>
  new ModelError(
    'model-cut-off',
    `The connection to ${name} broke in the middle of the answer. Retry to ask again.`,
    { cause },
  )

const isUnreadable = (error: unknown): boolean =>
  JSONParseError.isInstance(error) ||
  TypeValidationError.isInstance(error) ||
  InvalidResponseDataError.isInstance(error) ||
  EmptyResponseBodyError.isInstance(error)

/** What `fetch` throws where there is no connection. */
const isNetworkError = (error: unknown): boolean => error instanceof TypeError && error.cause !== undefined

const MAX_SAID = 200

/** The provider's own words, where it has any: often the only thing that helps. */
const saidBy = (error: unknown): string => {
  const message =
    typeof error === 'string'
      ? error
      : typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string'
        ? error.message
        : ''
  const plain = message.replace(/\s+/g, ' ').trim().slice(0, MAX_SAID)
  return plain === '' ? '' : ` (“${plain}”)`
}

/** Milliseconds. */
const retryAfterOf = ({ responseHeaders }: APICallError): number | undefined => {
  const milliseconds = Number(responseHeaders?.['retry-after-ms'])
  if (milliseconds > 0) return milliseconds
  const seconds = Number(responseHeaders?.['retry-after'])
  return seconds > 0 ? seconds * 1000 : undefined
}

const inWords = (milliseconds: number): string => {
  const seconds = Math.ceil(milliseconds / 1000)
  if (seconds < 90) return seconds === 1 ? 'a second' : `${seconds} seconds`
  const minutes = Math.ceil(seconds / 60)
  return minutes < 90 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`
}
