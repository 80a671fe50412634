import type { CallClass, Presence, MatrixRuleFragment, Treatment } from '../../gql/generated';

/** The kinds of calls in the order in which the table shows them, and what may be done with each. */
export const classes: readonly (readonly [CallClass, readonly Treatment[]])[] = [
  ['COLLEAGUE_DIRECT', ['RING', 'AWAY', 'AWAY_IF_TARGET']],
  ['OUTSIDE_DIRECT', ['RING', 'AWAY', 'AWAY_IF_TARGET']],
  ['COLLEAGUE_GROUP', ['RING', 'SKIP']],
  ['OUTSIDE_GROUP', ['RING', 'SKIP']],
  ['COLLEAGUE_QUEUE', ['OFFER', 'OVERFLOW', 'SKIP']],
  ['OUTSIDE_QUEUE', ['OFFER', 'OVERFLOW', 'SKIP']],
  ['RETURN', ['RING', 'AWAY_IF_TARGET']],
];

/** How each treatment looks: what reaches the telephone is green, what may reach it amber, what does not grey. */
export const tones: Readonly<Record<Treatment, string>> = { RING: 'green', OFFER: 'green', AWAY_IF_TARGET: 'amber', OVERFLOW: 'amber', AWAY: 'grey', SKIP: 'grey' };

/** The rule for a kind of call and a presence. */
export function ruleFor(rules: readonly MatrixRuleFragment[], callClass: CallClass, presence: Presence): MatrixRuleFragment | undefined {
  return rules.find((rule) => rule.callClass === callClass && rule.presence === presence);
}

export const changed = (rules: readonly MatrixRuleFragment[]): number => rules.filter((rule) => rule.treatment !== rule.default).length;
