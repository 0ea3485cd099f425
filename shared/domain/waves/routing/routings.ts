// The names of ways to walk. Runs anywhere: no clock, no I/O.

/** Rules that people can follow without a screen (RT5 to RT8, RT21). */
export const walkRules = ['s-shape', 'largest-gap', 'return', 'midpoint', 'composite'] as const
export type WalkRule = (typeof walkRules)[number]

/** How a site walks: the shortest way, or by one rule. */
export const routings = ['optimal', ...walkRules] as const
export type Routing = (typeof routings)[number]
