/** Fresh ids, from the browser's randomness. */
import { type AnyId, ID_BYTES, idFromBytes } from '../../shared/ids.ts'

export const newId = <Id extends AnyId>(): Id =>
  idFromBytes<Id>(crypto.getRandomValues(new Uint8Array(ID_BYTES)))
