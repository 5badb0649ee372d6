/** How much one update may hold. The gate refuses what is larger; our client sends it in pieces that are not. */
export const UPDATE_SIZE = {
  bytes: 2 * 1024 * 1024,
  structs: 20_000,
  /** Clock units of one struct, and of all together. */
  structLength: 2 ** 20,
  totalLength: 2 ** 22,
  /** Client ids that are new to the document. */
  newClients: 64,
} as const
