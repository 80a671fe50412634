import type { Presence } from '../../gql/generated';
import { IconCheck, IconPlugOff } from '../../ui/icons';
import { IconBuilding, IconClock, IconHeadset, IconMinus, IconUser } from '../icons';

export interface Look {
  readonly tone: 'green' | 'red' | 'amber' | 'grey' | 'blue';
  readonly icon: typeof IconCheck;
}

/** Colour and shape of each presence; the word stands beside them. */
export const looks: Readonly<Record<Presence, Look>> = {
  TELEPHONE_SERVICE: { tone: 'blue', icon: IconHeadset },
  AVAILABLE: { tone: 'green', icon: IconCheck },
  BE_RIGHT_BACK: { tone: 'amber', icon: IconClock },
  DIRECT_NUMBER_ONLY: { tone: 'amber', icon: IconUser },
  INTERNAL_ONLY: { tone: 'amber', icon: IconBuilding },
  UNAVAILABLE: { tone: 'red', icon: IconMinus },
  OFFLINE: { tone: 'grey', icon: IconPlugOff },
};

/** The presences that a person can choose, in the order of the manual. */
export const choices = ['AVAILABLE', 'TELEPHONE_SERVICE', 'BE_RIGHT_BACK', 'DIRECT_NUMBER_ONLY', 'INTERNAL_ONLY', 'UNAVAILABLE'] as const satisfies readonly Presence[];
