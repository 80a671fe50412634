import { useEffect } from 'react';
import { useQuery } from 'urql';
import { Link } from 'wouter';
import { AnyCallDocument } from '../../gql/generated';
import { t, type Key } from '../../i18n';
import { IconCheck } from '../../ui/icons';
import { useCalls, useLiveness, useStores } from '../stores';
import type { Office } from './office';

/** What is left to set up. It goes once all of it is done. */
export function SetupSteps({ office }: { office: Office }) {
  const called = useEverCalled();
  const { streams } = useLiveness();
  const steps: readonly (readonly [Key, boolean, string])[] = [
    ['setup.user', office.users > 1, '/users'],
    ['setup.telephone', office.registered > 0, '/users'],
    ['setup.call', called === true, '/calls'],
  ];
  if (streams !== 'live' || called === null || steps.every(([, done]) => done)) return null;
  const next = steps.find(([, done]) => !done)?.[0];
  return (
    <section className="setup card" aria-label={t('setup.title')}>
      <h2>{t('setup.title')}</h2>
      <ol>
        {steps.map(([key, done, href]) => (
          <li key={key} data-done={done} data-next={key === next}>
            <span className={`setup-mark tone-${done ? 'green' : 'blue'}`} aria-hidden>
              {done && <IconCheck size={14} stroke={3} />}
            </span>
            <span className="setup-text">
              <strong>
                {done ? t(key) : <Link href={href}>{t(key)}</Link>}
                {done && <span className="only-read"> {t('setup.done')}</span>}
              </strong>
              <span className="dim">{t(`${key}.help` as Key)}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Whether there ever was a call; null until it is known. Asked again when one has ended. */
function useEverCalled(): boolean | null {
  const [{ data }, again] = useQuery({ query: AnyCallDocument });
  const { calls } = useStores();
  const now = useCalls().length > 0;
  useEffect(() => calls.onEnded(() => again({ requestPolicy: 'network-only' })), [calls, again]);
  if (now) return true;
  return data ? data.callHistory.nodes.length > 0 : null;
}
