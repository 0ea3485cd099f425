/** What is known about one invariant: how many things were looked at, and each that is wrong. */
export type Finding = { id: string; what: string; counted: number; wrong: string[]; wrongCount: number; notes: string[] }

const keptWords = 200

/** Collects findings by the numbers of the invariants; a number that was never asked about is not answered. */
export type Findings = {
  /** Counts one thing that was looked at, and keeps the words when it is wrong. */
  see(id: string, isRight: boolean, words: () => string): void
  note(id: string, words: string): void
  all(): Finding[]
}

/** The invariants that stores can show. */
export const invariants: Readonly<Record<string, string>> = {
  I3: 'journals without a gap, each entry chained to the one before, none shorter than the hub has seen',
  I4: 'what a station was told is stored is at the hub, once and with the same content',
  I5: "the hub's tables are what its facts add up to",
  I6: 'queues are empty and all stations stand where the hub stands',
  I7: 'nothing counts twice, and each station holds the outcome that the hub gave',
  I8: "the hub's order has no gap",
  I10: 'a waybill number is on one parcel, a parcel has one number',
  I11: 'a number was given to one order, and no two ranges share a number',
  I12: 'one original label for each number; each further copy has a reason and a person',
  I13: 'a label is of the order that its parcel is of',
  I14: 'a closed parcel was checked piece by piece, weighed or approved by another person, and its label scanned back',
  I16: 'a serial number is in one parcel, or a supervisor was told',
  I17: 'a cancelled order that is packed has a stop task',
  I18: 'work of two stations on one order is kept and a supervisor was told',
  I20: 'what not everybody may do names who may, why and when',
  I21: "each station's tables are what its journal and inbox add up to",
  I25: 'a quarantined fact is shown until a person closes it, and those behind it moved',
  I30: 'no fact was edited, removed or moved at the hub',
  I31: 'no counted piece is promised twice; promises and counted stock are what the facts add up to',
}

export function collectFindings(): Findings {
  const byId = new Map<string, Finding>()
  const of = (id: string): Finding => {
    const known = byId.get(id)
    if (known) return known
    const made: Finding = { id, what: invariants[id] ?? '', counted: 0, wrong: [], wrongCount: 0, notes: [] }
    byId.set(id, made)
    return made
  }
  return {
    see(id, isRight, words) {
      const finding = of(id)
      finding.counted += 1
      if (isRight) return
      finding.wrongCount += 1
      if (finding.wrong.length < keptWords) finding.wrong.push(words())
    },
    note: (id, words) => void of(id).notes.push(words),
    all: () => Object.keys(invariants).flatMap((id) => byId.get(id) ?? []),
  }
}

/** One line for each invariant, and under a broken one what is wrong. */
export function printed(findings: readonly Finding[], mostLines = 10): string {
  return findings.map((finding) => {
    const verdict = finding.wrongCount > 0 ? 'WRONG' : 'ok   '
    const head = `${finding.id.padEnd(4)}${verdict} ${String(finding.counted).padStart(9)}${finding.wrongCount > 0 ? `, ${finding.wrongCount} wrong` : ''}  ${finding.what}`
    const more = finding.wrongCount > mostLines ? [`          … and ${finding.wrongCount - mostLines} more`] : []
    return [head, ...finding.wrong.slice(0, mostLines).map((words) => `          ${words}`), ...more, ...finding.notes.map((words) => `          (${words})`)].join('\n')
  }).join('\n')
}
