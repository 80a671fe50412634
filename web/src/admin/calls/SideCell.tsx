import type { SideFragment } from '../../gql/generated';
import { Avatar } from '../../ui/Avatar';
import { sideName, sideNumber } from './side';

/** One side of a call: badge, name and number. */
export function SideCell({ side }: { side: SideFragment }) {
  return (
    <span className="side">
      <Avatar name={sideName(side)} size={30} />
      <span className="side-text">
        <span>{sideName(side)}</span>
        {sideNumber(side) && <span className="dim num">{sideNumber(side)}</span>}
      </span>
    </span>
  );
}
