import { useState } from 'react';
import { useMutation } from 'urql';
import { failureText, faultText } from '../../api/faults';
import { QuickStartManyDocument, type FaultFragment, type QuickMadeFragment, type QuickPlanFragment } from '../../gql/generated';
import { t } from '../../i18n';
import { clearFile, type ManyFile } from './file';
import { handOver } from './handover';

interface Judged {
  readonly file: ManyFile;
  readonly plans: readonly QuickPlanFragment[];
  readonly faults: readonly FaultFragment[];
}

/** Checks a file and carries it out. A plan holds for the file that it was made from and no other. */
export function useManyRun(file: ManyFile) {
  const [, quickStartMany] = useMutation(QuickStartManyDocument);
  const [judged, setJudged] = useState<Judged>({ file, plans: [], faults: [] });
  const [problem, setProblem] = useState('');
  const [doing, setDoing] = useState<'' | 'check' | 'create'>('');
  const [made, setMade] = useState<readonly QuickMadeFragment[] | null>(null);
  const [repeated, setRepeated] = useState(false);

  const ask = async (dryRun: boolean) => {
    setDoing(dryRun ? 'check' : 'create');
    const { data, error } = await quickStartMany({ input: toInput(file, dryRun) });
    setDoing('');
    const answer = data?.userQuickStartBulk;
    const errors = answer?.errors ?? [];
    setProblem(error ? `${failureText(error)} ${dryRun ? '' : t('quick.unheard')}`.trim() : errors.filter((fault) => !isRow(fault)).map(faultText).join(' '));
    if (answer) setJudged({ file, plans: answer.plans, faults: errors.filter(isRow) });
    return answer;
  };

  const create = async (): Promise<void> => {
    const answer = await ask(false);
    if (!answer || answer.started.length === 0) return;
    for (const one of answer.started) handOver(one, answer.repeated);
    setRepeated(answer.repeated);
    setMade(answer.started);
    clearFile();
  };

  const holds = judged.file === file;
  return {
    plans: holds ? judged.plans : [],
    faults: holds ? judged.faults : [],
    problem: holds || doing === '' ? problem : '',
    checking: doing === 'check',
    busy: doing === 'create',
    made,
    repeated,
    check: () => void ask(true),
    create: () => void create(),
  };
}

/** Faults of rows have paths such as input, csv, 17, username. */
const isRow = (fault: FaultFragment): boolean => fault.path[1] === 'csv' && /^\d+$/.test(fault.path[2] ?? '');

function toInput({ csv, links, linkFor, callthrough, window, key }: ManyFile, dryRun: boolean) {
  return { csv, activationLinks: links, ...(links && { validFor: linkFor }), ...(window && { windowFor: 'PT4H' }), callthrough, dryRun, idempotencyKey: dryRun ? null : key };
}
