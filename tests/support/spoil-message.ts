// Messages that somebody lies in or that the way has damaged, drawn from a seed: a well-formed one goes in, bytes that differ come out.
import { gzipSync } from 'node:zlib'
import { wholeBetween } from '#shared/kernel/random.ts'

export type Spoilt = { how: string; bytes: Uint8Array<ArrayBuffer>; status: number; type: string; encoding?: 'gzip' }
type Draw = () => number
type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

const oddValues: Json[] = [null, true, -1, 0, 1.5, 2 ** 53 + 2, 1e308, '', ' ', '1', '__proto__', '\u0000', '\ud800', '字'.repeat(400), 'x'.repeat(70_000), [], {}, [[[[[]]]]], { __proto__: null }, { toString: 1 }, '../../etc/passwd', "'; drop table fact; --"]

/** Every place inside a value where something else may be put. */
function places(value: Json, found: { holder: Json[] | { [name: string]: Json }; name: string | number }[] = []): typeof found {
  if (value === null || typeof value !== 'object') return found
  for (const name of Array.isArray(value) ? value.keys() : Object.keys(value)) {
    found.push({ holder: value, name })
    places((value as Record<string | number, Json>)[name] as Json, found)
  }
  return found
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, 'utf8'))

/** `message` is not changed. The bytes are never those of the message itself. */
export function spoil(message: unknown, random: Draw): Spoilt {
  const text = JSON.stringify(message)
  const plain = (how: string, bytes: Uint8Array<ArrayBuffer> | string, status = 200, type = 'application/json'): Spoilt => ({ how, bytes: typeof bytes === 'string' ? bytesOf(bytes) : bytes, status, type })
  const inside = (how: string, change: (copy: Json, all: ReturnType<typeof places>) => void): Spoilt => {
    const copy = JSON.parse(text) as Json
    change(copy, places(copy))
    const changed = JSON.stringify(copy)
    return changed === text ? plain('cut short', text.slice(0, -1)) : plain(how, changed)
  }
  const any = <T>(from: readonly T[]): T => from[wholeBetween(random, 0, from.length - 1)] as T
  switch (wholeBetween(random, 0, 17)) {
    case 0: return plain('cut short', text.slice(0, wholeBetween(random, 0, text.length - 1)))
    case 1: {
      const bytes = bytesOf(text)
      const at = wholeBetween(random, 0, bytes.length - 1)
      bytes[at] = (bytes[at] ?? 0) ^ (1 << wholeBetween(random, 0, 7))
      return plain('a bit turned', bytes)
    }
    case 2: {
      const bytes = bytesOf(text)
      const at = wholeBetween(random, 0, bytes.length - 1)
      bytes.fill(wholeBetween(random, 0, 255), at, at + wholeBetween(random, 1, 512))
      return plain('a stretch overwritten', Buffer.compare(bytes, Buffer.from(text)) === 0 ? bytes.slice(1) : bytes)
    }
    case 3: return inside('a member left out', (_copy, all) => {
      const { holder, name } = any(all)
      if (Array.isArray(holder)) holder.splice(Number(name), 1)
      else delete holder[name]
    })
    case 4: return inside('a member of another kind', (_copy, all) => {
      const { holder, name } = any(all)
      ;(holder as Record<string | number, Json>)[name] = any(oddValues)
    })
    case 5: return inside('a member too many', (_copy, all) => {
      const { holder } = any(all)
      if (Array.isArray(holder)) holder.push(any(oddValues))
      else holder[any(['extra', '__proto__', 'constructor', 'then', 'toJSON', ''])] = any(oddValues)
    })
    case 6: return inside('a number moved', (_copy, all) => {
      const numbers = all.filter(({ holder, name }) => typeof (holder as Record<string | number, Json>)[name] === 'number')
      const { holder, name } = any(numbers.length > 0 ? numbers : all)
      ;(holder as Record<string | number, Json>)[name] = Number((holder as Record<string | number, Json>)[name]) + any([-1, 1, 1000, -1000, 0.5])
    })
    case 7: return inside('a member twice in its list', (_copy, all) => {
      const { holder, name } = any(all)
      if (Array.isArray(holder)) holder.splice(Number(name), 0, structuredClone(holder[Number(name)] ?? null))
    })
    case 8: return inside('a list turned round', (_copy, all) => {
      const { holder } = any(all)
      if (Array.isArray(holder)) holder.reverse()
    })
    case 9: return plain('a name twice', text.replace(/"(\w+)":("[^"]*"|\d+)/g, (whole, name: string) => (random() < 0.3 ? `${whole},"${name}":${JSON.stringify(any(oddValues))}` : whole)) || '{')
    case 10: return plain('deeply nested', `${'['.repeat(10_000)}${']'.repeat(10_000)}`)
    case 11: return inside('deep inside', (_copy, all) => {
      let deep: Json = 1
      for (let level = 0; level < 2_000; level += 1) deep = [deep]
      const { holder, name } = any(all)
      ;(holder as Record<string | number, Json>)[name] = deep
    })
    case 12: return plain('not UTF-8', new Uint8Array(Buffer.concat([Buffer.from(text.slice(0, 20)), Buffer.from([0xff, 0xfe, 0xc3, 0x28]), Buffer.from(text.slice(20))])))
    case 13: return plain('with a byte order mark', `\ufeff${text}`)
    case 14: return plain('a page of a hotel', '<html><body>Welcome to the hotel</body></html>', any([200, 200, 302, 511]), any(['text/html', 'application/json']))
    case 15: return plain('another status', text, any([201 + 300, 400, 401, 403, 404, 409, 413, 418, 429, 500, 503]), 'application/json')
    case 16: return { ...plain('half a parcel of gzip', new Uint8Array(gzipSync(text).subarray(0, wholeBetween(random, 1, 40)))), encoding: 'gzip' }
    default: return plain(any(['nothing', 'a word', 'a number', 'null', 'two messages']), any(['', 'ok', '42', 'null', `${text}${text}`]))
  }
}
