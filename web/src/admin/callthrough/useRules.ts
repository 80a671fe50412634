import { CallthroughRulesDocument, type CallthroughRulesSubscription, type RuleFragment } from '../../gql/generated';
import { useObjects } from '../useFollowed';

type Event = CallthroughRulesSubscription['callthroughRules'];

/** Callthrough rules, live: all of them, or those of one user. */
export function useRules(userId?: string) {
  return useObjects<RuleFragment, Event>(CallthroughRulesDocument, userId ? { userIds: [userId] } : {}, (event) =>
    event.__typename === 'CallthroughRuleChanged' ? event.rule : null,
  );
}
