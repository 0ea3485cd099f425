import { expect, test } from 'vitest'
import { choosePrinter, standIn, type PrinterLoad } from './choose-printer.ts'

const printer = (printerId: string, group = '', waiting = 0, isAble = true): PrinterLoad => ({ printerId, group, waiting, isAble })

test.each([
  ['the first of the settings', [printer('a'), printer('b')], undefined, 'a'],
  ['the one that the person chose', [printer('a'), printer('b')], 'b', 'b'],
  ['the first, when the chosen one is gone', [printer('a'), printer('b')], 'c', 'a'],
  ['alone it waits for itself', [printer('a', '', 9, false), printer('b')], undefined, 'a'],
] as const)('[FO1] %s', (_case, printers, home, chosen) => expect(choosePrinter(printers, home)?.printerId).toBe(chosen))

test.each([
  ['shortest queue first', [printer('a', 'g', 3), printer('b', 'g', 1), printer('c', 'g', 2)], 'b'],
  ['equal queues: the one that stands first', [printer('a', 'g', 1), printer('b', 'g', 1)], 'a'],
  ['one that is out of paper or hot gets nothing new', [printer('a', 'g', 0, false), printer('b', 'g', 7)], 'b'],
  ['other groups keep their work', [printer('a', 'g', 9), printer('b', 'h'), printer('c')], 'a'],
  ['none is able: it waits where it would have gone', [printer('a', 'g', 9, false), printer('b', 'g', 0, false)], 'a'],
] as const)('[FO2] %s', (_case, printers, chosen) => expect(choosePrinter(printers)?.printerId).toBe(chosen))

test.each([
  ['one that is able keeps what it has', [printer('a', 'g', 9), printer('b', 'g')], 'a', undefined],
  ['the least busy of its group', [printer('a', 'g', 9, false), printer('b', 'g', 2), printer('c', 'g', 1), printer('d')], 'a', 'c'],
  ['nobody outside of the group', [printer('a', 'g', 9, false), printer('d')], 'a', undefined],
  ['one that is no longer set up leaves it to one that is able', [printer('b', '', 0, false), printer('c')], 'a', 'c'],
  ['without any there is nobody', [], 'a', undefined],
] as const)('[FO3] %s', (_case, printers, from, to) => expect(standIn(printers, from)?.printerId).toBe(to))
