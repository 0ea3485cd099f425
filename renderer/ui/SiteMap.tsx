import { memo } from 'react'
import type { Point, SiteMapStop, SiteMapWays } from '#shared/domain/waves/layout/site-map.ts'
import './site-map.css'

const marginMetres = 2
/** A place stands beside the middle of its aisle. */
const besideMetres = 0.8
const stopMetres = { done: 0.5, open: 0.6, next: 0.9, now: 1.2 } as const

/** The site from above, its front below, with one walk on it. The place to go to now is the largest and has a ring: colour is never the only sign. */
export const SiteMap = memo(function SiteMap({ ways, stops, path, label }: { ways: SiteMapWays; stops: readonly SiteMapStop[]; path: readonly Point[]; label: string }) {
  const ends = [...ways.starts, ...ways.ends]
  const xs = [...ways.aisles.map((aisle) => aisle.x), ...ends.map((end) => end.x), ...stops.map((stop) => stop.x)]
  const ys = [...ways.crossAisles, ...ways.aisles.flatMap((aisle) => [aisle.fromY, aisle.toY]), ...ends.map((end) => end.y)]
  const [left, right] = [Math.min(...xs) - marginMetres, Math.max(...xs) + marginMetres]
  const [front, back] = [Math.min(...ys) - marginMetres, Math.max(...ys) + marginMetres]
  const y = (value: number): number => front + back - value
  const scale = Math.max(1, (right - left) / 60)
  return (
    <svg className="site-map" viewBox={`${left} ${front} ${right - left} ${back - front}`} role="img" aria-label={label}>
      {ways.crossAisles.map((at) => <line key={at} className="map-way" x1={left + 1} x2={right - 1} y1={y(at)} y2={y(at)} />)}
      {ways.aisles.map((aisle) => (
        <g key={aisle.name} className={aisle.closed ? 'map-closed' : undefined}>
          <line className="map-way" x1={aisle.x} x2={aisle.x} y1={y(ways.crossAisles[0] ?? aisle.fromY)} y2={y(ways.crossAisles.at(-1) ?? aisle.toY)} />
          {[-1.1, 0.5].map((beside) => <rect key={beside} className="map-rack" x={aisle.x + beside} width={0.6} y={y(aisle.toY + 0.5)} height={aisle.toY - aisle.fromY + 1} />)}
          {aisle.oneWay && <path className="map-arrow" d={aisle.oneWay === 'to-back' ? `M${aisle.x - 0.6} ${y(aisle.fromY)}l0.6 -1.2l0.6 1.2z` : `M${aisle.x - 0.6} ${y(aisle.toY)}l0.6 1.2l0.6 -1.2z`} />}
        </g>
      ))}
      {path.length > 1 && <polyline className="map-walk" points={path.map((point) => `${point.x},${y(point.y)}`).join(' ')} />}
      {ways.starts.map((end, index) => <rect key={`start ${index}`} className="map-start" x={end.x - 0.9 * scale} y={y(end.y) - 0.9 * scale} width={1.8 * scale} height={1.8 * scale} />)}
      {ways.ends.map((end, index) => <rect key={`end ${index}`} className="map-end" x={end.x - 0.9 * scale} y={y(end.y) - 0.9 * scale} width={1.8 * scale} height={1.8 * scale} />)}
      {stops.toSorted((a, b) => stopMetres[a.state] - stopMetres[b.state]).map((stop, index) => {
        const [x, at] = [stop.x + (stop.side === 'left' ? -besideMetres : besideMetres), y(stop.y)]
        return (
          <g key={index} className={`map-stop map-${stop.state}`} data-state={stop.state}>
            {stop.state === 'now' && <circle className="map-ring" cx={x} cy={at} r={2.1 * scale} />}
            <circle cx={x} cy={at} r={stopMetres[stop.state] * scale} />
          </g>
        )
      })}
    </svg>
  )
})
