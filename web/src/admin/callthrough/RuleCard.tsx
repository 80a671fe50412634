import { useState } from 'react';
import { useMutation } from 'urql';
import { Link } from 'wouter';
import { failureText, faultText } from '../../api/faults';
import { CallthroughRuleDeleteDocument, type RuleFragment } from '../../gql/generated';
import { t, tn } from '../../i18n';
import { useNow } from '../../ui/clock';
import { Confirm } from '../../ui/Confirm';
import { formatInstant, orDash } from '../../ui/format';
import { IconAlert, IconCheck, IconClockPause, IconEdit, IconLock, IconTrash, IconX } from '../../ui/icons';
import { RuleDialogue } from './RuleDialogue';
import { countryNames, ruleState, type RuleState } from './rule';
import './callthrough.css';

interface Props {
  readonly rule: RuleFragment;
  /** Whose rule it is stands on it, with the way there. */
  readonly named?: boolean;
}

/** One callthrough rule: who may call from where to where, and what came of the last call. */
export function RuleCard({ rule, named }: Props) {
  const [dialogue, setDialogue] = useState<'edit' | 'delete' | null>(null);
  const close = (): void => setDialogue(null);
  const state = ruleState(rule, useNow());
  return (
    <article className="rule" data-state={state}>
      <header className="rule-head">
        <div>
          {named && rule.user && (
            <Link href={`/users/${rule.user.id}/callthrough`} className="rule-who">
              {rule.user.displayName}
            </Link>
          )}
          <strong className="num">{rule.callers.join(', ')}</strong>
        </div>
        <StateChip state={state} />
        <button type="button" className="icon-button" onClick={() => setDialogue('edit')} aria-label={t('callthrough.edit', { number: rule.callers[0] ?? '' })} title={t('panel.edit')}>
          <IconEdit size={16} aria-hidden />
        </button>
        <button type="button" className="icon-button" onClick={() => setDialogue('delete')} aria-label={t('callthrough.delete', { number: rule.callers[0] ?? '' })} title={t('callthrough.delete.submit')}>
          <IconTrash size={16} aria-hidden />
        </button>
      </header>
      {state === 'locked' && rule.lockedUntil && <p className="device-why tone-red">{t('callthrough.locked', { when: formatInstant(rule.lockedUntil) })}</p>}
      <dl className="facts">
        <dt>{t('callthrough.pin')}</dt>
        <dd>{t(rule.hasPin ? 'callthrough.pin.set' : 'callthrough.pin.none')}</dd>
        <dt>{t('callthrough.countries')}</dt>
        <dd>{countryNames(rule.countries)}</dd>
        <dt>{t('callthrough.limits')}</dt>
        <dd className="num">{t('callthrough.limits.text', { calls: tn('callthrough.calls', rule.maxCalls), minutes: rule.maxMinutes })}</dd>
        <dt>{t('callthrough.identity')}</dt>
        <dd className="num">{rule.identity ?? t('callthrough.identity.own')}</dd>
        {rule.validUntil && (
          <>
            <dt>{t('callthrough.validUntil')}</dt>
            <dd className="num">{formatInstant(rule.validUntil)}</dd>
          </>
        )}
        <dt>{t('callthrough.last')}</dt>
        <dd>
          <LastAttempt rule={rule} />
        </dd>
      </dl>
      {dialogue === 'edit' && <RuleDialogue rule={rule} onClose={close} />}
      {dialogue === 'delete' && <DeleteRule rule={rule} onClose={close} />}
    </article>
  );
}

const looks: Record<RuleState, readonly [string, typeof IconCheck]> = {
  on: ['green', IconCheck],
  off: ['grey', IconX],
  locked: ['red', IconLock],
  expired: ['grey', IconClockPause],
};

function StateChip({ state }: { state: RuleState }) {
  const [tone, Icon] = looks[state];
  return (
    <span className={`chip tone-${tone}`}>
      <Icon size={13} stroke={2.2} aria-hidden />
      {t(`callthrough.state.${state}`)}
    </span>
  );
}

function LastAttempt({ rule: { lastAttempt } }: { rule: RuleFragment }) {
  if (!lastAttempt) return <span className="dim">{t('callthrough.last.none')}</span>;
  const { admitted, reason, at, destination, caller } = lastAttempt;
  const Icon = admitted ? IconCheck : IconAlert;
  return (
    <span className={`result tone-${admitted ? 'green' : 'amber'}`}>
      <span className="mark">
        <Icon size={12} stroke={3} aria-hidden />
      </span>
      <span className="num">
        {admitted ? t('callthrough.admitted', { number: orDash(destination) }) : t(`callthrough.reason.${reason ?? 'UNAVAILABLE'}`)}
        <span className="dim">
          {' · '}
          {[caller, formatInstant(at)].filter(Boolean).join(' · ')}
        </span>
      </span>
    </span>
  );
}

function DeleteRule({ rule, onClose }: { rule: RuleFragment; onClose: () => void }) {
  const [problem, setProblem] = useState('');
  const [{ fetching }, remove] = useMutation(CallthroughRuleDeleteDocument);
  const submit = async (): Promise<void> => {
    const { data, error } = await remove({ id: rule.id });
    if (error || !data) return setProblem(error ? failureText(error) : '');
    const { deletedId, errors } = data.callthroughRuleDelete;
    if (!deletedId) return setProblem(errors.map(faultText).join(' '));
    onClose();
  };
  return (
    <Confirm title={t('callthrough.delete.title')} submit={t('callthrough.delete.submit')} busy={fetching} problem={problem} onSubmit={submit} onClose={onClose}>
      {t('callthrough.delete.text', { number: rule.callers.join(', ') })}
    </Confirm>
  );
}
