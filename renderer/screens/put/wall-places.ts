// Where the slots of a put wall stand, by their codes: `WALL1-B3` is the third of row `WALL1-B`.

/** `column` and `row` begin at 1; both are undefined where the codes tell no rows. `shortCode` is what tells a slot from the others of its wall. */
export type WallPlace = { slotCode: string; shortCode: string; column?: number; row?: number }

/** More than a person sees as one row; such codes number the whole wall. */
const longestRow = 12

/** The wall as it stands in the hall: its rows one above the other, each slot in its column. Codes without rows are laid out in a square, in their order. */
export function wallPlaces(slotCodes: readonly string[]): { places: WallPlace[]; columns: number; wallCode: string } {
  const parts = slotCodes.map((slotCode) => /^(.*?)(\d+)$/.exec(slotCode))
  const rows = [...new Set(parts.map((part) => part?.[1] ?? ''))].sort()
  const columns = Math.max(1, ...parts.map((part) => Number(part?.[2] ?? longestRow + 1)))
  const wallCode = commonWall(rows)
  const shortCodeOf = (slotCode: string): string => slotCode.slice(wallCode.length)
  if (columns > longestRow) return { places: slotCodes.map((slotCode) => ({ slotCode, shortCode: shortCodeOf(slotCode) })), columns: Math.max(4, Math.ceil(Math.sqrt(slotCodes.length * 0.9))), wallCode }
  return { places: slotCodes.map((slotCode, index) => ({ slotCode, shortCode: shortCodeOf(slotCode), column: Math.max(1, Number(parts[index]?.[2])), row: rows.indexOf(parts[index]?.[1] ?? '') + 1 })), columns, wallCode }
}

/** What all rows begin with, up to its last dash. */
function commonWall(rows: readonly string[]): string {
  const [first = ''] = rows
  let length = first.length
  while (length > 0 && !rows.every((row) => row.startsWith(first.slice(0, length)))) length -= 1
  return first.slice(0, first.slice(0, length).lastIndexOf('-') + 1)
}
