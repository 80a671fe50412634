import type { CallNowFragment } from '../../gql/generated';
import { CallChip } from '../../ui/chips';
import { CallClock } from './CallClock';
import { HangupButton } from './HangupButton';
import { sideName } from './side';
import './calls.css';

/** A call in a few words, for the panel of a user. */
export function OneCall({ call }: { call: CallNowFragment }) {
  return (
    <div className="one-call">
      <span className="cut">
        {sideName(call.from)} → {sideName(call.to)}
      </span>
      <CallChip state={call.state} />
      <CallClock call={call} />
      <HangupButton call={call} />
    </div>
  );
}
