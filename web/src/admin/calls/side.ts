import type { SideFragment } from '../../gql/generated';
import { t } from '../../i18n';

/** What one side of a call is called. */
export function sideName(side: SideFragment): string {
  return side.displayName || side.number || t('calls.unknown');
}

/** The number beside the name, where it says more than the name. */
export function sideNumber(side: SideFragment): string {
  return side.number && side.number !== side.displayName ? side.number : '';
}
