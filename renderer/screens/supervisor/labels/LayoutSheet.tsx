import { useRef, useState, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { LabelLayout, LabelTemplate } from '#shared/domain/labels/label-template.ts'
import type { Box, PageElement } from '#shared/domain/labels/page-elements.ts'
import { elementName } from './label-words.ts'
import type { Preview } from './use-preview.ts'

const STEP_MM = 0.25
const LEAST_MM = 1

type Drag = { element: PageElement; how: 'move' | 'size'; fromX: number; fromY: number }

/** The sheet with its newest drawing under it; every element that may be changed is a box to drag, its corner to pull. */
export function LayoutSheet({ template, layout, preview, chosenId, faultId, onChoose, onChange }: {
  template: LabelTemplate; layout: LabelLayout; preview: Preview | null; chosenId: string | null; faultId: string | null
  onChoose: (id: string) => void; onChange: (element: PageElement) => void
}) {
  const { t } = useTranslation()
  const sheet = useRef<HTMLDivElement>(null)
  const drag = useRef<Drag | null>(null)
  const [lastPng, setLastPng] = useState('')
  // While a step cannot be drawn, the last drawing stays under the boxes.
  if (preview?.kind === 'drawn' && preview.png !== lastPng) setLastPng(preview.png)
  const area: Box = template.customArea ?? { xMm: 0, yMm: 0, widthMm: layout.widthMm, heightMm: layout.heightMm }
  const percent = (box: Box): Record<'left' | 'top' | 'width' | 'height', string> => ({
    left: `${(100 * box.xMm) / layout.widthMm}%`, top: `${(100 * box.yMm) / layout.heightMm}%`, width: `${(100 * box.widthMm) / layout.widthMm}%`, height: `${(100 * box.heightMm) / layout.heightMm}%`,
  })
  const begin = (event: PointerEvent, element: PageElement, how: Drag['how']): void => {
    event.stopPropagation()
    event.currentTarget.setPointerCapture(event.pointerId)
    drag.current = { element, how, fromX: event.clientX, fromY: event.clientY }
    onChoose(element.id ?? '')
  }
  const move = (event: PointerEvent): void => {
    const started = drag.current
    const width = sheet.current?.clientWidth
    if (!started || !width) return
    const mmPerPixel = layout.widthMm / width
    onChange(moved(started, (event.clientX - started.fromX) * mmPerPixel, (event.clientY - started.fromY) * mmPerPixel, area))
  }
  const end = (): void => {
    drag.current = null
  }
  return (
    <div className="layout-frame">
      <div ref={sheet} className="layout-sheet" data-testid="layout-sheet" style={{ aspectRatio: `${layout.widthMm} / ${layout.heightMm}`, width: `min(100cqw, calc(100cqh * ${layout.widthMm / layout.heightMm}))` }}>
        {lastPng !== '' && <img alt="" draggable={false} src={`data:image/png;base64,${lastPng}`} />}
        {template.customArea && <span className="layout-area" style={percent(template.customArea)} />}
        {layout.elements.map((element) => (
          <span
            key={element.id} data-element={element.id} title={elementName(element, t)} style={percent(element)}
            className={`layout-box ${element.id === chosenId ? 'layout-chosen' : ''} ${element.id === faultId ? 'layout-fault' : ''}`}
            onPointerDown={(event) => begin(event, element, 'move')} onPointerMove={move} onPointerUp={end} onPointerCancel={end}
          >
            {element.id === chosenId && <span className="layout-corner" data-testid="layout-corner" onPointerDown={(event) => begin(event, element, 'size')} onPointerMove={move} onPointerUp={end} onPointerCancel={end} />}
          </span>
        ))}
      </div>
    </div>
  )
}

const onStep = (mm: number): number => Math.round(mm / STEP_MM) * STEP_MM
const within = (mm: number, least: number, most: number): number => Math.min(Math.max(mm, least), Math.max(least, most))

/** Where the element is after such a way of the hand: on quarter millimetres, within its area. */
function moved({ element, how }: Drag, byXMm: number, byYMm: number, area: Box): PageElement {
  if (how === 'move') {
    return {
      ...element,
      xMm: within(onStep(element.xMm + byXMm), area.xMm, area.xMm + area.widthMm - element.widthMm),
      yMm: within(onStep(element.yMm + byYMm), area.yMm, area.yMm + area.heightMm - element.heightMm),
    }
  }
  return {
    ...element,
    widthMm: within(onStep(element.widthMm + byXMm), LEAST_MM, area.xMm + area.widthMm - element.xMm),
    heightMm: within(onStep(element.heightMm + byYMm), LEAST_MM, area.yMm + area.heightMm - element.yMm),
  }
}
