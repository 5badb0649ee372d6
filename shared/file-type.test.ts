import { expect, it } from 'vitest'
import { fileTypeOf } from './file-type.ts'

const bytes = (latin1: string): Uint8Array => Uint8Array.from(latin1, (sign) => sign.charCodeAt(0))
const typeOf = (latin1: string): string => fileTypeOf(bytes(latin1), latin1.length)
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

it('[FILE-5] what a file is, its first bytes say', () => {
  expect(typeOf('\x89PNG\r\n\x1a\n\0\0\0\rIHDR')).toBe('image/png')
  expect(typeOf('\xff\xd8\xff\xe0\0\x10JFIF')).toBe('image/jpeg')
  expect(typeOf('GIF89a\0\0')).toBe('image/gif')
  expect(typeOf('RIFF\0\0\0\0WEBPVP8 ')).toBe('image/webp')
  expect(typeOf('%PDF-1.7\n')).toBe('application/pdf')
  expect(typeOf('PK\x03\x04\x14\0')).toBe('application/zip')
  expect(typeOf('\x7fELF\x02\x01\x01\0')).toBe('application/octet-stream')
})

it('[FILE-5] everything that is text is plain text, whatever else it might be taken for', () => {
  for (const text of [
    '<!doctype html><script>alert(1)</script>',
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    '<?xml version="1.0"?><x/>',
    '{"a": 1}',
    'BM is how this sentence begins',
    '#!/bin/sh\nrm -rf /\n',
    '',
  ]) {
    expect(typeOf(text)).toBe('text/plain')
  }
  expect(fileTypeOf(utf8('Grüße, 世界 🌳'), 99)).toBe('text/plain')
  expect(fileTypeOf(bytes('\xff\xfeh\0i\0'), 6)).toBe('text/plain')
})

it('[FILE-5] a character that is cut where the looking ends makes no text something else', () => {
  const text = utf8('世'.repeat(2000))
  expect(fileTypeOf(text.subarray(0, 4096), text.length)).toBe('text/plain')
  // At the end of the file it is no text.
  expect(fileTypeOf(text.subarray(0, 4096), 4096)).toBe('application/octet-stream')
})

it('[FILE-5] a page with a picture’s beginning somewhere in it is no picture, and a broken one is nothing', () => {
  expect(typeOf(' \x89PNG\r\n\x1a\n<script>')).toBe('application/octet-stream')
  expect(typeOf('<script>/*\x89PNG\r\n\x1a\n')).toBe('application/octet-stream')
  expect(typeOf('\x89PN')).toBe('application/octet-stream')
  expect(typeOf('a\0b')).toBe('application/octet-stream')
})
