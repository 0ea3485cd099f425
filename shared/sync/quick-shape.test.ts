import fc from 'fast-check'
import * as z from 'zod'
import { describe, expect, it } from 'vitest'
import { factShapes } from '#shared/domain/facts/facts.ts'
import { canonicalJson } from './envelope.ts'
import { ChangesReply, JoinReply, JoinRequest, PushReply } from './protocol.ts'
import { quickParse } from './quick-shape.ts'

type Definition = z.core.$ZodTypes['_zod']['def']
const definitionOf = (shape: z.core.$ZodType): Definition => shape._zod.def as Definition

/** Values that the shape takes, drawn from its definition. */
function fitting(shape: z.core.$ZodType): fc.Arbitrary<unknown> {
  const definition = definitionOf(shape)
  const limits = (definition.checks ?? []).map((check) => check._zod.def as { check: string; minimum?: number; maximum?: number; length?: number; value?: number; inclusive?: boolean })
  const limit = (check: string): number | undefined => limits.flatMap((each) => (each.check === check ? [each.minimum ?? each.maximum ?? each.length ?? each.value ?? 0] : []))[0]
  const minLength = limit('length_equals') ?? limit('min_length') ?? 0
  const maxLength = limit('length_equals') ?? Math.min(limit('max_length') ?? minLength + 4, minLength + 4)
  const [min, max] = [Math.max(limit('greater_than') ?? -1e9, -1e9), Math.min(limit('less_than') ?? 1e9, 1e9)]
  switch (definition.type) {
    case 'string':
      return fc.string({ minLength, maxLength })
    case 'number':
      return 'check' in definition ? fc.integer({ min, max }) : fc.double({ min, max, minExcluded: limits.some((each) => each.check === 'greater_than' && !each.inclusive), noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'unknown':
      return fc.jsonValue({ maxDepth: 2 })
    case 'literal':
      return fc.constantFrom(...definition.values)
    case 'enum':
      return fc.constantFrom(...Object.values(definition.entries))
    case 'nullable':
      return fc.option(fitting(definition.innerType))
    case 'optional':
      return fitting(definition.innerType)
    case 'array':
      return fc.array(fitting(definition.element), { minLength, maxLength })
    case 'union':
      return fc.oneof(...definition.options.map(fitting))
    case 'record':
      return fc.dictionary(fc.string({ minLength: 1 }).filter((name) => name !== '__proto__'), fitting(definition.valueType), { maxKeys: 4, noNullPrototype: true })
    case 'object': {
      const requiredKeys = Object.keys(definition.shape).filter((name) => definitionOf(definition.shape[name]!).type !== 'optional')
      return fc.record(Object.fromEntries(Object.entries(definition.shape).map(([name, inner]) => [name, fitting(inner)])), { requiredKeys, noNullPrototype: true })
    }
    default:
      throw new Error(`${definition.type} is drawn`)
  }
}

/** The same value with something else in one spot of it, or one key more or fewer. */
function spoilt(value: unknown, spots: readonly number[], junk: unknown): unknown {
  const [spot = 0, ...inner] = spots
  if (value === null || typeof value !== 'object' || spots.length === 0) return junk
  const keys = Object.keys(value)
  const key = keys[spot % (keys.length + 1)]
  if (Array.isArray(value)) return key === undefined ? [...(value as unknown[]), junk] : value.with(Number(key), spoilt(value[Number(key)], inner, junk))
  const object = value as Record<string, unknown>
  if (key === undefined) return JSON.parse(JSON.stringify({ ...object, more: junk }).replace('"more"', spot % 2 === 0 ? '"more"' : '"__proto__"'))
  if (inner.length === 0) return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key))
  return { ...object, [key]: spoilt(object[key], inner, junk) }
}

const junk = fc.oneof(fc.constantFrom<unknown>(null, '', -1, 0, 0.5, 2 ** 53, 1e300, Number.NaN, true, [], {}, [null], 'x'.repeat(5_000)), fc.jsonValue({ maxDepth: 1 }))
const shapes: [string, z.ZodType][] = [...Object.entries(factShapes), ['ChangesReply', ChangesReply], ['PushReply', PushReply], ['JoinReply', JoinReply]]

describe('shapes that are asked quickly', () => {
  it('[SY27] what fits is handed back as it is, by the shapes of what a load consists of', () => {
    const inLoads = ['ProductListed', 'PlaceListed', 'ContainerListed', 'WaveReleased', 'OrderReleased', 'WaybillReserved', 'PickListReleased', 'ItemPicked', 'ItemPut', 'ParcelOpened', 'ItemChecked', 'ParcelWeighed', 'LabelSent', 'ParcelClosed', 'ParcelScannedOut', 'ChangesReply', 'PushReply']
    for (const name of inLoads) {
      const shape = shapes.find(([known]) => known === name)![1]
      fc.assert(fc.property(fitting(shape), (value) => {
        expect(quickParse(shape, value).data, name).toBe(value)
        expect(shape.parse(value), name).toEqual(value)
      }), { numRuns: 15 })
    }
  })

  it('[SY27] says of any value what zod says, in its words, for every kind of fact and every answer', () => {
    for (const [name, shape] of shapes) {
      fc.assert(fc.property(fitting(shape), fc.array(fc.nat(12), { minLength: 1, maxLength: 6 }), junk, (value, spots, other) => {
        for (const each of [value, spoilt(value, spots, other)]) {
          const [quick, whole] = [quickParse(shape, each), shape.safeParse(each)]
          expect(quick.success, `${name} ${JSON.stringify(each)}`).toBe(whole.success)
          if (quick.success) expect(quick.data).toEqual(whole.data)
          else expect(quick.error.issues).toEqual(whole.error?.issues)
        }
      }), { numRuns: 30 })
    }
  })

  it('[SY27] leaves to zod what it does not know', () => {
    const trimmed = z.strictObject({ name: z.string().trim() })
    expect(quickParse(trimmed, { name: ' a ' }).data).toEqual({ name: 'a' })
    expect(quickParse(JoinRequest, { protocol: 1, joinToken: 'a', stationName: 'b', formerStationId: 'x' }).success).toBe(false)
    expect(quickParse(z.object({ name: z.string() }), { name: 'a', more: 1 }).data).toEqual({ name: 'a' })
  })
})

describe('the text that is hashed', () => {
  it('[JO1] has its keys sorted at every depth, whatever they are called', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 'x' }], a: null })).toBe('{"a":null,"b":[{"c":"x","d":1}]}')
    expect(canonicalJson(JSON.parse('{"z":1,"__proto__":{"y":1,"x":2},"constructor":3}'))).toBe('{"__proto__":{"x":2,"y":1},"constructor":3,"z":1}')
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value))
    }))
  })
})
