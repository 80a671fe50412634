import { Button } from '@mantine/core';
import { useEffect, useRef, useState, type FocusEvent, type FormEvent } from 'react';
import { useClient } from 'urql';
import { Link, useLocation, useRoute } from 'wouter';
import { failureText } from '../../api/faults';
import { UserSuggestionsDocument } from '../../gql/generated';
import { t } from '../../i18n';
import { useMe } from '../../session/useSession';
import { Notice } from '../../ui/Notice';
import { IconArrowLeft, IconArrowRight, IconFileText, IconUserPlus } from '../../ui/icons';
import { Crumbs } from '../../ui/Crumbs';
import { checkPerson } from '../users/values';
import { clearDraft, fieldsOf, isBegun, proposeDraft, reachStep, steps, useDraft, type Draft, type Step } from './draft';
import { Explanation } from './Explanation';
import { AccessStep, MobileStep, PersonStep, TelephoneStep, type FieldsProps } from './fields';
import { useNames } from './names';
import { hrefOf, Steps } from './Steps';
import { Summary } from './Summary';
import { standing, useRun, type Judged } from './useRun';
import '../users/fields.css';
import '../users/panel.css';
import './quick.css';

/** The quick start wizard: a colleague in five steps. Nothing is made before the summary, and nothing typed is lost. */
export function QuickStartPage() {
  const draft = useDraft(useMe().id);
  const step = useStep();
  const names = useNames(draft.values.username, draft.values.extension);
  const problem = useSuggestions();
  const run = useRun(draft, step === 'summary');
  const [local, setLocal] = useState<Judged>({ values: draft.values, errors: {} });
  const [focused, setFocused] = useState('');
  const [, go] = useLocation();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => setFocused(''), [step]);
  useFirstField(form, step);
  useEffect(() => reachStep(steps.indexOf(step)), [step]);

  const errors = { ...run.errors, ...standing(local, draft.values) };
  const next = (event: FormEvent): void => {
    event.preventDefault();
    if (step === 'summary') return void run.create();
    const faults = faultsIn(step, draft, { username: names.username, extension: names.extension });
    setLocal({ values: draft.values, errors: faults });
    if (Object.keys(faults).length > 0) return focusFault(form.current);
    go(hrefOf(steps[steps.indexOf(step) + 1]!));
  };
  return (
    <>
      <Crumbs to="/users" label={t('users.title')} />
      <div className="page-head">
        <div>
          <h1>{t('quick.title')}</h1>
          <p className="page-lead dim">{t('quick.lead')}</p>
        </div>
        <div className="page-actions">
          {isBegun(draft) && (
            <Button variant="subtle" onClick={() => startOver(go)}>
              {t('quick.again')}
            </Button>
          )}
          <Button variant="default" component={Link} href="/quick-start/many" leftSection={<IconFileText size={16} aria-hidden />}>
            {t('quick.many')}
          </Button>
        </div>
      </div>
      <Steps current={step} reached={draft.reached} faulty={steps.filter((name) => fieldsOf[name].some((field) => run.errors[field]))} />
      <div className="quick">
        <form className="card quick-form" ref={form} onSubmit={next} onFocus={(event) => setFocused(fieldOf(event))} noValidate>
          <h2>{t(`quick.step.${step}`)}</h2>
          {(problem || run.problem) && <Notice tone="red">{run.problem || problem}</Notice>}
          <Body step={step} values={draft.values} errors={errors} names={names} draft={draft} run={run} />
          <footer className="quick-foot">
            <Back step={step} />
            <Button
              type="submit"
              loading={run.busy}
              disabled={step === 'summary' && !run.plan}
              rightSection={step !== 'summary' && <IconArrowRight size={16} aria-hidden />}
              leftSection={step === 'summary' && <IconUserPlus size={16} aria-hidden />}
            >
              {step === 'summary' ? t('quick.create', { name: run.plan?.displayName ?? '' }) : t('quick.next')}
            </Button>
          </footer>
        </form>
        <Explanation step={step} field={focused} />
      </div>
    </>
  );
}

interface BodyProps extends FieldsProps {
  readonly step: Step;
  readonly draft: Draft;
  readonly run: ReturnType<typeof useRun>;
}

function Body({ step, draft, run, ...fields }: BodyProps) {
  if (step === 'person') return <PersonStep {...fields} />;
  if (step === 'access') return <AccessStep {...fields} />;
  if (step === 'telephone') return <TelephoneStep {...fields} />;
  if (step === 'mobile') return <MobileStep {...fields} />;
  if (run.plan) return <Summary plan={run.plan} values={draft.values} />;
  if (run.checking) return <p className="dim">{t('quick.checking')}</p>;
  return <Faults errors={run.errors} onRetry={run.check} />;
}

/** In the summary: what has to be mended first, with the way there. */
function Faults({ errors, onRetry }: { errors: Readonly<Record<string, string>>; onRetry: () => void }) {
  const faulty = steps.flatMap((step) => fieldsOf[step].filter((field) => errors[field]).map((field) => ({ step, text: errors[field]! })));
  if (faulty.length === 0) {
    return (
      <Button variant="default" onClick={onRetry}>
        {t('retry')}
      </Button>
    );
  }
  return (
    <Notice tone="amber" title={t('quick.faults')}>
      <ul className="quick-faults">
        {faulty.map(({ step, text }) => (
          <li key={text}>
            {text} <Link href={hrefOf(step)}>{t('quick.faults.mend', { step: t(`quick.step.${step}`) })}</Link>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Back({ step }: { step: Step }) {
  const index = steps.indexOf(step);
  if (index === 0) return <span />;
  return (
    <Button variant="default" component={Link} href={hrefOf(steps[index - 1]!)} leftSection={<IconArrowLeft size={16} aria-hidden />}>
      {t('quick.back')}
    </Button>
  );
}

function useStep(): Step {
  const [, params] = useRoute('/quick-start/:step');
  return steps.find((step) => step === params?.step) ?? 'person';
}

/** Asks for passwords and the first free number. */
function useSuggestions(): string {
  const client = useClient();
  const [problem, setProblem] = useState('');
  useEffect(() => {
    let gone = false;
    void client
      .query(UserSuggestionsDocument, {}, { requestPolicy: 'network-only' })
      .toPromise()
      .then(({ data, error }) => {
        if (gone) return;
        setProblem(error ? failureText(error) : '');
        if (data) proposeDraft(data.sipPassword, data.ctiPassword, data.numberingPlan.next ?? '');
      });
    return () => {
      gone = true;
    };
  }, [client]);
  return problem;
}

/** Faults of a step that can be told without a run. */
function faultsIn(step: Step, { values }: Draft, taken: Readonly<Record<string, string>>): Record<string, string> {
  const faults: Record<string, string> = { ...taken, ...checkPerson(values) };
  if (values.callthroughPin && !/^\d{6,12}$/.test(values.callthroughPin)) faults.callthroughPin = t('quick.callthroughPin.invalid');
  if (values.desk && !values.mac.trim()) faults.mac = t('quick.mac.missing');
  if (values.desk && !values.model) faults.model = t('quick.model.missing');
  const here = fieldsOf[step] as readonly string[];
  return Object.fromEntries(Object.entries(faults).filter(([field, text]) => text && here.includes(field)));
}

/** Each step begins with its first field, so that the wizard can be gone through by keyboard alone. */
function useFirstField(form: React.RefObject<HTMLFormElement | null>, step: Step): void {
  useEffect(() => {
    const first = form.current?.querySelector<HTMLElement>('[data-first=true]');
    (first ?? form.current?.querySelector<HTMLElement>('button[type=submit]'))?.focus();
  }, [form, step]);
}

function focusFault(form: HTMLElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
}

function fieldOf(event: FocusEvent): string {
  const { target } = event;
  const named = target.closest<HTMLElement>('[data-field]')?.dataset.field;
  return named ?? ('name' in target && typeof target.name === 'string' ? target.name : '');
}

function startOver(go: (path: string) => void): void {
  clearDraft();
  go('/quick-start');
}
