import { Button } from '@mantine/core';
import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { failureText, faultText } from '../../api/faults';
import { PresenceRuleSetDocument, PresenceRulesDocument, PresenceRulesResetDocument, type CallClass, type Presence, type MatrixRuleFragment, type Treatment } from '../../gql/generated';
import { t, tn } from '../../i18n';
import { useMay } from '../../session/useSession';
import { Confirm } from '../../ui/Confirm';
import { IconRefresh } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { PresenceIcon, settable } from '../../ui/presence';
import { sayDone, sayFailed } from '../../ui/toast';
import { changed, classes, ruleFor, tones } from './matrix';
import { Simulator } from './Simulator';
import './rules.css';

/** What presence does to calls, as a table that can be changed, and a trial of it: who would ring if somebody called now. */
export default function RulesPage() {
  const administers = useMay('ADMIN');
  return (
    <>
      <div className="page-head">
        <h1>{t('rules.title')}</h1>
      </div>
      <div className="rules">
        <Simulator />
        {administers && <Matrix />}
      </div>
    </>
  );
}

function Matrix() {
  const [{ data, error }] = useQuery({ query: PresenceRulesDocument });
  const [resetting, setResetting] = useState(false);
  const rules = data?.presenceRules ?? [];
  const own = changed(rules);
  return (
    <section className="card matrix" aria-labelledby="matrix">
      <header>
        <div>
          <h2 id="matrix">{t('rules.matrix')}</h2>
          <p className="dim">{t('rules.matrix.lead')}</p>
        </div>
        {own > 0 && (
          <Button variant="default" size="xs" leftSection={<IconRefresh size={15} aria-hidden />} onClick={() => setResetting(true)}>
            {t('rules.reset')}
          </Button>
        )}
      </header>
      {error && <Notice tone="red">{failureText(error)}</Notice>}
      {rules.length > 0 && <Table rules={rules} />}
      <Legend own={own} />
      {resetting && <Reset own={own} onClose={() => setResetting(false)} />}
    </section>
  );
}

function Table({ rules }: { rules: readonly MatrixRuleFragment[] }) {
  return (
    <div className="matrix-scroll" tabIndex={0} role="group" aria-labelledby="matrix">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('rules.call')}</th>
            {settable.map((presence) => (
              <th key={presence} scope="col">
                <span className="matrix-presence">
                  <PresenceIcon presence={presence} />
                  {t(`presence.${presence}`)}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {classes.map(([callClass, treatments]) => (
            <tr key={callClass}>
              <th scope="row">{t(`class.${callClass}`)}</th>
              {settable.map((presence) => (
                <td key={presence}>
                  <Cell rule={ruleFor(rules, callClass, presence)} treatments={treatments} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ rule, treatments }: { rule: MatrixRuleFragment | undefined; treatments: readonly Treatment[] }) {
  const { wanted, set } = useRuleSet();
  if (!rule) return null;
  const { callClass, presence } = rule;
  const treatment = wanted ?? rule.treatment;
  const own = treatment !== rule.default;
  const was = own ? t('rules.default', { treatment: t(`treatment.${rule.default}`) }) : undefined;
  return (
    <select
      className={`matrix-cell tone-${tones[treatment]}`}
      data-own={own}
      aria-label={t('rules.cell', { call: t(`class.${callClass}`), presence: t(`presence.${presence}`) })}
      title={[t(`treatment.${treatment}.help`), was].filter(Boolean).join(' ')}
      value={treatment}
      onChange={(event) => void set(callClass, presence, event.currentTarget.value as Treatment)}
    >
      {treatments.map((each) => (
        <option key={each} value={each}>
          {t(`treatment.${each}`)}
        </option>
      ))}
    </select>
  );
}

/** Changes a rule at once. What is wanted is shown until the answer is there; where it is refused, the old choice returns. */
function useRuleSet() {
  const [wanted, setWanted] = useState<Treatment | null>(null);
  const [, ruleSet] = useMutation(PresenceRuleSetDocument);
  const set = async (callClass: CallClass, presence: Presence, treatment: Treatment): Promise<void> => {
    setWanted(treatment);
    const { data, error } = await ruleSet({ input: { callClass, presence, treatment } });
    setWanted(null);
    const problem = error ? failureText(error) : data?.presenceRuleSet.errors.map(faultText).join(' ');
    if (problem) sayFailed(problem);
  };
  return { wanted, set };
}

const explained: readonly Treatment[] = ['RING', 'OFFER', 'AWAY_IF_TARGET', 'OVERFLOW', 'AWAY', 'SKIP'];

function Legend({ own }: { own: number }) {
  return (
    <>
      <dl className="matrix-legend">
        {explained.map((treatment) => (
          <div key={treatment}>
            <dt>
              <span className={`chip tone-${tones[treatment]}`}>{t(`treatment.${treatment}`)}</span>
            </dt>
            <dd>{t(`treatment.${treatment}.help`)}</dd>
          </div>
        ))}
      </dl>
      {own > 0 && <p className="dim matrix-own">{tn('rules.own', own)}</p>}
    </>
  );
}

function Reset({ own, onClose }: { own: number; onClose: () => void }) {
  const [{ fetching }, reset] = useMutation(PresenceRulesResetDocument);
  const [problem, setProblem] = useState('');
  const submit = async (): Promise<void> => {
    const { data, error } = await reset({});
    const refused = error ? failureText(error) : (data?.presenceRulesReset.errors.map(faultText).join(' ') ?? '');
    if (refused) return setProblem(refused);
    sayDone(t('rules.reset.done'));
    onClose();
  };
  return (
    <Confirm title={t('rules.reset.title')} submit={t('rules.reset')} busy={fetching} problem={problem} onSubmit={submit} onClose={onClose}>
      {tn('rules.reset.text', own)}
    </Confirm>
  );
}
