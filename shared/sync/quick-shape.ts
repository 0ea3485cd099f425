// The same shapes as zod checks, asked in a fraction of its time: a first load has hundreds of thousands of facts, and nearly all of them fit.
import type * as z from 'zod'

type Fits = (value: unknown) => boolean
type Definition = z.core.$ZodTypes['_zod']['def']

const compiled = new WeakMap<z.ZodType, Fits>()

/**
 * Parses as `shape.safeParse` does. A value that fits is handed back as it is, with the order of its keys; whatever is not certain here (and all that does not fit) is left to zod, and so are its words.
 * Only for shapes that change nothing of what they check.
 */
export function quickParse<S extends z.ZodType>(shape: S, value: unknown): z.ZodSafeParseResult<z.output<S>> {
  let fits = compiled.get(shape)
  if (!fits) {
    fits = fitsShape(shape)
    compiled.set(shape, fits)
  }
  return fits(value) ? { success: true, data: value as z.output<S> } : shape.safeParse(value)
}

/** True only where zod says so, too. A part that is not known here never fits. */
function fitsShape(shape: z.core.$ZodType): Fits {
  const definition = shape._zod.def as Definition
  const fits = fitsType(definition)
  const checks = (definition.checks ?? []).map(fitsCheck)
  if (checks.length === 0) return fits
  const [only] = checks
  return only && checks.length === 1 ? (value) => fits(value) && only(value) : (value) => fits(value) && checks.every((check) => check(value))
}

const never: Fits = () => false

function fitsType(definition: Definition): Fits {
  switch (definition.type) {
    case 'string':
      return 'check' in definition ? never : (value) => typeof value === 'string'
    case 'number':
      if (!('check' in definition)) return (value) => Number.isFinite(value)
      return 'format' in definition && definition.format === 'safeint' ? (value) => Number.isSafeInteger(value) : never
    case 'boolean':
      return (value) => typeof value === 'boolean'
    case 'unknown':
      // A missing key is not told from one without a value here.
      return (value) => value !== undefined
    case 'literal': {
      const values = new Set<unknown>(definition.values)
      return (value) => value !== undefined && values.has(value)
    }
    case 'enum': {
      const values = new Set<unknown>(Object.values(definition.entries))
      return (value) => values.has(value)
    }
    case 'nullable': {
      const fits = fitsShape(definition.innerType)
      return (value) => value === null || fits(value)
    }
    case 'array': {
      const fits = fitsShape(definition.element)
      return (value) => {
        if (!Array.isArray(value)) return false
        for (const each of value) if (!fits(each)) return false
        return true
      }
    }
    case 'union': {
      const options = definition.options.map(fitsShape)
      return (value) => options.some((fits) => fits(value))
    }
    case 'record': {
      const key = definition.keyType._zod.def as Definition
      if (key.type !== 'string' || 'check' in key || key.checks?.length) return never
      const fits = fitsShape(definition.valueType)
      return (value) => isPlain(value) && Object.keys(value).every((name) => name !== '__proto__' && fits(value[name]))
    }
    case 'object':
      return fitsObject(definition)
    default:
      return never
  }
}

function fitsObject(definition: z.core.$ZodObjectDef): Fits {
  if ((definition.catchall?._zod.def as Definition | undefined)?.type !== 'never') return never
  const fields = Object.entries(definition.shape).map(([name, shape]) => {
    const own = shape._zod.def as Definition
    return own.type === 'optional' ? { name, fits: fitsShape(own.innerType), isOptional: true } : { name, fits: fitsShape(shape), isOptional: false }
  })
  return (value) => {
    if (!isPlain(value)) return false
    let known = 0
    for (const { name, fits, isOptional } of fields) {
      const has = Object.hasOwn(value, name)
      if (has ? !fits(value[name]) : !isOptional) return false
      if (has) known += 1
    }
    return Object.keys(value).length === known
  }
}

/** As JSON makes them. */
function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

function fitsCheck(check: z.core.$ZodCheck<never>): Fits {
  const definition = (check as unknown as z.core.$ZodChecks | z.core.$ZodCustom)._zod.def
  switch (definition.check) {
    case 'min_length':
      return (value) => lengthOf(value) >= definition.minimum
    case 'max_length':
      return (value) => lengthOf(value) <= definition.maximum
    case 'length_equals':
      return (value) => lengthOf(value) === definition.length
    case 'greater_than': {
      const { value: limit, inclusive } = definition
      return (value) => typeof value === 'number' && (inclusive ? value >= Number(limit) : value > Number(limit))
    }
    case 'less_than': {
      const { value: limit, inclusive } = definition
      return (value) => typeof value === 'number' && (inclusive ? value <= Number(limit) : value < Number(limit))
    }
    case 'custom': {
      const { fn } = definition
      return (value) => Boolean(fn(value))
    }
    default:
      return never
  }
}

const lengthOf = (value: unknown): number => (value as { length: number }).length
