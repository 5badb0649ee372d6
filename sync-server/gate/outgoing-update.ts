/** The bytes that are applied in place of those that came: without what is known, stripped or mended. */
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { ByteReader } from './byte-reader.ts'
import type { JudgedDeletes } from './delete-set.ts'
import type { NewPart } from './known-part.ts'
import { HAS_KEY, HAS_RIGHT_ORIGIN, PARENT_BY_ID, readId } from './parse-update.ts'
import type { DeleteRange, Location, ParsedUpdate, UpdateStruct } from './update-struct.ts'

export const outgoingUpdate = ({ bytes, update }: NewPart, { kept }: JudgedDeletes): Uint8Array => {
  const mended = bytes === undefined ? [] : mendedStructs(update)
  if (bytes !== undefined && kept === undefined && mended.length === 0) return bytes
  const encoder = encoding.createEncoder()
  if (bytes === undefined) encoding.writeVarUint(encoder, 0)
  else writeWithoutRightOrigins(encoder, bytes.subarray(0, update.deletesAt), mended)
  writeDeleteSet(encoder, kept ?? update.deletes)
  return encoding.toUint8Array(encoder)
}

const mendedStructs = ({ sections }: ParsedUpdate): readonly UpdateStruct[] => {
  const mended: UpdateStruct[] = []
  for (const { structs } of sections.values()) {
    for (const struct of structs) if (struct.isMended) mended.push(struct)
  }
  return mended
}

/** All other bytes stay as they are. `structs` stand in the order of the bytes. */
const writeWithoutRightOrigins = (
  encoder: encoding.Encoder,
  bytes: Uint8Array,
  structs: readonly UpdateStruct[],
): void => {
  const reader = new ByteReader(bytes)
  let written = 0
  for (const { at, origin, location } of structs) {
    encoding.writeUint8Array(encoder, bytes.subarray(written, at))
    reader.position = at
    encoding.writeUint8(encoder, reader.byte() & ~(HAS_RIGHT_ORIGIN | HAS_KEY))
    if (origin !== null) {
      readId(reader)
      encoding.writeUint8Array(encoder, bytes.subarray(at + 1, reader.position))
    } else writeParent(encoder, location)
    readId(reader)
    written = reader.position
  }
  encoding.writeUint8Array(encoder, bytes.subarray(written))
}

/** What has no neighbour left says in which type it stands. Lists in which structs are mended are never roots. */
const writeParent = (encoder: encoding.Encoder, location: Location | undefined): void => {
  const container = location?.container
  const id = container instanceof Y.AbstractType ? container._item?.id : container
  if (id === undefined || id === 'collected') throw new Error('A mended struct must stand in a type.')
  encoding.writeVarUint(encoder, PARENT_BY_ID)
  encoding.writeVarUint(encoder, id.client)
  encoding.writeVarUint(encoder, id.clock)
}

const writeDeleteSet = (
  encoder: encoding.Encoder,
  deletes: ReadonlyMap<number, readonly DeleteRange[]>,
): void => {
  const clients = [...deletes].filter(([, ranges]) => ranges.length > 0).sort(([a], [b]) => b - a)
  encoding.writeVarUint(encoder, clients.length)
  for (const [client, ranges] of clients) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, ranges.length)
    for (const { clock, length } of ranges) {
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarUint(encoder, length)
    }
  }
}
