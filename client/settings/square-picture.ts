/** Makes a small square of whatever picture this browser can read; what the file knew besides (place, camera) goes. */
import { PICTURE_LIMITS } from '../../shared/api-account.ts'

const SIDE = 256
/** The first that comes out small enough is taken. */
const TRIES: readonly (readonly [type: string, quality: number])[] = [
  ['image/webp', 0.9],
  ['image/webp', 0.7],
  ['image/png', 1],
]

/** `undefined` where the file is no picture that can be read here. */
export const squarePicture = async (file: Blob): Promise<Blob | undefined> => {
  let image: ImageBitmap
  try {
    image = await createImageBitmap(file)
  } catch {
    return undefined
  }
  const side = Math.min(image.width, image.height)
  const canvas = document.createElement('canvas')
  canvas.width = SIDE
  canvas.height = SIDE
  const context = canvas.getContext('2d')
  if (context === null) return undefined
  context.imageSmoothingQuality = 'high'
  // The middle of it.
  context.drawImage(image, (image.width - side) / 2, (image.height - side) / 2, side, side, 0, 0, SIDE, SIDE)
  image.close()
  for (const [type, quality] of TRIES) {
    const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, type, quality))
    // A browser that does not write a format gives a PNG instead.
    if (made !== null && made.size <= PICTURE_LIMITS.bytes) return made
  }
  return undefined
}
