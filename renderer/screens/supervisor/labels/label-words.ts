import type { TFunction } from 'i18next'
import type { NotDrawn } from '#shared/contract/label-calls.ts'
import type { LabelTemplate } from '#shared/domain/labels/label-template.ts'
import type { PageElement } from '#shared/domain/labels/page-elements.ts'

/** The paper of a template: its size, or the width of its roll. */
export function paperName({ widthMm, heightMm, roll }: LabelTemplate, t: TFunction): string {
  return roll ? t('labels.roll', { width: widthMm }) : t('labels.paper', { width: widthMm, height: heightMm })
}

/** What an element shows, in words: the names of its fields, or its own text. */
export function elementName(element: PageElement, t: TFunction): string {
  switch (element.kind) {
    case 'list': return t(`labels.field.${element.list}`)
    case 'table': return t(`labels.field.${element.rows}`)
    case 'line':
    case 'frame': return t(`labels.element.${element.kind}`)
    case 'text': return fieldNames(element.text, t)
    default: return `${t(`labels.element.${element.kind}`)} ${fieldNames(element.text, t)}`
  }
}

function fieldNames(text: string, t: TFunction): string {
  const fields = [...text.matchAll(/\{(\w+)\}/g)].map(([, field]) => t(`labels.field.${field}`))
  return fields.length === 0 ? text.slice(0, 12) : fields.join(' ')
}

/** Why a label cannot be drawn: with the element's name, whether the station said its id or its field. */
export function notDrawnText({ code, element, value }: NotDrawn, template: LabelTemplate | undefined, t: TFunction): string {
  const nameOf = (id: string): string => {
    const found = template?.elements.find((each) => each.id === id)
    return found ? elementName(found, t) : t(`labels.field.${id}`, { defaultValue: id })
  }
  return t(`labels.fault.${code}`, { element: element === '' ? '' : nameOf(element), value: code === 'overlap' ? nameOf(value) : code === 'code-missing' ? t(`labels.field.${value}`) : value })
}
