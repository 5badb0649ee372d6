/**
 * How an earlier epoch of a conversation or its side talk ended: what tells one's own unsent changes from everybody
 * else's.
 */
import type { ConversationId } from '../../shared/ids.ts'

/** As a V1 update; `undefined` where the server does not keep it any more. Rejects where it cannot be asked. */
export type PastEpoch = (
  place: 'conversation' | 'talk',
  id: ConversationId,
  epoch: number,
) => Promise<Uint8Array | undefined>

export const fetchPastEpoch: PastEpoch = async (place, id, epoch) => {
  const of = place === 'talk' ? `${id}/talk` : id
  const response = await fetch(`/api/conversations/${of}/epochs/${epoch}`)
  if (response.status === 404) return undefined
  if (!response.ok) throw new Error(`The server answered ${response.status}.`)
  return new Uint8Array(await response.arrayBuffer())
}
