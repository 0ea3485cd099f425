/** A bar with its figures beside it: the colour is never the only carrier. */
export function ProgressBar({ label, done, all }: { label: string; done: number; all: number }) {
  return (
    <div className="progress">
      {label !== '' && <span className="progress-label">{label}</span>}
      <progress max={Math.max(1, all)} value={Math.min(done, all)} aria-label={label} />
      <span className="progress-figures">
        {done}/{all}
      </span>
    </div>
  )
}
