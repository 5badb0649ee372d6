/** How large a picture is, in dots, so that its place on the page is free before it has come. */
import { ATTACHMENT_LIMITS } from '../../shared/document/index.ts'
import { isPicture } from '../../shared/files.ts'

export const measurePicture = async (
  file: Blob,
  type: string,
): Promise<{ readonly width: number; readonly height: number } | undefined> => {
  if (!isPicture(type)) return undefined
  const address = URL.createObjectURL(file)
  try {
    const picture = new Image()
    picture.src = address
    await picture.decode()
    const { naturalWidth: width, naturalHeight: height } = picture
    const fits = (side: number): boolean => side >= 1 && side <= ATTACHMENT_LIMITS.side
    return fits(width) && fits(height) ? { width, height } : undefined
  } catch {
    // Not a picture that this browser can show: it goes without a size, and is shown as a file.
    return undefined
  } finally {
    URL.revokeObjectURL(address)
  }
}
