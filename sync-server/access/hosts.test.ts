import { describe, expect, it } from 'vitest'
import { createHostCheck } from './hosts.ts'
import { createOriginCheck } from './origin.ts'

const isOwnHost = createHostCheck({
  publicUrl: 'https://banyan.example.org',
  allowedHosts: ['Team.Example.net', 'other.example.net:8443'],
  machine: 'Oak.example.edu',
})

describe('names of this server', () => {
  it.each([
    'localhost',
    'localhost:3000',
    'banyan.localhost:3000',
    '127.0.0.1:3000',
    '192.168.1.20',
    '[::1]:3000',
    '[fd00::1]',
    'oak',
    'oak:3000',
    'oak.local',
    'OAK.local.:3000',
    'oak.home.arpa',
    'banyan.example.org',
    'BANYAN.example.org:443',
    'team.example.net:3000',
    'other.example.net',
    'oak.example.edu',
    '',
    undefined,
  ])('[SEC-1] it answers to %s', (host) => {
    expect(isOwnHost(host)).toBe(true)
  })

  it.each([
    'evil.example.com',
    'evil.example.com:3000',
    'localhost.evil.example.com',
    '127.0.0.1.evil.example.com',
    '127.0.0.1.nip.io',
    'evillocal.example',
    'sub.banyan.example.org',
    'banyan.example.org.evil.example',
    'x@localhost',
    'localhost/evil.example.com',
    'a b',
    '.',
    ':80',
  ])('[SEC-1] it does not answer to %s', (host) => {
    expect(isOwnHost(host)).toBe(false)
  })
})

describe('pages of this server', () => {
  it('[SEC-1] a page under a foreign name is foreign, also where the request is under that name too', () => {
    const isOwnOrigin = createOriginCheck(undefined, createHostCheck({ publicUrl: undefined }))
    expect(isOwnOrigin('http://evil.example.com:3000', 'evil.example.com:3000')).toBe(false)
    expect(isOwnOrigin('http://evil.example.com:3000', 'localhost:3000')).toBe(false)
    expect(isOwnOrigin('http://localhost:8080', 'localhost:3000')).toBe(false)
    expect(isOwnOrigin('null', 'localhost:3000')).toBe(false)
    expect(isOwnOrigin('http://localhost:3000', 'localhost:3000')).toBe(true)
    expect(isOwnOrigin('http://192.168.1.20:3000', '192.168.1.20:3000')).toBe(true)
  })

  it('[SEC-1] where the address is secure, a page that came in the clear is foreign', () => {
    const isOwnOrigin = createOriginCheck('https://banyan.example.org', isOwnHost)
    expect(isOwnOrigin('http://banyan.example.org', 'banyan.example.org')).toBe(false)
    expect(isOwnOrigin('https://banyan.example.org', 'banyan.example.org')).toBe(true)
    // Behind a proxy that names the machine instead.
    expect(isOwnOrigin('https://banyan.example.org', 'oak:3000')).toBe(true)
    expect(isOwnOrigin('http://localhost:3000', 'localhost:3000')).toBe(true)
  })
})
