// X.509 certificates made on the spot (RFC 5280, ECDSA P-256), so that no test depends on a program or on a date.
import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'

export type TestCertificate = { cert: string; key: string; name: string; privateKey: KeyObject }

function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const length = content.length < 128 ? Buffer.from([content.length]) : Buffer.from([0x82, content.length >> 8, content.length & 0xff])
  return Buffer.concat([Buffer.from([tag]), length, content])
}
const sequence = (...parts: Buffer[]): Buffer => tagged(0x30, ...parts)
const identifier = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex'))
const ecdsaWithSha256 = sequence(identifier('2a8648ce3d040302'))
const nameOf = (name: string): Buffer => sequence(tagged(0x31, sequence(identifier('550403'), tagged(0x0c, Buffer.from(name)))))
const timeOf = (ms: number): Buffer => tagged(0x18, Buffer.from(`${new Date(ms).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`))
const extension = (idHex: string, value: Buffer): Buffer => sequence(identifier(idHex), tagged(0x04, value))

/** A certificate for these IPv4 addresses; signed by `issuer`, or by itself. */
export function makeCertificate({ name, addresses, fromMs, untilMs, issuer }: { name: string; addresses: string[]; fromMs: number; untilMs: number; issuer?: TestCertificate }): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const altNames = sequence(...addresses.map((address) => tagged(0x87, Buffer.from(address.split('.').map(Number)))))
  const isAuthority = addresses.length === 0
  const extensions = isAuthority ? [extension('551d13', sequence(tagged(0x01, Buffer.from([0xff]))))] : [extension('551d11', altNames)]
  const serial = randomBytes(8)
  serial.writeUInt8((serial[0] ?? 0) & 0x7f | 0x40, 0)
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))), tagged(0x02, serial), ecdsaWithSha256, nameOf(issuer?.name ?? name),
    sequence(timeOf(fromMs), timeOf(untilMs)), nameOf(name), publicKey.export({ type: 'spki', format: 'der' }), tagged(0xa3, sequence(...extensions)),
  )
  const der = sequence(body, ecdsaWithSha256, tagged(0x03, Buffer.from([0]), sign('sha256', body, issuer?.privateKey ?? privateKey)))
  return { name, privateKey, cert: `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}
