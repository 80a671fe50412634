import type { ServiceFragment } from '../../gql/generated';
import { t } from '../../i18n';

/** What a service is called. */
export function serviceName({ kind, slot }: Pick<ServiceFragment, 'kind' | 'slot'>): string {
  return kind === 'PARKING_SLOT' ? t('service.PARKING_SLOT', { n: slot }) : t(`service.${kind}`);
}
