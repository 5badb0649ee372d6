import { administrationStoreContract } from '../../../tests/contracts/administration-store.ts'
import { createAccounts } from '../../access/accounts.ts'
import { createSqliteAccessStore } from './access-store.ts'
import { accountsDatabase } from './accounts-database.ts'
import { createSqliteAdministrationStore } from './administration-store.ts'
import { openDatabase } from './database.ts'

administrationStoreContract('SQLite', async () => {
  const database = openDatabase(':memory:')
  await createAccounts({
    database: accountsDatabase(database),
    secret: 'kQ4u0n2b7yT5w9z1c3e6g8i0k2m4o6q8',
    publicUrl: undefined,
    log: () => undefined,
  })
  return {
    access: createSqliteAccessStore(database),
    store: createSqliteAdministrationStore(database),
    close: () => void database.close(),
  }
})
