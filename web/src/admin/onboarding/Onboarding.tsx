import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { OnboardingDocument, type OnboardingSubscription } from '../../gql/generated';
import { t, tn } from '../../i18n';
import { useNow } from '../../ui/clock';
import { formatInstant, formatSpan } from '../../ui/format';
import { IconAlert, IconCheck, IconLink, IconX } from '../../ui/icons';
import { useStale } from '../LiveLamp';
import { useFollowed } from '../useFollowed';
import type { UserRow } from '../users/row';
import { ProbeButton, TestCallButton } from './actions';
import { layOut, type Stage, type StepTaken } from './way';
import './onboarding.css';

interface Props {
  readonly row: UserRow;
  /** Whether a telephone waits to fetch its file. */
  readonly withFile: boolean;
}

/** The way of a new colleague from the link to the first call, live. */
export function Onboarding({ row, withFile }: Props) {
  const { steps, state } = useSteps(row.id);
  const stale = useStale();
  if (state === 'opening') return <p className="dim">{t('loading')}</p>;
  if (steps.length === 0) return <Nothing row={row} />;
  const way = layOut(steps, withFile);
  return (
    <section className={`card way-card ${stale ? 'stale' : ''}`} aria-labelledby="way">
      <header className="way-head">
        <h2 id="way">{t('onboarding.title')}</h2>
        <span className={`chip tone-${way.finished ? 'green' : 'blue'}`} role="status">
          {way.finished ? t('onboarding.finished') : t('onboarding.progress', { done: done(way.stages), all: way.stages.length })}
        </span>
      </header>
      <ol className="way">
        {way.stages.map((stage) => (
          <StageLine key={stage.milestone} stage={stage} row={row} />
        ))}
      </ol>
    </section>
  );
}

const done = (stages: readonly Stage[]): number => stages.filter((stage) => stage.state === 'done').length;

type Event = OnboardingSubscription['onboarding'];

function useSteps(userId: string) {
  const [steps, setSteps] = useState<readonly StepTaken[]>([]);
  const state = useFollowed<Event>(OnboardingDocument, { userId }, {
    begin: () => setSteps([]),
    apply: (event) => {
      if (event.__typename === 'OnboardingChanged') setSteps(event.onboarding.steps);
      if (event.__typename === 'Removed') setSteps([]);
    },
  });
  return { steps, state };
}

const tones = { done: 'green', waiting: 'blue', open: 'grey', ended: 'red' } as const;

function StageLine({ stage, row }: { stage: Stage; row: UserRow }) {
  const { milestone, state, taken, failures, end } = stage;
  return (
    <li className={`way-stage tone-${tones[state]}`} data-state={state} data-step={milestone}>
      <span className="way-mark" aria-hidden>
        {state === 'done' && <IconCheck size={15} stroke={3} />}
        {state === 'ended' && <IconX size={15} stroke={3} />}
      </span>
      <div className="way-text">
        <strong>{t(`onboarding.${milestone}`)}</strong>
        <span className="only-read">{t(`onboarding.state.${state}`)}</span>
        {taken && <Taken step={taken} />}
        {state === 'waiting' && <span className="way-wait">{t(`onboarding.${milestone}.wait`)}</span>}
        {failures && (
          <span className="way-fault tone-amber">
            <IconAlert size={14} aria-hidden />
            {tn('onboarding.failures', failures.count)}
          </span>
        )}
        {end && <span className="way-wait">{t(`onboarding.${end}`)}</span>}
        <StageAction stage={stage} row={row} />
      </div>
    </li>
  );
}

function Taken({ step }: { step: StepTaken }) {
  const now = useNow();
  return (
    <span className="way-when dim num">
      <time dateTime={step.lastAt} title={formatInstant(step.lastAt)}>
        {t('onboarding.ago', { span: formatSpan(Math.max(0, now - Date.parse(step.firstAt))) })}
      </time>
      {step.count > 1 && ` · ${tn('onboarding.times', step.count)}`}
      {step.detail && ` · ${step.detail}`}
    </span>
  );
}

/** What an administrator can do about the step that is waited for. */
function StageAction({ stage, row }: { stage: Stage; row: UserRow }) {
  if (stage.state === 'ended') return <NewLink row={row} />;
  if (stage.state !== 'waiting') return null;
  if (stage.milestone === 'PROBED') return <ProbeButton row={row} />;
  if (stage.milestone === 'CALLED' || stage.milestone === 'TEST_CALL') return <TestCallButton row={row} />;
  return null;
}

function NewLink({ row }: { row: UserRow }) {
  return (
    <Button component={Link} href={`/users/${row.id}/links`} size="xs" variant="default" leftSection={<IconLink size={15} aria-hidden />}>
      {t('onboarding.newLink')}
    </Button>
  );
}

function Nothing({ row }: { row: UserRow }) {
  return (
    <div className="card way-none">
      <strong>{t('onboarding.none')}</strong>
      <p className="dim">{t('onboarding.none.text')}</p>
      <NewLink row={row} />
    </div>
  );
}
