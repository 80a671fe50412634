import type { CallthroughRuleSetInput, RuleFragment } from '../../gql/generated';
import { getLocale } from '../../i18n';
import { bareNumber } from '../users/values';

export type RuleState = 'on' | 'off' | 'locked' | 'expired';

/** Whether calls are let through now, or why not. */
export function ruleState(rule: RuleFragment, now: number): RuleState {
  if (!rule.enabled) return 'off';
  if (rule.validUntil && Date.parse(rule.validUntil) <= now) return 'expired';
  return rule.lockedUntil && Date.parse(rule.lockedUntil) > now ? 'locked' : 'on';
}

/** Countries by name, such as "Germany, Austria". */
export function countryNames(codes: readonly string[]): string {
  const names = new Intl.DisplayNames([getLocale()], { type: 'region', fallback: 'code' });
  return codes.map((code) => names.of(code) ?? code).join(', ');
}

/** What stands in the fields of a rule. Lists are text while they are typed. */
export interface RuleValues {
  readonly callers: string;
  readonly pin: string;
  readonly removePin: boolean;
  readonly identity: string;
  readonly countries: string;
  readonly maxCalls: string;
  readonly maxMinutes: string;
  readonly enabled: boolean;
  readonly validUntil: string;
}

export function toRuleValues(rule: RuleFragment | undefined, callers: readonly string[]): RuleValues {
  return {
    callers: (rule?.callers ?? callers).join(', '),
    pin: '',
    removePin: false,
    identity: rule?.identity ?? '',
    countries: rule?.countries.join(', ') ?? '',
    maxCalls: String(rule?.maxCalls ?? 1),
    maxMinutes: String(rule?.maxMinutes ?? 120),
    enabled: rule?.enabled ?? true,
    validUntil: rule?.validUntil ? localInstant(rule.validUntil) : '',
  };
}

/** The whole rule, as the switchboard wants it. A PIN that was not typed stays as it is. */
export function toRuleInput(values: RuleValues, of: { readonly id: string } | { readonly userId: string }): CallthroughRuleSetInput {
  const countries = list(values.countries).map((code) => code.toUpperCase());
  return {
    ...of,
    callers: list(values.callers).map(bareNumber),
    ...(values.pin && { pin: values.pin.trim() }),
    ...(values.removePin && { pin: null }),
    identity: bareNumber(values.identity) || null,
    ...(countries.length > 0 && { countries }),
    maxCalls: Number(values.maxCalls),
    maxMinutes: Number(values.maxMinutes),
    enabled: values.enabled,
    validUntil: values.validUntil ? new Date(values.validUntil).toISOString() : null,
  };
}

const list = (text: string): string[] => text.split(/[,;\n]/).map((part) => part.trim()).filter(Boolean);

/** An instant as an input of the kind datetime-local wants it. */
function localInstant(at: string): string {
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
