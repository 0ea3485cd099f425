export const planPolicies = ['optimal', 'traversal', 'largest-gap'] as const
export type PlanPolicy = (typeof planPolicies)[number]

/** `seconds` count from `startedAtMs` of `performance.now()`, reading included. */
export type PlanRequest = { file: string; policy: PlanPolicy; seconds: number; seed: number; startedAtMs: number }

/** `faults` and `verdict` are of the format's own check, which shares no code with the planner. */
export type Planned = { answer: Record<string, unknown>; faults: string[]; verdict: string }

/** One per kind of file. Throws a sentence when the file cannot be planned. */
export type PlanFormat = (request: PlanRequest) => Promise<Planned>
