/**
 * A WebSocket that reports each write frame it sends. The provider sends in three places of its own and offers no
 * event; the server acknowledges write frames by their number, so they have to be counted where all of them pass.
 */
import { MESSAGE_SYNC, SYNC_STEP_2, SYNC_UPDATE } from '../../shared/wire.ts'

export const isWriteFrame = (frame: Uint8Array): boolean =>
  frame[0] === MESSAGE_SYNC && (frame[1] === SYNC_STEP_2 || frame[1] === SYNC_UPDATE)

export const createCountingSocket = (onWriteFrame: () => void): typeof WebSocket =>
  class CountingSocket extends WebSocket {
    override send(data: Parameters<WebSocket['send']>[0]): void {
      if (data instanceof Uint8Array && isWriteFrame(data)) onWriteFrame()
      super.send(data)
    }
  }
