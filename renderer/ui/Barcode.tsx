import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

/** `bcid` and `text` as bwip-js takes them. `moduleDots`: how many dots of the canvas a narrow bar has; always whole. */
export type BarcodeLook = { bcid: string; text: string; moduleDots: number; heightMm?: number; parse?: boolean; eclevel?: string }

const quietModules = 10

/** A barcode or 2D code on the screen, with its quiet zone, black on white. What cannot be drawn says so. */
export function Barcode({ look, name }: { look: BarcodeLook; name: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { t } = useTranslation()
  const [isRefused, setIsRefused] = useState(false)
  const { bcid, text, moduleDots, heightMm, parse, eclevel } = look
  useEffect(() => {
    let wanted = true
    // Large, and wanted on few pages: loaded with the first code.
    import('bwip-js/browser').then((bwip) => {
      if (!wanted || !canvas.current) return
      const quiet = quietModules
      bwip.toCanvas(canvas.current, { bcid, text, scale: moduleDots, paddingwidth: quiet, paddingheight: quiet, backgroundcolor: 'FFFFFF', ...(heightMm === undefined ? {} : { height: heightMm }), ...(parse ? { parse: true } : {}), ...(eclevel === undefined ? {} : { eclevel }) })
      canvas.current.dataset.drawn = text
      setIsRefused(false)
    }).catch((error: unknown) => {
      console.error(`barcode ${bcid} cannot be drawn`, error)
      setIsRefused(true)
    })
    return () => { wanted = false }
  }, [bcid, text, moduleDots, heightMm, parse, eclevel])
  return (
    <figure className="barcode">
      <canvas ref={canvas} data-testid="barcode" aria-label={name} />
      {isRefused && <figcaption className="form-error">{t('troubleReason.label-barcode-not-ascii')}</figcaption>}
    </figure>
  )
}
