import { t } from '../../i18n';
import { useMay } from '../../session/useSession';
import { CallChip } from '../../ui/chips';
import { EmptyState } from '../../ui/EmptyState';
import { IconPhoneCall } from '../../ui/icons';
import { useStale } from '../LiveLamp';
import { useCalls } from '../stores';
import { CallClock } from './CallClock';
import { CallHistory } from './CallHistory';
import { HangupButton } from './HangupButton';
import { SideCell } from './SideCell';
import './calls.css';

/** Calls in progress, live, and those that are over. */
export function CallsPage() {
  return (
    <>
      <div className="page-head">
        <h1>{t('calls.title')}</h1>
      </div>
      <CallsNow />
      <CallHistory />
    </>
  );
}

function CallsNow() {
  const calls = useCalls();
  const stale = useStale();
  const seesAll = useMay('SUPERVISOR');
  return (
    <section className="calls-section" aria-labelledby="calls-now">
      <div className="calls-head">
        <h2 id="calls-now">{t('calls.now')}</h2>
        {!seesAll && <span className="dim">{t('calls.now.own')}</span>}
      </div>
      <div className={`card ${stale ? 'stale' : ''}`}>
        {calls.length === 0 ? (
          <EmptyState icon={IconPhoneCall} title={t('calls.now.none')} text={t('calls.now.none.text')} />
        ) : (
          <table className="calls">
            <thead>
              <tr>
                <th scope="col">{t('calls.from')}</th>
                <th scope="col">{t('calls.to')}</th>
                <th scope="col">{t('calls.state')}</th>
                <th scope="col">{t('calls.duration')}</th>
                <th scope="col">
                  <span className="only-read">{t('calls.hangup')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {calls.map((call) => (
                <tr key={call.id}>
                  <td>
                    <SideCell side={call.from} />
                  </td>
                  <td>
                    <SideCell side={call.to} />
                  </td>
                  <td>
                    <CallChip state={call.state} />
                  </td>
                  <td>
                    <CallClock call={call} />
                  </td>
                  <td className="calls-action">
                    <HangupButton call={call} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </section>
  );
}
