// The hub's certificate: given, or made by itself. The stations know the hub by its key (the pin), so a certificate that is renewed with the same key is the same hub.
import { createPrivateKey, createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname, networkInterfaces } from 'node:os'
import path from 'node:path'
import { pinOf } from '#shared/node/pinned-tls.ts'
import { makeCertificate } from './make-certificate.ts'

const dayMs = 86_400_000
const lifeMs = 3_650 * dayMs
const renewBeforeMs = 90 * dayMs

/** `own`: the site makes its own. Otherwise two files in PEM; `pinned` when no authority signed it that the stations know. */
export type TlsChoice = { kind: 'own' } | { kind: 'files'; certFile: string; keyFile: string }
export type HubTls = { cert: string; key: string; pin: string }

/** Names and addresses under which this machine may be called. */
export function ownHosts(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []).filter((each) => !each.internal && !each.address.startsWith('fe80')).map((each) => each.address)
  return [...new Set(['localhost', '127.0.0.1', '::1', hostname().toLowerCase(), ...addresses])].filter((host) => /^[\da-z.:-]+$/.test(host))
}

/** Certificate, key and pin. Throws a sentence when the files do not fit each other or cannot be read. */
export function siteTls(choice: TlsChoice, keysDir: string, nowMs: number, hosts = ownHosts()): HubTls {
  const { cert, key } = choice.kind === 'own' ? ownCertificate(keysDir, nowMs, hosts) : given(choice)
  return { cert, key, pin: pinOf(new X509Certificate(cert)) }
}

function given({ certFile, keyFile }: Extract<TlsChoice, { kind: 'files' }>): { cert: string; key: string } {
  const [cert, key] = [readFileSync(certFile, 'utf8'), readFileSync(keyFile, 'utf8')]
  let fits: boolean
  try {
    fits = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))
  } catch (fault) {
    throw new Error(`${certFile} and ${keyFile} cannot be read as a certificate and its key in PEM.`, { cause: fault })
  }
  if (!fits) throw new Error(`The key in ${keyFile} is not the key of the certificate in ${certFile}.`)
  return { cert, key }
}

/** `site-key.pem` is made once and stays; the certificate is made anew when it soon ends or the machine has another name or address. */
function ownCertificate(keysDir: string, nowMs: number, hosts: string[]): { cert: string; key: string } {
  const [keyFile, certFile] = [path.join(keysDir, 'site-key.pem'), path.join(keysDir, 'site-certificate.pem')]
  if (!existsSync(keyFile)) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx', flush: true })
  }
  const key = readFileSync(keyFile, 'utf8')
  const privateKey = createPrivateKey(key)
  const standing = existsSync(certFile) ? readFileSync(certFile, 'utf8') : undefined
  if (standing !== undefined && isGood(new X509Certificate(standing), { privateKey, nowMs, hosts })) return { cert: standing, key }
  // A day back: a station whose clock is a little behind, and which checks dates, takes it too.
  const cert = makeCertificate({ name: 'Packwave hub', hosts, fromMs: nowMs - dayMs, untilMs: nowMs + lifeMs, privateKey, publicKey: createPublicKey(privateKey) })
  writeFileSync(certFile, cert, { mode: 0o600, flush: true })
  return { cert, key }
}

function isGood(certificate: X509Certificate, { privateKey, nowMs, hosts }: { privateKey: ReturnType<typeof createPrivateKey>; nowMs: number; hosts: string[] }): boolean {
  const names = certificate.subjectAltName ?? ''
  return certificate.checkPrivateKey(privateKey) && certificate.validToDate.getTime() - nowMs > renewBeforeMs && certificate.validFromDate.getTime() <= nowMs
    && hosts.every((host) => certificate.checkHost(host) !== undefined || certificate.checkIP(host) !== undefined || names.includes(host))
}
