// The templates that ship in assets/label-templates: read and checked once, all of them. A file that is wrong is named with its field.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { isTemplateFault, type LabelLayout, LabelTemplate, templateFault, templateFaultText, TemplateVariant, variantOf, withLayout } from '#shared/domain/labels/label-template.ts'
import type { LabelSize } from '#shared/domain/waybills/label-payload.ts'
import { assert } from '#shared/kernel/assert.ts'
import { assetsFolder } from './assets-folder.ts'

let loaded: ReadonlyMap<string, LabelTemplate> | undefined

/** Every shipped template by name. Throws a sentence that names file and field when one cannot be used. */
export function labelTemplates(): ReadonlyMap<string, LabelTemplate> {
  loaded ??= readTemplates(join(assetsFolder(), 'label-templates'))
  return loaded
}

/** A shipped template. Throws when there is none of that name. */
export function labelTemplate(name: string): LabelTemplate {
  const template = labelTemplates().get(name)
  assert(template, `the label template ${name} is shipped`)
  return template
}

/** The template with the site's own layout, where it has one. A layout that no longer fits the template of a newer build is not used: labels go on being printed. */
export function templateInForce(name: string, layouts: readonly LabelLayout[]): LabelTemplate {
  const template = labelTemplate(name)
  const laid = withLayout(template, layouts.find((layout) => layout.template === name))
  return isTemplateFault(laid) ? template : laid
}

/** The name of the carrier's own template of that size, or of the one for all carriers. */
export function waybillTemplateName(size: LabelSize, carrierCode: string): string {
  for (const [name, template] of labelTemplates()) {
    if (template.kind === 'waybill' && template.carrierCode === carrierCode && name.startsWith(`waybill-${size}-`)) return name
  }
  return `waybill-${size}`
}

/** Reads a folder of templates and variants. */
export function readTemplates(folder: string): Map<string, LabelTemplate> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json')).sort()
  const parsed = files.map((file) => ({ file, name: file.replace(/\.json$/, ''), content: parseJson(file, readFileSync(join(folder, file), 'utf8')) }))
  const templates = new Map<string, LabelTemplate>()
  for (const { file, name, content } of parsed) if (!isVariant(content)) templates.set(name, templateOf(file, content))
  for (const { file, name, content } of parsed) {
    if (!isVariant(content)) continue
    const variant = TemplateVariant.safeParse(content)
    if (!variant.success) throw new Error(wrongFile(file, content, variant.error))
    const base = templates.get(variant.data.base)
    if (base === undefined) throw new Error(`assets/label-templates/${file}: base: there is no template ${variant.data.base}`)
    const whole = variantOf(base, variant.data)
    if (whole === undefined) throw new Error(`assets/label-templates/${file}: changes, without: names an element that ${variant.data.base} does not have`)
    templates.set(name, templateOf(file, whole))
  }
  return new Map([...templates].sort(([one], [other]) => one.localeCompare(other)))
}

/** A template from the content of its file. Throws the sentence. */
export function templateOf(file: string, content: unknown): LabelTemplate {
  const template = LabelTemplate.safeParse(content)
  if (!template.success) throw new Error(wrongFile(file, content, template.error))
  const fault = templateFault(template.data)
  if (fault) throw new Error(`assets/label-templates/${file}: ${templateFaultText(fault)}`)
  return template.data
}

const isVariant = (content: unknown): boolean => typeof content === 'object' && content !== null && 'base' in content

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`assets/label-templates/${file}: is no JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

const dotted = (path: readonly PropertyKey[]): string => path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`)).join('')

function wrongFile(file: string, content: unknown, error: z.ZodError): string {
  const [issue] = error.issues
  const path = issue?.path ?? []
  // An element is easier found by its id than by its number.
  const named = path[0] === 'elements' && typeof path[1] === 'number' ? idOf(content, path[1]) : undefined
  return `assets/label-templates/${file}: ${named === undefined ? dotted(path) : `element ${named}: ${dotted(path.slice(2))}`}: ${issue?.message ?? 'is wrong'}`
}

function idOf(content: unknown, at: number): string | undefined {
  const shape = z.looseObject({ elements: z.array(z.looseObject({ id: z.string() }).or(z.unknown())) }).safeParse(content)
  const element = shape.success ? shape.data.elements[at] : undefined
  return typeof element === 'object' && element !== null && 'id' in element ? String(element.id) : undefined
}
