import type { QuickPlanFragment } from '../../gql/generated';
import { t } from '../../i18n';
import { Avatar } from '../../ui/Avatar';
import { orDash } from '../../ui/format';
import { IconCheck } from '../../ui/icons';

/** What the switchboard would make of each row. */
export function PlanTable({ plans }: { plans: readonly QuickPlanFragment[] }) {
  return (
    <div className="many-scroll" tabIndex={0} role="group" aria-label={t('many.plan.label')}>
      <table className="calls many-table">
        <thead>
          <tr>
            <th scope="col">{t('users.name')}</th>
            <th scope="col">{t('users.username')}</th>
            <th scope="col">{t('users.extension')}</th>
            <th scope="col">{t('form.mobile')}</th>
            <th scope="col">{t('quick.plan.desk')}</th>
            <th scope="col">{t('quick.plan.callthrough')}</th>
            <th scope="col">{t('quick.plan.link')}</th>
          </tr>
        </thead>
        <tbody>
          {plans.map((plan) => (
            <tr key={plan.username}>
              <td>
                <span className="many-name">
                  <Avatar name={plan.displayName} size={26} />
                  {plan.displayName}
                </span>
              </td>
              <td>{plan.username}</td>
              <td className="num">{orDash(plan.extension)}</td>
              <td className="num">{orDash(plan.mobile)}</td>
              <td>{orDash(plan.telephone?.model)}</td>
              <td>{tick(plan.callthroughFrom !== null)}</td>
              <td>{tick(plan.activationLinkUntil !== null)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function tick(yes: boolean): React.ReactNode {
  if (!yes) return t('none');
  return (
    <span className="mark tone-green">
      <IconCheck size={12} stroke={3} role="img" aria-label={t('yes')} />
    </span>
  );
}
