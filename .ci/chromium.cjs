// The browser that the browser tests drive: one that the machine has. None is ever downloaded.
'use strict'

const fs = require('fs')
const path = require('path')

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
]
const PLACES = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** The path of a Chromium, or undefined. */
const findChromium = (env) => {
  const folders = (env.PATH || '').split(path.delimiter)
  const onPath = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)))
  return [env.CHROMIUM, ...onPath, ...PLACES].find((file) => file && fs.existsSync(file))
}

module.exports = { findChromium }
