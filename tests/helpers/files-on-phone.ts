/** Tests with Ana at her desk, and Ben in the dark: at his, and with the conversation on his phone. */
import { openConversation } from './pages.ts'
import { twoPeople } from './two-people.ts'

export const it = twoPeople({ agent: false, bens: { colorScheme: 'dark' } })
  .extend('phone', { scope: 'file' }, ({ visitAs, ben }) =>
    visitAs(ben, { colorScheme: 'dark', viewport: { width: 390, height: 844 }, touch: true }),
  )
  /** A conversation that Ana has open, and Ben on his phone. */
  .extend(
    'openOnPhone',
    { scope: 'file' },
    ({ banyan, anas, phone, shared }) =>
      async (title: string): Promise<void> => {
        const id = await shared(title)
        for (const { page } of [anas, phone]) await openConversation(page, banyan.url, id)
      },
  )
