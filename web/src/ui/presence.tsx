import type { Presence } from '../gql/generated';
import { t } from '../i18n';
import { IconBuilding, IconCircleCheck, IconCircleDashed, IconCircleMinus, IconClockPause, IconHeadset, IconUserOnly } from './icons';

type Shape = typeof IconCircleCheck;

const looks: Record<Presence, readonly [string, Shape]> = {
  TELEPHONE_SERVICE: ['blue', IconHeadset],
  AVAILABLE: ['green', IconCircleCheck],
  BE_RIGHT_BACK: ['amber', IconClockPause],
  DIRECT_NUMBER_ONLY: ['blue', IconUserOnly],
  INTERNAL_ONLY: ['blue', IconBuilding],
  UNAVAILABLE: ['red', IconCircleMinus],
  OFFLINE: ['grey', IconCircleDashed],
};

/** The presences that can be set, in the order of the manual page. */
export const settable: readonly Presence[] = ['TELEPHONE_SERVICE', 'AVAILABLE', 'BE_RIGHT_BACK', 'DIRECT_NUMBER_ONLY', 'INTERNAL_ONLY', 'UNAVAILABLE'];

/** A presence as colour, icon and word. */
export function PresenceChip({ presence, title }: { presence: Presence; title?: string }) {
  const [tone, Icon] = looks[presence];
  return (
    <span className={`chip tone-${tone}`} title={title}>
      <Icon size={14} stroke={2} aria-hidden />
      <span className="cut">{t(`presence.${presence}`)}</span>
    </span>
  );
}

/** The icon of a presence alone, where its word stands beside it anyway. */
export function PresenceIcon({ presence }: { presence: Presence }) {
  const [tone, Icon] = looks[presence];
  return (
    <span className={`mark tone-${tone}`}>
      <Icon size={13} stroke={2.2} aria-hidden />
    </span>
  );
}
