/** People's pictures: one's own is put and removed, everybody's is shown to the signed in. */
import { Hono } from 'hono'
import { PICTURE_LIMITS } from '../../shared/api-account.ts'
import type { AccountStore } from '../access/account-store.ts'
import { pictureFormat } from '../access/picture-format.ts'
import type { PictureStore } from '../access/picture-store.ts'
import type { Directories } from '../directory/directories.ts'
import { HttpRefusal, notFound } from './answers.ts'
import type { Guards, PersonPrincipal } from './caller.ts'
import { createRateLimit } from './rate-limit.ts'

const PATH = '/api/pictures/'
/** A name means these bytes and no others, for ever. Not for caches that people share. */
const CACHED = 'private, max-age=31536000, immutable'

export const createPictureRoutes = (deps: {
  readonly accountStore: Pick<AccountStore, 'setPicture' | 'isPictureUsed'>
  readonly pictures: PictureStore
  readonly directories: Pick<Directories, 'peopleChanged'>
  readonly guards: Guards
  readonly now: () => number
}): Hono => {
  const { accountStore, pictures, guards, now } = deps
  const routes = new Hono()
  const changes = createRateLimit({ limit: 20, window: 10 * 60_000, now })

  const change = async (person: PersonPrincipal, image: string | undefined): Promise<void> => {
    const before = await accountStore.setPicture(person.id, image, now())
    // Two people may have the same.
    if (before?.startsWith(PATH) === true && !(await accountStore.isPictureUsed(before))) {
      await pictures.remove(before.slice(PATH.length))
    }
    await deps.directories.peopleChanged(person.organizationId)
  }

  routes.put('/me/picture', async (c) => {
    const person = await guards.person(c)
    changes.take(person.id)
    const bytes = new Uint8Array(await c.req.arrayBuffer())
    if (bytes.length > PICTURE_LIMITS.bytes) {
      throw new HttpRefusal(413, 'too-large', `A picture can have at most ${PICTURE_LIMITS.bytes / 1024} kB.`)
    }
    const format = pictureFormat(bytes)
    switch (format.kind) {
      case 'no-picture':
        throw new HttpRefusal(422, 'invalid', 'This is not a picture that can be shown here.')
      case 'wrong-size':
        throw new HttpRefusal(
          422,
          'invalid',
          `A picture is square, with at most ${PICTURE_LIMITS.side} points on each side.`,
        )
      case 'picture': {
        const image = PATH + (await pictures.put(bytes, format.type))
        await change(person, image)
        return c.json({ image })
      }
    }
  })

  routes.delete('/me/picture', async (c) => {
    await change(await guards.person(c), undefined)
    return c.body(null, 204)
  })

  routes.get('/pictures/:name', async (c) => {
    await guards.principal(c)
    const picture = await pictures.read(c.req.param('name'))
    if (picture === undefined) throw notFound()
    return c.body(new Uint8Array(picture.bytes), 200, {
      'content-type': picture.type,
      'content-disposition': 'inline',
      'cache-control': CACHED,
    })
  })

  return routes
}
