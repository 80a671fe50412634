import type { DeskPhoneFragment, DeviceKeyInput } from '../../gql/generated';
import { t } from '../../i18n';

/** What a telephone is called: its label, else whose it is, else its model. */
export function deviceName(device: Pick<DeskPhoneFragment, 'label' | 'user' | 'model'>): string {
  return device.label || (device.user ? t('devices.of', { name: device.user.displayName }) : device.model);
}

export interface Key {
  readonly kind: DeskPhoneFragment['keys'][number]['kind'];
  readonly value: string;
  readonly label: string;
}

export const keyKinds: readonly Key['kind'][] = ['LINE', 'BLF', 'PARK', 'SPEED_DIAL', 'PRESENCE'];

/** What a key for presence can set. */
export const keyPresences = ['AVAILABLE', 'TELEPHONE_SERVICE', 'BE_RIGHT_BACK', 'DIRECT_NUMBER_ONLY', 'INTERNAL_ONLY', 'UNAVAILABLE'] as const;

/** What is asked of the person for a kind of key; null for nothing. */
export const keyAsks: Readonly<Record<Key['kind'], 'devices.key.number' | 'devices.key.colleague' | 'devices.key.slot' | null>> = {
  LINE: null,
  BLF: 'devices.key.colleague',
  PARK: 'devices.key.slot',
  SPEED_DIAL: 'devices.key.number',
  PRESENCE: null,
};

export function toKeyInputs(keys: readonly Key[]): DeviceKeyInput[] {
  return keys.map(({ kind, value, label }) => ({ kind, value: kind === 'LINE' ? '' : value.trim(), label: label.trim() }));
}

export const sameKeys = (a: readonly Key[], b: readonly Key[]): boolean => JSON.stringify(toKeyInputs(a)) === JSON.stringify(toKeyInputs(b));
