/** What deleting a conversation means for others. `others` is unknown while the server has not answered. */
export const whoLosesIt = (shared: boolean, others: number | undefined): string => {
  if (!shared || others === 0) return 'Nobody else has access to it.'
  if (others === undefined) return 'It is shared: everybody who has access loses it.'
  return others === 1
    ? 'It is shared: one other person loses it.'
    : `It is shared: ${others} other people lose it.`
}
