import { Link } from 'wouter';
import type { DeskPhoneFragment } from '../../gql/generated';
import { t } from '../../i18n';
import { DeviceChip } from './DeviceChip';
import { deviceName } from './device';

/** Telephones in short, each the way to its page. */
export function DeviceLines({ devices }: { devices: readonly DeskPhoneFragment[] }) {
  return (
    <ul className="entries">
      {devices.map((device) => (
        <li key={device.id} className="entry">
          <div className="entry-text">
            <Link href={`/devices/${device.id}`} className="entry-link">
              {deviceName(device)}
            </Link>
            <span className="dim">
              {t(`family.${device.family}`)} {device.model} · <span className="mono">{device.mac}</span>
            </span>
          </div>
          <DeviceChip status={device.status} />
        </li>
      ))}
    </ul>
  );
}
