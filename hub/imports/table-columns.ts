import type { Header } from './csv-table.ts'
import { blankWhenNothing, idCell } from './cells.ts'

/** Reads one column of a table by any of its names, as an id; '' where the column is not there. */
export function cellOf(header: Header, names: readonly string[]): (cells: readonly string[]) => string {
  const at = names.map((name) => header.at(name)).find((place) => place >= 0) ?? -1
  return (cells) => blankWhenNothing(idCell(cells[at] ?? ''))
}

/** Whether each of these columns is there, by any of its names. */
export function hasColumns(header: Header, columns: readonly (readonly string[])[]): boolean {
  return columns.every((names) => names.some((name) => header.at(name) >= 0))
}
