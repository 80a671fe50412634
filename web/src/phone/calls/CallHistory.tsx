import { Button } from '@mantine/core';
import { useState, useSyncExternalStore } from 'react';
import type { CallNowFragment } from '../../gql/generated';
import { getLocale, t, tn } from '../../i18n';
import { useMe } from '../../session/useSession';
import { EmptyState } from '../../ui/EmptyState';
import { Notice } from '../../ui/Notice';
import { formatClock } from '../../ui/format';
import { IconArrowIn, IconArrowOut, IconPhone } from '../../ui/icons';
import { IconHistory, IconPhoneMissed } from '../icons';
import { useDial } from '../dial/useDial';
import { useMissed, usePhone } from '../stores';
import { isLater } from './history';
import { other, redial, whoIs } from './phase';
import { byDay, isMissed } from './records';

/** The own calls that are over, by day, and those that were missed. */
export function CallHistory() {
  const { history, sawMissed, leftMissed } = usePhone();
  const me = useMe();
  const [onlyMissed, setOnlyMissed] = useState(false);
  const missed = useMissed();
  const { calls, older, loading, problem } = useSyncExternalStore(history.shown.subscribe, history.shown.get);
  const shown = onlyMissed ? calls.filter((call) => isMissed(call, me.id)) : calls;
  const toggle = (only: boolean): void => {
    setOnlyMissed(only);
    if (only) sawMissed();
    else leftMissed();
  };
  return (
    <section className="history" aria-labelledby="history-title">
      <div className="history-head">
        <h2 id="history-title">{t('ww.history')}</h2>
        <div className="switch" role="group" aria-labelledby="history-title">
          <button type="button" aria-pressed={!onlyMissed} onClick={() => toggle(false)}>
            {t('ww.history.all')}
          </button>
          <button type="button" aria-pressed={onlyMissed} onClick={() => toggle(true)}>
            {t('ww.history.missed')}
            {missed > 0 && <MissedCount n={missed} />}
          </button>
        </div>
      </div>
      {problem && <Notice tone="red">{problem}</Notice>}
      {byDay(shown).map((day) => (
        <div key={day.label} className="day">
          <h3 className="day-label dim">{day.label}</h3>
          <ul className="records card">
            {day.calls.map((call) => (
              <Record key={call.id} call={call} />
            ))}
          </ul>
        </div>
      ))}
      {shown.length === 0 && !loading && !problem && (
        <EmptyState icon={IconHistory} title={t(onlyMissed ? 'ww.history.noneMissed' : 'ww.history.none')} text={t(onlyMissed ? 'ww.history.noneMissed.text' : 'ww.history.none.text')} />
      )}
      {older !== null && (
        <Button variant="default" loading={loading} onClick={() => void history.more()} className="history-more">
          {t('calls.history.more')}
        </Button>
      )}
    </section>
  );
}

/** The counter of missed calls, wherever it stands. */
export function MissedCount({ n }: { n: number }) {
  return (
    <span className="missed-count num">
      <span aria-hidden>{n}</span>
      <span className="only-read">{tn('ww.missed', n)}</span>
    </span>
  );
}

function Record({ call }: { call: CallNowFragment }) {
  const me = useMe();
  const { colleagues, marked } = usePhone();
  const dial = useDial();
  const side = other(call, me.id);
  const { name, number } = whoIs(side, (dialled) => colleagues.byNumber(dialled));
  const to = redial(side);
  const missed = isMissed(call, me.id);
  const unseen = useSyncExternalStore(marked.subscribe, () => isLater(call.startedAt, marked.get())) && missed;
  const incoming = side === call.from;
  const Icon = missed ? IconPhoneMissed : incoming ? IconArrowIn : IconArrowOut;
  return (
    <li className={`record ${unseen ? 'unseen' : ''}`}>
      <span className={`record-mark tone-${missed ? 'red' : call.answeredAt ? 'green' : 'grey'}`}>
        <Icon size={16} stroke={2.2} role="img" aria-label={t(missed ? 'ww.record.missed' : incoming ? 'ww.record.in' : 'ww.record.out')} />
      </span>
      <span className="record-who">
        <span className="record-name cut">{name}</span>
        <span className="dim cut">
          {number && <span className="num">{number} · </span>}
          {outcome(call, missed)}
        </span>
      </span>
      <time className="dim num" dateTime={call.startedAt}>
        {new Date(call.startedAt).toLocaleTimeString(getLocale(), { hour: '2-digit', minute: '2-digit' })}
      </time>
      {to ? (
        <button type="button" className="call-button" onClick={() => void dial(to)} aria-label={t('ww.callName', { name })} title={t('ww.callName', { name })}>
          <IconPhone size={17} stroke={2} aria-hidden />
        </button>
      ) : (
        <span />
      )}
    </li>
  );
}

function outcome(call: CallNowFragment, missed: boolean): string {
  if (call.answeredAt && call.endedAt) return formatClock(Date.parse(call.endedAt) - Date.parse(call.answeredAt));
  if (missed && call.cause !== 'AWAY') return t('ww.record.missed');
  return call.cause ? t(`ww.cause.${call.cause}`) : '';
}
