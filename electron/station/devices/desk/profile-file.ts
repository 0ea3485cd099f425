// A bench's profile as bytes and back. Rules BP1 to BP6 of docs/specs/bench-profile.md.
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { BenchProfile, type profileRefusals } from '#shared/contract/profile-calls.ts'
import type { StationSettings } from '#shared/contract/station-settings.ts'
import { codeLengths, joinProfile, profileCodes, profileVersion, readProfilePart, type ProfilePart } from '#shared/domain/bench-profile/profile-codes.ts'

type Refusal = { kind: 'refused'; why: (typeof profileRefusals)[number] }
const no = (why: Refusal['why']): Refusal => ({ kind: 'refused', why })

/** What most profiles hold, so that a code need not. Part of version 1: never changed, or codes of yesterday are no longer read. */
const usual = Buffer.from('{"language":"zh-CN","volume":0.8,"idleLockMinutes":10,"weightFloorGrams":5,"scaleStepGrams":1,"scale":{"scaleId":"scale-1","protocol":"mt-sics","toledo","xk3190-a9","cas","and","line":{"kind":"serial","path":"/dev/serial/by-id/usb-Prolific_USB-Serial_Controller-if00-port0","/dev/ttyUSB0","/dev/ttyACM0","COM3","baudRate":9600,"dataBits":8,"parity":"none"}},"scanners":[{"scannerId":"hand","line":{"kind":"tcp","host":"192.168.1.","port":4001}},{"kind":"hid"}],"light":null,"printers":[{"printerId":"file","name":"文件打印机","kind":"file","folder":"labels"},{"printerId":"p1","name":"面单打印机","kind":"spooler","queue":"label","kind":"tcp","host":"192.168.1.100","port":9100,"language":"escpos","zpl","cpcl","tspl","dotsPerInch":203}]}')
const mostProfileBytes = 100_000

export function writeProfile({ name: _name, ...profile }: StationSettings, short: boolean): { kind: 'profile'; file: string; codes: string[] } | Refusal {
  const codes = profileCodes(deflateRawSync(JSON.stringify(profile), { level: 9, dictionary: usual }), short ? codeLengths.short : codeLengths.long)
  if (!codes) return no('too-large')
  return { kind: 'profile', file: `${JSON.stringify({ packwaveProfile: profileVersion, ...profile }, null, 2)}\n`, codes }
}

type Read = { kind: 'profile'; profile: BenchProfile } | { kind: 'incomplete'; have: number[]; count: number } | Refusal

/** BP5: of codes that are none or are damaged the newest decides what is said; it is the one in the hand. */
export function readProfileCodes(codes: readonly string[]): Read {
  const parts = codes.map(readProfilePart)
  const newest = parts.at(-1)
  if (newest && newest.kind !== 'part') return no(newest.kind)
  const joined = joinProfile(parts.filter((part): part is Extract<ProfilePart, { kind: 'part' }> => part.kind === 'part'))
  if (joined.kind === 'incomplete') return joined
  if (joined.kind !== 'whole') return no(joined.kind)
  try {
    return profileOf(JSON.parse(inflateRawSync(joined.bytes, { dictionary: usual, maxOutputLength: mostProfileBytes }).toString('utf8')))
  } catch {
    // Right by its checksum and yet no profile: made by something else.
    return no('damaged')
  }
}

export function readProfileFile(text: string): Read {
  let told: unknown
  try {
    told = JSON.parse(text)
  } catch {
    return no('not-a-profile')
  }
  if (typeof told !== 'object' || told === null || !('packwaveProfile' in told)) return no('not-a-profile')
  const { packwaveProfile, ...profile } = told
  if (typeof packwaveProfile === 'number' && packwaveProfile > profileVersion) return no('newer')
  return profileOf(profile)
}

function profileOf(told: unknown): Read {
  const profile = BenchProfile.safeParse(told)
  return profile.success ? { kind: 'profile', profile: profile.data } : no('damaged')
}
