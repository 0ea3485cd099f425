// An X.509 certificate (RFC 5280, version 3, ECDSA P-256 with SHA-256) made with nothing but Node: the hub's own, for a site without an authority.
import { randomBytes, sign, type KeyObject } from 'node:crypto'
import { isIPv4, isIPv6 } from 'node:net'

function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const length = content.length < 128 ? Buffer.of(content.length) : Buffer.of(0x82, content.length >> 8, content.length & 0xff)
  return Buffer.concat([Buffer.of(tag), length, content])
}
const sequence = (...parts: Buffer[]): Buffer => tagged(0x30, ...parts)
const identifier = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex'))
const yes = tagged(0x01, Buffer.of(0xff))
const ecdsaWithSha256 = sequence(identifier('2a8648ce3d040302'))
const nameOf = (name: string): Buffer => sequence(tagged(0x31, sequence(identifier('550403'), tagged(0x0c, Buffer.from(name)))))
const timeOf = (ms: number): Buffer => tagged(0x18, Buffer.from(`${new Date(ms).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`))
const extension = (idHex: string, value: Buffer): Buffer => sequence(identifier(idHex), tagged(0x04, value))

/** Sixteen bytes of an IPv6 address in any of its spellings without an embedded IPv4. */
function bytesOfIPv6(address: string): Buffer {
  const [head = '', tail] = address.split('%')[0]!.split('::')
  const groups = (text: string | undefined): number[] => (text ? text.split(':').map((group) => Number.parseInt(group, 16)) : [])
  const [left, right] = [groups(head), groups(tail)]
  const all = tail === undefined ? left : [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right]
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]))
}

function alternativeName(host: string): Buffer {
  if (isIPv4(host)) return tagged(0x87, Buffer.from(host.split('.').map(Number)))
  if (isIPv6(host)) return tagged(0x87, bytesOfIPv6(host))
  return tagged(0x82, Buffer.from(host, 'ascii'))
}

type Asked = {
  name: string
  /** Names and addresses that it is good for; without any it is an authority's. */
  hosts: readonly string[]
  fromMs: number
  untilMs: number
  privateKey: KeyObject
  publicKey: KeyObject
  /** Who signs; itself when nobody else does. */
  issuer?: { name: string; privateKey: KeyObject } | undefined
}

/** The certificate as PEM. */
export function makeCertificate({ name, hosts, fromMs, untilMs, privateKey, publicKey, issuer }: Asked): string {
  const extensions = hosts.length === 0 ? [extension('551d13', sequence(yes))] : [extension('551d11', sequence(...hosts.map(alternativeName)))]
  const serial = randomBytes(8)
  // Positive, and without a leading zero byte.
  serial.writeUInt8(((serial[0] ?? 0) & 0x3f) | 0x40, 0)
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.of(2))), tagged(0x02, serial), ecdsaWithSha256, nameOf(issuer?.name ?? name),
    sequence(timeOf(fromMs), timeOf(untilMs)), nameOf(name), publicKey.export({ type: 'spki', format: 'der' }), tagged(0xa3, sequence(...extensions)),
  )
  const der = sequence(body, ecdsaWithSha256, tagged(0x03, Buffer.of(0), sign('sha256', body, issuer?.privateKey ?? privateKey)))
  return `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`
}
