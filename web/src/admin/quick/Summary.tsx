import { Link } from 'wouter';
import type { QuickPlanFragment } from '../../gql/generated';
import { t } from '../../i18n';
import { formatInstant, orDash } from '../../ui/format';
import { IconCheck, IconMinus } from '../../ui/icons';
import type { QuickValues, Step } from './draft';
import { hrefOf } from './Steps';

/** What the switchboard would make, in its own words: the plan of a dry run. */
export function Summary({ plan, values }: { plan: QuickPlanFragment; values: QuickValues }) {
  return (
    <div className="plan">
      <Part step="person" done title={t('quick.plan.person')}>
        <Line name={t('quick.plan.displayName')} value={plan.displayName} />
        <Line name={t('users.name')} value={orDash(`${values.firstName} ${values.surname}`.trim())} />
      </Part>
      <Part step="access" done title={t('quick.plan.account')}>
        <Line name={t('form.username')} value={plan.username} />
        <Line name={t('form.extension')} value={plan.extension ?? t('quick.plan.noExtension')} />
        <Line name={t('quick.plan.passwords')} value={t('quick.plan.passwords.text')} />
        <Line name={t('form.role')} value={t(`role.${values.role}`)} />
      </Part>
      <Part step="telephone" done={plan.activationLinkUntil !== null || plan.telephone !== null} title={t('quick.plan.telephone')}>
        <Line
          name={t('quick.plan.link')}
          value={plan.activationLinkUntil ? t('quick.plan.link.until', { when: formatInstant(plan.activationLinkUntil) }) : t('quick.plan.none')}
        />
        <Line
          name={t('quick.plan.desk')}
          value={plan.telephone ? `${t(`family.${plan.telephone.family}`)} ${plan.telephone.model} · ${plan.telephone.mac}` : t('quick.plan.none')}
        />
        <Line name={t('form.ringLimit')} value={String(values.ringLimit)} />
      </Part>
      <Part step="mobile" done={plan.callthroughFrom !== null} title={t('quick.plan.mobile')}>
        <Line name={t('form.mobile')} value={orDash(plan.mobile)} />
        <Line name={t('quick.plan.callthrough')} value={plan.callthroughFrom ? t('quick.plan.callthrough.from', { number: plan.callthroughFrom }) : t('quick.plan.none')} />
      </Part>
    </div>
  );
}

interface PartProps {
  readonly step: Step;
  readonly title: string;
  readonly done: boolean;
  readonly children: React.ReactNode;
}

function Part({ step, title, done, children }: PartProps) {
  return (
    <section className={`plan-part tone-${done ? 'green' : 'grey'}`}>
      <h3>
        <span className="mark" aria-hidden>
          {done ? <IconCheck size={12} stroke={3} /> : <IconMinus size={12} stroke={3} />}
        </span>
        {title}
        <Link href={hrefOf(step)} className="text-button" aria-label={t('quick.plan.change', { part: title })}>
          {t('quick.change')}
        </Link>
      </h3>
      <dl className="facts">{children}</dl>
    </section>
  );
}

function Line({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="num">{value}</dd>
    </>
  );
}
