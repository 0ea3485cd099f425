// S-shape (traversal) routing. Runs anywhere: no clock, no I/O. Rules RT1..RT4 of docs/specs/waves.md.
import type { Place, Router } from './router.ts'

const textOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * Every aisle that holds a pick is walked through once, in ascending order, the first one from the front, the next from the back, and
 * so on (Hall 1993). Each zone starts at its front again. Both sides of a bay are served in passing: left, then right, low shelves first.
 */
export const sShapeRouter: Router = {
  route<P extends Place>(places: readonly P[]): P[] {
    // RT2: turns are counted over the aisles visited, not over aisle numbers.
    const aisles = [...new Map(places.map(place => [`${place.zone}\n${place.aisle}`, place])).values()]
      .sort((a, b) => textOrder(a.zone, b.zone) || a.aisle - b.aisle)
    const backwards = new Set<string>()
    let zone: string | undefined
    let visited = 0
    for (const place of aisles) {
      if (place.zone !== zone) [zone, visited] = [place.zone, 0]
      if (visited++ % 2 === 1) backwards.add(`${place.zone}\n${place.aisle}`)
    }
    return places.toSorted((a, b) => {
      const direction = backwards.has(`${a.zone}\n${a.aisle}`) ? -1 : 1
      return textOrder(a.zone, b.zone) || a.aisle - b.aisle || direction * (a.bay - b.bay)
        || textOrder(a.side, b.side) || a.shelf - b.shelf || textOrder(a.placeCode, b.placeCode)
    })
  },
}
