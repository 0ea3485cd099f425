// X.509 certificates made on the spot, so that no test depends on a program or on a date.
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { makeCertificate as make } from '#hub/tls/make-certificate.ts'

export type TestCertificate = { cert: string; key: string; name: string; privateKey: KeyObject }

/** A certificate for these addresses; signed by `issuer`, or by itself. */
export function makeCertificate({ name, addresses, fromMs, untilMs, issuer }: { name: string; addresses: string[]; fromMs: number; untilMs: number; issuer?: TestCertificate }): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const cert = make({ name, hosts: addresses, fromMs, untilMs, privateKey, publicKey, issuer })
  return { name, privateKey, cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}
