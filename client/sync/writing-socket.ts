/**
 * A WebSocket that sends each write in frames that the server takes, and reports every one. The provider sends in
 * three places of its own and offers no event; the server acknowledges write frames by their number, so they have to
 * be counted where all of them pass.
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { MESSAGE_SYNC, SYNC_STEP_2, SYNC_UPDATE } from '../../shared/wire.ts'
import { splitUpdate } from './split-update.ts'

export const isWriteFrame = (frame: Uint8Array): boolean =>
  frame[0] === MESSAGE_SYNC && (frame[1] === SYNC_STEP_2 || frame[1] === SYNC_UPDATE)

export const createWritingSocket = (onWriteFrame: () => void): typeof WebSocket =>
  class WritingSocket extends WebSocket {
    override send(data: Parameters<WebSocket['send']>[0]): void {
      if (!(data instanceof Uint8Array) || !isWriteFrame(data)) return super.send(data)
      for (const frame of fittingFrames(data)) {
        onWriteFrame()
        super.send(frame)
      }
    }
  }

/** The same write, in as many frames as it takes. */
const fittingFrames = (frame: Uint8Array<ArrayBufferLike>): readonly Uint8Array<ArrayBuffer>[] => {
  const decoder = decoding.createDecoder(frame)
  const [message, type] = [decoding.readVarUint(decoder), decoding.readVarUint(decoder)]
  const update = decoding.readVarUint8Array(decoder)
  return splitUpdate(update).map((piece, index) =>
    encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, message)
      // Answered is what was asked; what follows is written besides.
      encoding.writeVarUint(encoder, index === 0 ? type : SYNC_UPDATE)
      encoding.writeVarUint8Array(encoder, piece)
    }),
  )
}
