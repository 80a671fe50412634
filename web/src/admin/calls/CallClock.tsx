import type { CallNowFragment } from '../../gql/generated';
import { useNow } from '../../ui/clock';
import { formatClock } from '../../ui/format';

/** How long the call has been going on: since the answer, or since it was begun. */
export function CallClock({ call }: { call: CallNowFragment }) {
  const now = useNow();
  return <span className={`num ${call.answeredAt ? '' : 'dim'}`}>{formatClock(now - Date.parse(call.answeredAt ?? call.startedAt))}</span>;
}
