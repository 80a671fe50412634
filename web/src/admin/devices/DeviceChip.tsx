import type { DeviceStatus } from '../../gql/generated';
import { t } from '../../i18n';
import { IconAlert, IconCheck, IconDownload, IconHourglass } from '../../ui/icons';

const looks: Record<DeviceStatus, readonly [string, typeof IconCheck]> = {
  PREPARED: ['blue', IconHourglass],
  FETCHED: ['amber', IconDownload],
  REGISTERED: ['green', IconCheck],
  FAILED: ['red', IconAlert],
};

/** How far the setting up of a telephone has come, as colour, icon and word. */
export function DeviceChip({ status }: { status: DeviceStatus }) {
  const [tone, Icon] = looks[status];
  return (
    <span className={`chip tone-${tone}`} title={t(`devices.status.${status}.help`)}>
      <Icon size={13} stroke={2.2} aria-hidden />
      {t(`devices.status.${status}`)}
    </span>
  );
}
