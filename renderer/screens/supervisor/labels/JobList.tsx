import { useTranslation } from 'react-i18next'
import { ignoreClosed } from '../../../board/use-board.ts'
import { stationClient } from '../../../station-client/station-link.ts'
import { useAsked } from '../../../station-client/use-asked.ts'
import { ConfirmButton } from '../../../ui/ConfirmButton.tsx'
import { momentOf } from '../../../ui/format.ts'

const askEveryMs = 1_000
const nothing = {}

/** What was printed last, and what became of it. What is not sure is looked for at the printer, and asked for again by hand. */
export function JobList() {
  const { t, i18n } = useTranslation()
  const jobs = useAsked('labels.jobs', nothing, askEveryMs)?.jobs ?? []
  const waiting = jobs.filter((job) => job.state === 'queued').length
  return (
    <>
      <ul className="job-list" data-testid="label-jobs">
        {jobs.map((job) => (
          <li key={job.jobId}>
            <span>{momentOf(job.owedAtMs, i18n.language)}</span> <b>{t(`labels.kind.${job.labelKind}`)}</b> <span className="job-ref">{job.title}</span>
            <b className={job.state === 'done' ? 'form-good' : job.state === 'failed' || job.state === 'unknown' ? 'late' : ''}>{t(`labels.state.${job.state}`)}</b>
          </li>
        ))}
      </ul>
      {waiting > 0 && <span className="job-cancel"><ConfirmButton onPress={() => void stationClient()?.call('labels.cancelWaiting', {}).catch(ignoreClosed)}>{t('labels.cancelWaiting')}</ConfirmButton></span>}
    </>
  )
}
