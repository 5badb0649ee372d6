// What must hold for package-lock.json: one copy of each library that breaks in silence when there are
// two (documents that are not instances of each other's classes, hooks without a renderer), and no
// address of a registry, so that any mirror serves it.
'use strict'

const fs = require('fs')
const path = require('path')

const SINGLE = [
  'yjs',
  'lib0',
  'zod',
  'react',
  'react-dom',
  '@tiptap/core',
  '@tiptap/pm',
  'prosemirror-model',
  'prosemirror-state',
]

/** A sentence for each thing that is wrong. */
const findLockProblems = (project) => {
  const { packages } = JSON.parse(fs.readFileSync(path.join(project, 'package-lock.json'), 'utf8'))
  const places = Object.keys(packages)
  const copiesOf = (name) => places.filter((place) => place.endsWith(`node_modules/${name}`))
  return [
    ...SINGLE.filter((name) => copiesOf(name).length !== 1).map(
      (name) => `package-lock.json has not one copy of ${name}, but: ${copiesOf(name).join(', ') || 'none'}`,
    ),
    ...places
      .filter((place) => packages[place].resolved && !packages[place].link)
      .map((place) => `package-lock.json names an address for ${place}`),
  ]
}

module.exports = { findLockProblems }
