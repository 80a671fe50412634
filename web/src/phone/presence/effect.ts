import type { PhoneRulesQuery, Presence, Treatment } from '../../gql/generated';
import { getLocale, t, type Key } from '../../i18n';

export type Rule = PhoneRulesQuery['presenceRules'][number];

/**
 * What a presence does to calls, in a sentence or two. While the rules are those that the switchboard came with it is
 * our own; where an administrator has changed them it is put together from the rules, so that it stays true.
 */
export function effect(presence: Presence, rules: readonly Rule[]): string {
  const own = rules.filter((rule) => rule.presence === presence);
  if (own.every((rule) => rule.treatment === rule.default)) return t(`ww.effect.${presence}`);
  const sentences = order.flatMap(([key, treatments]) => {
    const calls = own.filter((rule) => treatments.includes(rule.treatment)).map((rule) => t(`ww.calls.${rule.callClass}`));
    return calls.length > 0 ? [t(key, { calls: list(calls) })] : [];
  });
  return sentences.join(' ');
}

const order: readonly (readonly [Key, readonly Treatment[]])[] = [
  ['ww.effect.rings', ['RING', 'OFFER', 'OVERFLOW']],
  ['ww.effect.ifTarget', ['AWAY_IF_TARGET']],
  ['ww.effect.away', ['AWAY']],
  ['ww.effect.skips', ['SKIP']],
];

const list = (parts: readonly string[]): string => new Intl.ListFormat(getLocale(), { type: 'conjunction' }).format(parts);
