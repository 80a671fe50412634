import { useEffect, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { useLocation } from 'wouter';
import { failureText, sortFaults } from '../../api/faults';
import { QuickStartDocument, type QuickPlanFragment } from '../../gql/generated';
import { t } from '../../i18n';
import { sayDone } from '../../ui/toast';
import { clearDraft, fieldsOf, toQuickInput, type Draft, type QuickValues } from './draft';
import { handOver } from './handover';

const fields = [...Object.values(fieldsOf).flat(), 'validFor'];

export interface Judged {
  readonly values: QuickValues;
  readonly errors: Readonly<Record<string, string>>;
}

/** Faults of fields that are as they were when they were judged. */
export function standing({ values, errors }: Judged, now: QuickValues): Readonly<Record<string, string>> {
  const entries = Object.entries(errors).filter(([field]) => values[field as keyof QuickValues] === now[field as keyof QuickValues]);
  return Object.fromEntries(entries);
}

/** Checks the wishes when the summary is reached, and carries them out. */
export function useRun(draft: Draft, summary: boolean) {
  const [, quickStart] = useMutation(QuickStartDocument);
  const [plan, setPlan] = useState<QuickPlanFragment | null>(null);
  const [judged, setJudged] = useState<Judged>({ values: draft.values, errors: {} });
  const [problem, setProblem] = useState('');
  const [doing, setDoing] = useState<'' | 'check' | 'create'>('');
  const [, go] = useLocation();

  const ask = async (dryRun: boolean) => {
    setDoing(dryRun ? 'check' : 'create');
    const { data, error } = await quickStart({ input: toQuickInput(draft, dryRun) });
    setDoing('');
    const answer = data?.userQuickStart;
    const sorted = sortFaults(answer?.errors ?? [], fields);
    setJudged({ values: draft.values, errors: sorted.fields });
    setProblem(error ? `${failureText(error)} ${dryRun ? '' : t('quick.unheard')}`.trim() : sorted.general.join(' '));
    if (answer && answer.errors.length > 0) setPlan(null);
    return answer;
  };

  const check = async (): Promise<void> => {
    setPlan(null);
    const answer = await ask(true);
    if (answer?.plan) setPlan(answer.plan);
  };

  const create = async (): Promise<void> => {
    const answer = await ask(false);
    if (!answer?.started) return;
    handOver(answer.started, answer.repeated);
    clearDraft();
    sayDone(t('quick.done', { name: answer.started.user.displayName }));
    go(`/users/${answer.started.user.id}/onboarding`);
  };

  const latest = useRef(check);
  latest.current = check;
  useEffect(() => {
    if (summary) void latest.current();
    else setPlan(null);
  }, [summary]);

  return { plan, errors: standing(judged, draft.values), problem, checking: doing === 'check', busy: doing === 'create', check: () => void latest.current(), create };
}
