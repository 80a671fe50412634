import type { EntryFragment } from '../../gql/generated';
import { has, t, type Key } from '../../i18n';
import { formatInstant } from '../../ui/format';
import { IconAlert, IconCheck } from '../../ui/icons';
import { details, isEmpty } from './entry';

/** One entry: who did what, and opened, what it was done with and what changed by it. */
export function EntryRow({ entry }: { entry: EntryFragment }) {
  const ok = entry.outcome === 'OK';
  const Icon = ok ? IconCheck : IconAlert;
  return (
    <li className={`audit-entry tone-${ok ? 'green' : 'amber'}`}>
      <details>
        <summary>
          <span className="mark">
            <Icon size={12} stroke={3} role="img" aria-label={ok ? t('audit.ok') : entry.outcome} />
          </span>
          <time className="num dim" dateTime={entry.at}>
            {formatInstant(entry.at)}
          </time>
          <span className="audit-what">
            <strong>{who(entry)}</strong> {operation(entry.operation)}
            {!ok && <span className="audit-outcome"> · {outcome(entry.outcome)}</span>}
          </span>
          <span className="audit-hint dim mono">{hint(entry)}</span>
        </summary>
        <dl className="facts audit-facts">
          <dt>{t('audit.operation')}</dt>
          <dd className="mono">{entry.operation}</dd>
          <dt>{t('audit.source')}</dt>
          <dd className="mono">{entry.source || t('audit.source.local')}</dd>
          {entry.objectId && (
            <>
              <dt>{t('audit.object')}</dt>
              <dd className="mono breakable">{entry.objectId}</dd>
            </>
          )}
          <Values name={t('audit.arguments')} json={entry.arguments} />
          <Values name={t('audit.before')} json={entry.before} />
          <Values name={t('audit.after')} json={entry.after} />
        </dl>
      </details>
    </li>
  );
}

function Values({ name, json }: { name: string; json: string }) {
  if (isEmpty(json)) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd className="audit-values">
        {details(json).map(([field, value]) => (
          <div key={field}>
            <span className="dim">{field}</span> <span className="mono breakable">{value}</span>
          </div>
        ))}
      </dd>
    </>
  );
}

const who = (entry: EntryFragment): string => entry.username || (entry.operation === 'login' ? t('audit.nobody') : t('audit.local'));

function operation(name: string): string {
  const key = `audit.op.${name}`;
  return has(key) ? t(key as Key) : name;
}

function outcome(code: string): string {
  const key = `fault.${code}`;
  return has(key) ? t(key as Key) : code;
}

/** What it was done to, in short. */
function hint(entry: EntryFragment): string {
  const all = [...details(entry.arguments), ...details(entry.before)];
  const telling = ['username', 'address', 'mac', 'callers', 'presence', 'to'];
  return telling.map((name) => all.find(([field]) => field.split('.').at(-1) === name)?.[1]).find(Boolean) ?? '';
}
