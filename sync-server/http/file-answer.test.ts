import { expect, it } from 'vitest'
import type { FileRecord } from '../files/file-records.ts'
import { fileHeaders, rangeOf } from './file-answer.ts'

const file = (fields: Partial<FileRecord>): FileRecord =>
  ({ name: 'plan.txt', type: 'text/plain', size: 10, ...fields }) as FileRecord

it('[FILE-9] one range of bytes is understood, and everything else is the whole file', () => {
  const part = (from: number, to: number) => ({ kind: 'part', range: { from, to } })
  expect(rangeOf('bytes=0-3', 10)).toEqual(part(0, 3))
  expect(rangeOf('bytes=4-', 10)).toEqual(part(4, 9))
  expect(rangeOf('bytes=-3', 10)).toEqual(part(7, 9))
  expect(rangeOf('bytes=-99', 10)).toEqual(part(0, 9))
  expect(rangeOf('bytes=5-99999999', 10)).toEqual(part(5, 9))
  for (const header of ['bytes=10-', 'bytes=99-100', 'bytes=-0', 'bytes=999999999999999-']) {
    expect(rangeOf(header, 10)).toEqual({ kind: 'outside' })
  }
  for (const header of [
    undefined,
    '',
    'bytes=-',
    'bytes=5-2',
    'bytes=0-1,3-4',
    'lines=1-2',
    'bytes=1e3-',
    'bytes=--1',
    `bytes=0-${'9'.repeat(400)}`,
  ]) {
    expect(rangeOf(header, 10)).toEqual({ kind: 'whole' })
  }
  expect(rangeOf('bytes=0-0', 0)).toEqual({ kind: 'outside' })
})

it('[FILE-5] only pictures and PDF are ever shown, and only where that was asked for', () => {
  const shown = (type: string, view: boolean) =>
    fileHeaders(file({ type }), { view })['content-disposition']?.startsWith('inline')
  expect(shown('image/png', true)).toBe(true)
  expect(shown('application/pdf', true)).toBe(true)
  expect(shown('image/png', false)).toBe(false)
  for (const type of ['text/plain', 'text/html', 'image/svg+xml', 'application/zip', 'video/mp4']) {
    expect(shown(type, true)).toBe(false)
  }
  expect(fileHeaders(file({ type: 'image/svg+xml' }), { view: true })['content-type']).toBe(
    'application/octet-stream',
  )
  expect(fileHeaders(file({ type: 'text/html' }), { view: true })['content-type']).toBe(
    'text/plain; charset=utf-8',
  )
})

it('[FILE-5] a name stays one name in the header, whatever stands in it', () => {
  const header = fileHeaders(file({ name: 'a"; x=\r\ny\\%41 Grüße 🌳\ud800.html' }), { view: false })[
    'content-disposition'
  ]
  expect(header).toBe(
    `attachment; filename="a__ x=__y__41 Gr__e ___.html"; filename*=UTF-8''a%22%3B%20x%3D%0D%0Ay%5C%2541%20Gr%C3%BC%C3%9Fe%20%F0%9F%8C%B3%EF%BF%BD.html`,
  )
})
