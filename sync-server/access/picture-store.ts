/** The port behind people's pictures, each kept under a name that its bytes give it. Adapter: `storage/files/`. */
export interface PictureStore {
  /** Returns its name. Putting the same again changes nothing. */
  readonly put: (bytes: Uint8Array, type: PictureType) => Promise<string>
  readonly read: (
    name: string,
  ) => Promise<{ readonly bytes: Uint8Array; readonly type: PictureType } | undefined>
  readonly remove: (name: string) => Promise<void>
}

export type PictureType = 'image/webp' | 'image/png'

/** What a name looks like: it never leads out of the folder. */
export const PICTURE_NAME = /^[0-9a-f]{64}\.(webp|png)$/
