// Walks through one site, by whichever way suits its layout. Runs anywhere: no clock, no I/O. Rules RT17, RT19 and RT23 of docs/specs/routing.md.
import { createDistances } from './distances.ts'
import type { Grid, GridEnd, GridStop } from './grid.ts'
import type { Routing, WalkRule } from './routings.ts'
import { ruleWalk } from './rule-walks.ts'
import { sequenceWalk } from './sequence-walk.ts'
import { createShortestWalks } from './shortest-walk.ts'
import type { TourEdge } from './tour.ts'
import { walkOf, type Walk } from './walk.ts'

export type SiteWalk = {
  walk: Walk
  /** What it was made by: a rule that does not fit the layout gives way to the shortest walk. */
  routing: Routing
  /** No shorter walk exists. False for rules and for walks found by search. */
  exact: boolean
  /** Places that are not in the layout; they are not walked to. */
  unknown: string[]
}

export type SiteWalks = {
  /** null: no walk leads from a start over all places to an end. Places asked for twice are walked to once. */
  walk(places: readonly string[], routing: Routing): SiteWalk | null
}

/** Beyond so many crossings the frontier has too many states to try them all in a fraction of a second. */
const MAX_CROSSINGS = 7
const MAX_CROSSINGS_DIRECTED = 4
const MAX_STATES = 30_000

/** Prepares the walks of one checked layout; what one list teaches about it serves the next. */
export function createSiteWalks(grid: Grid): SiteWalks {
  const programme = createShortestWalks(grid, MAX_STATES)
  const distances = createDistances(grid)
  const width = grid.crossingY.length
  const pairs: [GridEnd, GridEnd][] = grid.starts.flatMap(start => (grid.ends.length === 0 ? [[start, start]] : grid.ends.map(end => [start, end]))) as [GridEnd, GridEnd][]

  type Found = { metres: number; exact: boolean; start: GridEnd; end: GridEnd; edges: TourEdge[] }

  function bySequence(stops: readonly GridStop[]): Found | null {
    let best: Found | null = null
    for (const [start, end] of pairs) {
      const found = sequenceWalk(grid, distances, stops, start, end)
      if (found && (!best || found.metres < best.metres)) best = { ...found, start, end }
    }
    return best
  }

  function shortest(stops: readonly GridStop[]): Found | null {
    if (!grid.directed && width <= MAX_CROSSINGS) return programme.shortest(stops)
    const found = bySequence(stops)
    if (found?.exact || width > MAX_CROSSINGS_DIRECTED) return found
    return programme.shortest(stops, found ? found.metres + 1e-6 : Infinity) ?? found
  }

  function byRule(rule: WalkRule, stops: readonly GridStop[]): Found | null {
    let best: Found | null = null
    for (const [start, end] of pairs) {
      const edges = ruleWalk(grid, rule, stops, start, end)
      if (!edges) return null
      const { metres } = walkOf(grid, edges, start, end)
      if (!best || metres < best.metres) best = { metres, exact: false, start, end, edges }
    }
    return best
  }

  return {
    walk(places, routing) {
      const stops: GridStop[] = []
      const unknown: string[] = []
      for (const place of new Set(places)) {
        const stop = grid.stops.get(place)
        if (stop) stops.push(stop)
        else unknown.push(place)
      }
      const ruled = routing === 'optimal' ? null : byRule(routing, stops)
      const found = ruled ?? shortest(stops)
      return found && { walk: walkOf(grid, found.edges, found.start, found.end), routing: ruled ? routing : 'optimal', exact: found.exact, unknown }
    },
  }
}

/** A walk as the site walks, the shortest one and that of the S-shape rule over the same places. */
export type WalkCompared = { metres: number; seconds: number; shortestMetres: number; shortestSeconds: number; sShapeMetres: number; sShapeSeconds: number }

/** The three walks over these places; null where none leads. */
export function compareWalks(walks: SiteWalks, codes: readonly string[], routing: Routing): WalkCompared | null {
  const walkBy = (by: Routing): Walk | undefined => walks.walk(codes, by)?.walk
  const shortest = walkBy('optimal')
  const [own, rule] = [routing === 'optimal' ? shortest : walkBy(routing), walkBy('s-shape')]
  if (!shortest || !own || !rule) return null
  return { metres: own.metres, seconds: own.seconds, shortestMetres: shortest.metres, shortestSeconds: shortest.seconds, sShapeMetres: rule.metres, sShapeSeconds: rule.seconds }
}
