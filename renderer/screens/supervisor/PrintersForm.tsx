import { useTranslation } from 'react-i18next'
import { baudRates, parities } from '#shared/contract/line-settings.ts'
import { flowControls, PrinterLanguage, printerLanguages, printerResolutions } from '#shared/contract/printer-settings.ts'
import { statusMapIds, statusMaps, statusMapsOf } from '#shared/domain/printing/status-maps.ts'
import { printComponents } from '#shared/domain/waybills/platform-print.ts'
import type { StationSettings } from '#shared/contract/station-api.ts'
import { Button } from '../../ui/Button.tsx'

type Printers = StationSettings['printers']
const MOST_PRINTERS = 8
/** Names of standards, the same in every language. */
const languageNames: Record<PrinterLanguage, string> = { tspl: 'TSPL', zpl: 'ZPL', cpcl: 'CPCL', escpos: 'ESC/POS' }

/** A question in another language can wedge a printer: with the language goes the way it was asked. */
function inLanguage(printer: Extract<Printers[number], { language: PrinterLanguage }>, language: PrinterLanguage): Printers[number] {
  return printer.kind === 'tcp' ? { ...printer, language, statusMap: undefined } : { ...printer, language }
}

export function PrintersForm({ printers, onChange, mintId }: { printers: Printers; onChange: (printers: Printers) => void; mintId: () => string }) {
  const { t } = useTranslation()
  const replace = (index: number, printer: Printers[number]): void => onChange(printers.map((each, at) => (at === index ? printer : each)))
  return (
    <section className="panel">
      <h2>{t('settings.printers')}</h2>
      {printers.map((printer, index) => (
        <div key={printer.printerId} className="inline-form">
          <b>{index + 1}. {t(`settings.printerKind.${printer.kind}`)}</b>
          <label className="field"><span>{t('settings.printerName')}</span><input maxLength={60} value={printer.name} onChange={(event) => replace(index, { ...printer, name: event.target.value })} /></label>
          <label className="field"><span>{t('settings.printerGroup')}</span><input maxLength={30} value={printer.group ?? ''} onChange={(event) => replace(index, { ...printer, group: event.target.value === '' ? undefined : event.target.value })} /></label>
          {printer.kind === 'file' && <label className="field grow"><span>{t('settings.folder')}</span><input maxLength={1024} value={printer.folder} onChange={(event) => replace(index, { ...printer, folder: event.target.value })} /></label>}
          {printer.kind === 'spooler' && <label className="field grow"><span>{t('settings.queue')}</span><input maxLength={127} value={printer.queue} onChange={(event) => replace(index, { ...printer, queue: event.target.value })} /></label>}
          {printer.kind === 'tcp' && (
            <>
              <label className="field grow"><span>{t('settings.host')}</span><input maxLength={255} value={printer.host} onChange={(event) => replace(index, { ...printer, host: event.target.value })} /></label>
              <label className="field"><span>{t('settings.port')}</span><input type="number" min={1} max={65535} value={printer.port} onChange={(event) => replace(index, { ...printer, port: Number(event.target.value) })} /></label>
            </>
          )}
          {printer.kind === 'serial' && (
            <>
              <label className="field grow"><span>{t('settings.serialPath')}</span><input maxLength={255} value={printer.path} onChange={(event) => replace(index, { ...printer, path: event.target.value })} /></label>
              <label className="field"><span>{t('settings.baudRate')}</span><select value={printer.baudRate} onChange={(event) => replace(index, { ...printer, baudRate: baudRates.find((each) => each === Number(event.target.value)) ?? 115_200 })}>{baudRates.map((each) => <option key={each} value={each}>{each}</option>)}</select></label>
              <label className="field"><span>{t('settings.parity')}</span><select value={printer.parity} onChange={(event) => replace(index, { ...printer, parity: parities.find((each) => each === event.target.value) ?? 'none' })}>{parities.map((each) => <option key={each} value={each}>{t(`settings.parityKind.${each}`)}</option>)}</select></label>
              <label className="field"><span>{t('settings.flowControl')}</span><select value={printer.flowControl} onChange={(event) => replace(index, { ...printer, flowControl: flowControls.find((each) => each === event.target.value) ?? 'none' })}>{flowControls.map((each) => <option key={each} value={each}>{each === 'none' ? t('settings.flowControlNone') : each.toUpperCase().replace('-', '/')}</option>)}</select></label>
            </>
          )}
          {printer.kind === 'component' && (
            <>
              <label className="field"><span>{t('settings.component')}</span><select value={printer.component} onChange={(event) => replace(index, { ...printer, component: printComponents.find((each) => each === event.target.value) ?? printer.component })}>{printComponents.map((each) => <option key={each} value={each}>{t(`settings.componentName.${each}`)}</option>)}</select></label>
              <label className="field grow"><span>{t('settings.componentPrinter')}</span><input maxLength={120} value={printer.printerName} onChange={(event) => replace(index, { ...printer, printerName: event.target.value })} /></label>
            </>
          )}
          {'language' in printer && (
            <>
              <label className="field"><span>{t('settings.printerLanguage')}</span><select value={printer.language} onChange={(event) => replace(index, inLanguage(printer, PrinterLanguage.parse(event.target.value)))}>{printerLanguages.map((each) => <option key={each} value={each}>{languageNames[each]}</option>)}</select></label>
              {printer.kind === 'tcp' && <label className="field"><span>{t('settings.statusMap')}</span><select value={printer.statusMap ?? ''} onChange={(event) => replace(index, { ...printer, statusMap: statusMapIds.find((id) => id === event.target.value) })}><option value="">{t('settings.statusNever')}</option>{statusMapsOf(printer.language).map((id) => <option key={id} value={id}>{statusMaps[id].name}</option>)}</select></label>}
              <label className="field"><span>{t('settings.dotsPerInch')}</span><select value={printer.dotsPerInch} onChange={(event) => replace(index, { ...printer, dotsPerInch: printerResolutions.find((each) => each === Number(event.target.value)) ?? 203 })}>{printerResolutions.map((each) => <option key={each} value={each}>{each}</option>)}</select></label>
            </>
          )}
          <Button look="danger" onPress={() => onChange(printers.filter((_, at) => at !== index))}>{t('common.delete')}</Button>
        </div>
      ))}
      <div className="inline-form">
        <Button disabled={printers.length >= MOST_PRINTERS} onPress={() => onChange([...printers, { printerId: mintId(), name: t('settings.printerKind.file'), kind: 'file', folder: 'labels' }])}>{t('settings.addFile')}</Button>
        <Button disabled={printers.length >= MOST_PRINTERS} onPress={() => onChange([...printers, { printerId: mintId(), name: t('settings.printerKind.tcp'), kind: 'tcp', host: '192.168.1.100', port: 9100, language: 'tspl', dotsPerInch: 203 }])}>{t('settings.addTcp')}</Button>
        <Button disabled={printers.length >= MOST_PRINTERS} onPress={() => onChange([...printers, { printerId: mintId(), name: t('settings.printerKind.spooler'), kind: 'spooler', queue: 'label', language: 'tspl', dotsPerInch: 203 }])}>{t('settings.addSpooler')}</Button>
        <Button disabled={printers.length >= MOST_PRINTERS} onPress={() => onChange([...printers, { printerId: mintId(), name: t('settings.printerKind.serial'), kind: 'serial', path: '/dev/ttyUSB0', baudRate: 115_200, parity: 'none', flowControl: 'rts-cts', language: 'tspl', dotsPerInch: 203 }])}>{t('settings.addSerialPrinter')}</Button>
        <Button disabled={printers.length >= MOST_PRINTERS} onPress={() => onChange([...printers, { printerId: mintId(), name: t('settings.printerKind.component'), kind: 'component', component: 'cainiao', printerName: 'KM-118' }])}>{t('settings.addComponent')}</Button>
      </div>
    </section>
  )
}
