// Shapes that say the same as the colour: a person who sees no colour knows a "no" from a "yes".

const drawings = {
  tick: <path d="M4 13l5 5L20 6" />,
  'double-tick': <path d="M1 13l5 5L15 7M10 15l3 3L23 6" />,
  question: <path d="M8 8a4 4 0 1 1 6 3.5c-1.5 1-2 1.7-2 3.5M12 19v.5" />,
  dot: <circle cx="12" cy="12" r="3" />,
  cross: <path d="M5 5l14 14M19 5L5 19" />,
  hand: <path d="M8 2h8l6 6v8l-6 6H8l-6-6V8zM7 12h10" />,
  person: <path d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-5 4-7 8-7s8 2 8 7" />,
  barcode: <path strokeWidth="1.7" strokeLinecap="butt" d="M3 5v14M6.5 5v14M9 5v14M13 5v14M16.5 5v14M18.5 5v14M21.5 5v14" />,
  'barcode-bad': <path strokeWidth="1.7" d="M3 5v14M6.5 5v14M9 5v14M13 5v14M16.5 5v14M18.5 5v14M21.5 5v14M2 22L22 2" />,
  shelf: <path d="M4 2v20M20 2v20M4 8h16M4 15h16M4 21h16M8 8V4h4v4M12 15v-4h5v4" />,
  box: <path d="M3 7l9-4 9 4v10l-9 4-9-4zM3 7l9 4 9-4M12 11v10" />,
  scale: <path d="M4 21h16M12 21V4M5 7h14M5 7l-3 7h6zM19 7l-3 7h6z" />,
  label: <path d="M4 3h16v18H4zM7 7h10M7 10h6M8 14v4M11 14v4M13 14v4M16 14v4" />,
  truck: <path d="M2 6h12v11H2zM14 10h4l4 4v3h-8M6 20a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM18 20a2 2 0 1 0 0-4 2 2 0 0 0 0 4z" />,
  printer: <path d="M7 9V3h10v6M5 9h14v8h-3M8 17H5V9M8 14h8v7H8z" />,
  link: <path d="M3 12h6M15 12h6M9 8v8M15 8v8" />,
  warning: <path d="M12 3l10 18H2zM12 10v5M12 18v.5" />,
  clock: <path d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l4 2" />,
  cart: <path d="M2 4h3l3 11h10l3-8H7M9 20v.5M17 20v.5" />,
  wall: <path d="M3 3h18v18H3zM3 9h18M3 15h18M9 3v18M15 3v18" />,
} as const

export type IconName = keyof typeof drawings

/** A line drawing in the colour of the text around it; decoration only, the words beside it say the same. */
export function Icon({ name, size = 32 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      {drawings[name]}
    </svg>
  )
}
