// Work on the shared folders (node_modules, .cache, dist) is done by one process at a time, however
// many commands were started at once.
'use strict'

const fs = require('fs')
const path = require('path')

const POLL_MS = 200

/** Runs `work` while holding `lockFile`; a lock whose process is gone is taken over. */
const once = (lockFile, work) => {
  fs.mkdirSync(path.dirname(lockFile), { recursive: true })
  while (!acquire(lockFile)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS)
  try {
    return work()
  } finally {
    fs.unlinkSync(lockFile)
  }
}

const acquire = (lockFile) => {
  try {
    fs.writeFileSync(lockFile, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (!holderIsAlive(lockFile)) fs.rmSync(lockFile, { force: true })
    return false
  }
}

const holderIsAlive = (lockFile) => {
  try {
    const pid = Number(fs.readFileSync(lockFile, 'utf8'))
    // Empty for the moment between the file's creation and its first write.
    if (pid > 0) process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

module.exports = { once }
