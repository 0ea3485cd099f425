// The walk through the shelves. Runs anywhere: no clock, no I/O. Rules RT1..RT4 of docs/specs/waves.md.

/** A shelf place. Bay 1 is at the front cross aisle, where the walk begins. */
export type Place = { placeCode: string; zone: string; aisle: number; bay: number; shelf: number; side: 'left' | 'right' }

/** Puts places into the order in which they are walked to. Gives back every place it was given, each as often, and nothing else. */
export type Router = { route<P extends Place>(places: readonly P[]): P[] }
