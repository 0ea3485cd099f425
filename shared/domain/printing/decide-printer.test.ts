import { describe, expect, it } from 'vitest'
import { bench, kindsOf, parcel, verdictOf } from '#tests/support/builders.ts'
import { decidePrinterCommand, type PrinterWorld } from './decide-printer.ts'

const printers = [{ printerId: 'A', name: 'Left' }, { printerId: 'B', name: 'Right' }, { printerId: 'C', name: 'Far' }]
const operator = { personId: 'packer-1', name: 'P', role: 'packer', pinHash: '', active: true, badgeCode: 'B', failedPins: 0, lastFailedAtMs: 0 } as PrinterWorld['operator']
const world = (change: Partial<PrinterWorld> = {}, bad: string[] = []): PrinterWorld => ({
  bench: bench({ kind: 'choose' }), operator, printers, parcel: undefined, queuedJob: () => undefined,
  loads: () => printers.map(({ printerId }) => ({ printerId, group: '', waiting: 0, isAble: !bad.includes(printerId) })), ...change,
})
const printed = (change: Parameters<typeof parcel>[0] = {}): Partial<PrinterWorld> => ({ parcel: parcel({ copies: 1, waybillNumber: 'SF1', labelPrinterId: 'A', labelState: 'sent', ...change }) })
const chosen = (decision: ReturnType<typeof decidePrinterCommand>) => decision.bench.printerId

describe('another printer', () => {
  it('[FO1] the next one is chosen, those first that nothing is known against; a numbered one by its place', () => {
    expect(chosen(decidePrinterCommand(world(), 'printer-next'))).toBe('B')
    expect(chosen(decidePrinterCommand(world({}, ['B']), 'printer-next'))).toBe('C')
    expect(chosen(decidePrinterCommand(world({}, ['B', 'C']), 'printer-next'))).toBe('B')
    expect(chosen(decidePrinterCommand(world(), 'printer-3'))).toBe('C')
    expect(verdictOf(decidePrinterCommand(world(), 'printer-4'))).toBe('refused printer-missing')
  })

  it('[FO3] [CH12] a label that is queued moves, one on its way stays', () => {
    expect(decidePrinterCommand(world({ ...printed({ labelState: 'queued' }), queuedJob: () => 'job-1' }), 'printer-next').owed).toEqual([{ kind: 'move-label', jobId: 'job-1', parcelId: 'parcel-1', waybillNumber: 'SF1', printerId: 'B' }])
    expect(verdictOf(decidePrinterCommand(world(printed({ labelState: 'sending' })), 'printer-next'))).toBe('refused command-not-now')
  })

  it.each(['sent', 'unknown', 'failed'] as const)('[FO4] one that is %s is printed once more there, by whoever may reprint', (labelState) => {
    const mine = decidePrinterCommand(world({ ...printed({ labelState }), operator: { ...operator, role: 'supervisor' } }), 'printer-next')
    expect([kindsOf(mine), mine.owed]).toEqual([['LabelReprinted'], [{ kind: 'print-label', parcelId: 'parcel-1', waybillNumber: 'SF1', copy: 2, printerId: 'B' }]])
    expect(verdictOf(decidePrinterCommand(world({ ...printed({ labelState }), operator: { ...operator, role: 'temp' } }), 'printer-next'))).toBe('accepted approval-asked')
  })

  it('[FO1] a label that is in the hand stays where it came from', () => {
    const decision = decidePrinterCommand(world(printed({ labelConfirmed: true, labelState: 'confirmed' })), 'printer-next')
    expect([verdictOf(decision), decision.owed, decision.facts]).toEqual(['accepted printer-chosen', [], []])
  })
})
