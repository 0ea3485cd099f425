// A carrier that gives a number for each order, remembers what it gave, and misbehaves when a test asks it to.
import type { CarrierAdapter, WaybillRequest } from '#hub/carriers/carrier-port.ts'
import type { CarrierAnswer } from '#shared/domain/waybills/judge-answer.ts'
import type { Recipient } from '#shared/domain/orders/imported-order.ts'
import { platformContent, type PlatformComponent } from './platform-content.ts'

/**
 * What happens to one question instead of the right thing. `allocate-and-vanish`: it takes a number, and the answer never leaves.
 * `vanish`: nothing happens. `other-order`: the answer is another order's. `exists`: it only says that it has one.
 */
export type CarrierMishap = 'allocate-and-vanish' | 'vanish' | 'break' | 'slow' | 'other-order' | 'other-orders-number' | 'wrong-prefix' | 'wrong-check-digit' | 'second-number' | 'exists' | 'masked'

export type ScriptedCarrier = {
  adapter: CarrierAdapter
  /** The next questions, in order, meet these; then all is well. */
  mishaps: CarrierMishap[]
  /** What it gave, by key: one number for one key, whatever was asked how often. */
  given: Map<string, string>
  /** Every question in the order of asking. */
  asked: string[]
  /** It says that it does not have what it has. */
  deniesAll: boolean
  /** The answer that this key's question would get now, without a mishap. */
  answerOf(requestKey: string): CarrierAnswer
  /** It is a platform: beside the number it gives from now on what only this print component can read. */
  component?: PlatformComponent
}

/** Numbers are `prefix` and ten digits and a GTIN check digit, from `firstSerial` on. `slowMs`: how long a slow answer takes. */
export function scriptedCarrier({ prefix, firstSerial = 1, slowMs = 60 }: { prefix: string; firstSerial?: number; slowMs?: number }): ScriptedCarrier {
  let counter = firstSerial - 1
  const mod10 = (digits: string): string => String((10 - ([...digits].reverse().reduce((sum, digit, index) => sum + Number(digit) * (index % 2 === 0 ? 3 : 1), 0) % 10)) % 10)
  const nextNumber = (): string => {
    counter += 1
    const serial = String(counter).padStart(10, '0')
    return `${prefix}${serial}${mod10(serial)}`
  }
  /** Whose parcel each question was about: a platform knows it whole. */
  const recipients = new Map<string, Recipient>()
  const contentOf = (requestKey: string, waybillNumber: string) => {
    const recipient = recipients.get(requestKey)
    return carrier.component === undefined || !recipient ? {} : { platformPrint: platformContent(carrier.component, { waybillNumber, name: recipient.name, phone: recipient.phone, address: recipient.detail }) }
  }
  const issued = (requestKey: string, waybillNumber: string): CarrierAnswer => ({ kind: 'issued', requestKey, waybillNumber, serviceName: '标快', sortingCode: '021-A1', consolidation: '沪西', ...contentOf(requestKey, waybillNumber) })
  const give = (requestKey: string): string => {
    const known = carrier.given.get(requestKey)
    if (known !== undefined) return known
    const fresh = nextNumber()
    carrier.given.set(requestKey, fresh)
    return fresh
  }
  const never = (signal: AbortSignal): Promise<never> => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true }))

  const carrier: ScriptedCarrier = {
    mishaps: [], given: new Map(), asked: [], deniesAll: false,
    answerOf: (requestKey) => issued(requestKey, give(requestKey)),
    adapter: {
      async issue({ requestKey, recipient }: WaybillRequest, signal) {
        carrier.asked.push(requestKey)
        recipients.set(requestKey, recipient)
        if (recipient.name.includes('*')) return { kind: 'refused', why: '收件人信息含脱敏字符' }
        const mishap = carrier.mishaps.shift()
        switch (mishap) {
          case 'vanish':
            return never(signal)
          case 'allocate-and-vanish':
            give(requestKey)
            return never(signal)
          case 'break':
            throw new Error('socket hang up')
          case 'slow':
            await new Promise((resolve) => setTimeout(resolve, slowMs))
            return issued(requestKey, give(requestKey))
          case 'other-order':
            return issued('another-order.1', nextNumber())
          case 'other-orders-number':
            return issued(requestKey, [...carrier.given.values()][0] ?? nextNumber())
          case 'wrong-prefix':
            return issued(requestKey, `XX${nextNumber().slice(prefix.length)}`)
          case 'wrong-check-digit': {
            const right = nextNumber()
            return issued(requestKey, `${right.slice(0, -1)}${(Number(right.at(-1)) + 1) % 10}`)
          }
          case 'second-number':
            give(requestKey)
            return issued(requestKey, nextNumber())
          case 'exists':
            give(requestKey)
            return { kind: 'exists' }
          case 'masked':
            return { kind: 'refused', why: '收件地址中包含脱敏字符****' }
          case undefined:
            return issued(requestKey, give(requestKey))
        }
      },
      async find(requestKey) {
        const known = carrier.deniesAll ? undefined : carrier.given.get(requestKey)
        return known === undefined ? { kind: 'missing' } : issued(requestKey, known)
      },
    },
  }
  return carrier
}
