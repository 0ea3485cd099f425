// What `npm run plan` asks of a file format.

/** `file` is a path; `seconds` the time the planner may take; the same seed and the same number of moves give the same plan. */
export type PlanRequest = { file: string; policy: string; seconds: number; seed: number }

/** `result` goes to standard output as one JSON object; `remarks` to standard error; `findings` are what the independent check objects to, none when all is well. */
export type PlanAnswer = { result: Readonly<Record<string, unknown>>; remarks: readonly string[]; findings: readonly string[] }

/** Reads the file, plans it, checks the plan by other means. Throws an Error with one clear sentence when the file cannot be planned at all. */
export type PlanFormat = (request: PlanRequest) => Promise<PlanAnswer>
