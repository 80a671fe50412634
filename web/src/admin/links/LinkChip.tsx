import type { ActivationState } from '../../gql/generated';
import { t } from '../../i18n';
import { IconAlert, IconCheck, IconHourglass, IconLink, IconX } from '../../ui/icons';

const looks: Record<ActivationState, readonly [string, typeof IconLink]> = {
  OPEN: ['blue', IconLink],
  USED: ['green', IconCheck],
  EXPIRED: ['grey', IconHourglass],
  BURNED: ['red', IconAlert],
  REVOKED: ['grey', IconX],
};

/** What an activation link is good for, as colour, icon and word. */
export function LinkChip({ state }: { state: ActivationState }) {
  const [tone, Icon] = looks[state];
  return (
    <span className={`chip tone-${tone}`}>
      <Icon size={13} stroke={2.2} aria-hidden />
      {t(`links.state.${state}`)}
    </span>
  );
}
