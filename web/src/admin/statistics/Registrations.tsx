import { getLocale, t } from '../../i18n';
import { formatSpan } from '../../ui/format';
import { IconPhone } from '../../ui/icons';
import { registrations, type Field, type Registered } from './field';
import type { Span } from './span';

const most = 12;

/** When the telephone was registered and when not, newest first. */
export function Registrations({ fields, span }: { fields: readonly Field[]; span: Span }) {
  const times = registrations(fields, span.field);
  const now = (fields.at(-1)?.start ?? 0) + span.field;
  return (
    <section className="registered">
      <h3>{t('statistics.registered')}</h3>
      {times.length === 0 && <p className="dim">{t('statistics.registered.none')}</p>}
      <ul>
        {times.slice(0, most).map((time) => (
          <li key={time.from}>
            <span className={`mark tone-${time.to === null ? 'green' : 'grey'}`}>
              <IconPhone size={12} stroke={2.4} aria-hidden />
            </span>
            <span className="num">{words(time)}</span>
            <span className="dim num">{formatSpan((time.to ?? now) - time.from)}</span>
          </li>
        ))}
      </ul>
      {times.length > most && <p className="dim">{t('statistics.registered.more', { n: times.length - most })}</p>}
    </section>
  );
}

function words({ from, to, before }: Registered): string {
  const format = (at: number): string => new Date(at).toLocaleString(getLocale(), { weekday: 'short', hour: '2-digit', minute: '2-digit' });
  if (to === null) return before ? t('statistics.registered.always') : t('statistics.registered.since', { from: format(from) });
  return before ? t('statistics.registered.until', { to: format(to) }) : t('statistics.registered.fromTo', { from: format(from), to: format(to) });
}
