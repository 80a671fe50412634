import type { CombinedError } from '@urql/core';
import type { ErrorCode, FaultFragment } from '../gql/generated';
import { getLang, has, t, type Key } from '../i18n';

/** Faults sorted to where they are shown: at their field, or above the form. */
export interface SortedFaults {
  readonly fields: Readonly<Record<string, string>>;
  readonly general: readonly string[];
}

/** Sorts the errors of a payload by the fields of a form. The last part of a path is the name of the field. */
export function sortFaults(faults: readonly FaultFragment[], fields: readonly string[]): SortedFaults {
  const sorted: { fields: Record<string, string>; general: string[] } = { fields: {}, general: [] };
  for (const fault of faults) {
    const field = fault.path.at(-1) ?? '';
    if (fields.includes(field)) sorted.fields[field] ??= faultText(fault);
    else sorted.general.push(faultText(fault));
  }
  return sorted;
}

/**
 * The sentence for one fault. The switchboard speaks English; in other languages the code and the field choose a
 * sentence of our own, and where there is none for this field, the switchboard's own words follow a general one.
 */
export function faultText(fault: FaultFragment): string {
  if (getLang() === 'en') return sentence(fault.message);
  const own = `fault.${fault.code}.${fault.path.at(-1) ?? ''}`;
  if (has(own)) return t(own as Key);
  return `${t(codes[fault.code])} (${fault.message})`;
}

/** The switchboard's messages are parts of sentences, as Go writes errors. */
function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

const codes: Record<ErrorCode, Key> = {
  INVALID: 'fault.INVALID',
  TAKEN: 'fault.TAKEN',
  RESERVED: 'fault.RESERVED',
  NOT_FOUND: 'fault.NOT_FOUND',
  FORBIDDEN: 'fault.FORBIDDEN',
  CONFLICT: 'fault.CONFLICT',
  LIMIT: 'fault.LIMIT',
  UNREACHABLE: 'fault.UNREACHABLE',
  EXPIRED: 'fault.EXPIRED',
  TOTP_REQUIRED: 'fault.TOTP_REQUIRED',
};

/** The sentence for a failure of the line or of the program: what happened and what to do. */
export function failureText(error: CombinedError): string {
  if (error.networkError) return t('failure.network');
  const code = error.graphQLErrors[0]?.extensions?.code;
  if (code === 'FORBIDDEN') return t('failure.forbidden');
  if (code === 'UNAUTHENTICATED') return t('failure.unauthenticated');
  return t('failure.server', { message: error.graphQLErrors[0]?.message ?? error.message });
}
