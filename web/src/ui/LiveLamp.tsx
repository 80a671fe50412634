import { t } from '../i18n';
import { useNow } from './clock';
import { formatSpan } from './format';
import { IconAlert, IconPlugOff } from './icons';
import { useLiveness, useLiveSource, type Liveness } from './liveness';
import './live.css';

type Lamp = 'on' | 'connecting' | 'lost' | 'refused';

function lamp({ line, streams }: Liveness): Lamp {
  if (line.state === 'refused') return 'refused';
  if (line.state === 'lost') return 'lost';
  return line.state === 'connected' && streams === 'live' ? 'on' : 'connecting';
}

const tones: Record<Lamp, string> = { on: 'green', connecting: 'grey', lost: 'red', refused: 'red' };

/** Says at a glance whether what the page shows is true at this moment. */
export function LiveLamp() {
  const state = lamp(useLiveness());
  return (
    <span className={`lamp tone-${tones[state]}`} role="status" title={t('live.title')} data-live={state}>
      <span className="lamp-dot" aria-hidden />
      {t(`live.${state}`)}
    </span>
  );
}

/** Whether the live parts are to be shown pale. */
export function useStale(): boolean {
  const { line, streams } = useLiveness();
  return line.state !== 'connected' || streams === 'stale' || streams === 'failed';
}

/** Across the page while it is cut off: what happened, how old the picture is, and what to do. */
export function StaleBar() {
  const { live } = useLiveSource();
  const { line, streams, errors, trueAt } = useLiveness();
  if (streams === 'failed') return <Refusal message={errors.map((error) => error.message).join(' ')} />;
  if (line.state !== 'lost' || trueAt === null) return null;
  return (
    <div className="stale-bar tone-amber">
      <IconPlugOff size={18} aria-hidden />
      <Age trueAt={trueAt} retryAt={line.retryAt} />
      <button type="button" className="stale-retry" onClick={live.retryNow}>
        {t('live.retry')}
      </button>
    </div>
  );
}

function Age({ trueAt, retryAt }: { trueAt: number; retryAt: number }) {
  const now = useNow();
  const wait = Math.ceil((retryAt - now) / 1000);
  return (
    <span>
      {t('live.stale', { when: formatSpan(now - trueAt) })} {wait > 0 && <span className="dim">{t('live.lost.in', { n: wait })}</span>}
    </span>
  );
}

function Refusal({ message }: { message: string }) {
  return (
    <div className="stale-bar tone-red" role="alert">
      <IconAlert size={18} aria-hidden />
      <span>{t('live.failed', { message })}</span>
    </div>
  );
}
