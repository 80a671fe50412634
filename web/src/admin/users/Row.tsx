import { memo } from 'react';
import type { Health } from '../../gql/generated';
import { t, tn, useLang } from '../../i18n';
import { Avatar } from '../../ui/Avatar';
import { Response, TelephoneChip } from '../../ui/chips';
import { useMay } from '../../session/useSession';
import { IconAlert, IconHistory, IconStatistics } from '../../ui/icons';
import { PresenceChip } from '../../ui/presence';
import { presenceDetail } from '../presence/PresenceNow';
import { useStores } from '../stores';
import { showHistory, showStatistics } from '../windows';
import { callName, deviceLabel, worstResponse, type UserRow } from './row';
import { useRow } from './store';

interface Props {
  readonly id: string;
  readonly index: number;
  readonly top: number;
  readonly selected: boolean;
  readonly onSelect: (id: string) => void;
}

/** One row on the screen. It renders when its own data change. */
export const Row = memo(function Row({ id, index, top, selected, onSelect }: Props) {
  useLang();
  const row = useRow(useStores().users, id);
  const mayLook = useMay('SUPERVISOR');
  if (!row) return null;
  const { person } = row;
  const worst = worstResponse(row);
  return (
    <div
      id={`row-${id}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      className="row"
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onSelect(id)}
    >
      <div role="gridcell" className="cell cell-username">
        <Avatar name={person.displayName} size={30} />
        <span className="cut">{person.username}</span>
      </div>
      <div role="gridcell" className="cell cell-name">
        <span className="cut">{row.name}</span>
      </div>
      <div role="gridcell" className="cell cell-nickname dim">
        <span className="cut">{person.nickname}</span>
      </div>
      <div role="gridcell" className="cell cell-extension num">
        {person.extension}
      </div>
      <div role="gridcell" className="cell cell-presence">
        <PresenceCell row={row} />
      </div>
      <div role="gridcell" className="cell cell-telephone">
        <TelephoneChip state={row.state} activity={row.activity} />
      </div>
      <div role="gridcell" className="cell cell-terminals">
        <Terminals row={row} />
      </div>
      <div role="gridcell" className="cell cell-response">
        {worst && worst.health !== 'UNKNOWN' && <Response {...worst} />}
        {mayLook && <RowButton icon={IconStatistics} tone={worst ? tones[worst.health] : 'grey'} label={t('statistics.open', { name: callName(row) })} onClick={() => showStatistics(id)} />}
      </div>
    </div>
  );
});

const tones: Record<Health, string> = { GREEN: 'green', ORANGE: 'amber', RED: 'red', GREY: 'grey', UNKNOWN: 'blue' };

function PresenceCell({ row }: { row: UserRow }) {
  const mayLook = useMay('SUPERVISOR');
  if (!row.presence) return null;
  const more = presenceDetail(row.presence);
  return (
    <>
      <PresenceChip presence={row.presence.shown} title={more || undefined} />
      {more && <span className="only-read">{more}</span>}
      {mayLook && <RowButton icon={IconHistory} label={t('history.open', { name: callName(row) })} onClick={() => showHistory(row.id)} />}
    </>
  );
}

interface RowButtonProps {
  readonly icon: typeof IconAlert;
  readonly tone?: string;
  readonly label: string;
  readonly onClick: () => void;
}

/** A button in a row. The tab key passes it by, since the table is one stop; the same is done by a key and in the details. */
function RowButton({ icon: Icon, tone, label, onClick }: RowButtonProps) {
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`icon-button row-button ${tone ? `tone-${tone}` : ''}`}
      aria-label={label}
      title={label}
      onClick={(event) => {
        event.stopPropagation();
        onClick();
      }}
    >
      <Icon size={17} stroke={1.9} aria-hidden />
    </button>
  );
}

function Terminals({ row }: { row: UserRow }) {
  const [first, ...others] = row.terminals;
  if (!first) return null;
  const label = deviceLabel(first.userAgent) || t('device.unknown');
  return (
    <>
      <span className="only-read">{tn('terminals.count', row.terminals.length)}:</span>
      <span className="cut" title={row.terminals.map((terminal) => terminal.userAgent).join('\n')}>
        {label}
      </span>
      {others.length > 0 && <span className="count num">{t('terminals.more', { n: others.length })}</span>}
      <Trouble row={row} />
    </>
  );
}

function Trouble({ row }: { row: UserRow }) {
  const displaced = row.terminals.filter((terminal) => !terminal.rings).length;
  const unreachable = row.terminals.some((terminal) => !terminal.reachable);
  if (displaced === 0 && !unreachable) return null;
  const text = displaced > 0 ? tn('terminals.displaced', displaced) : t('terminals.unreachable');
  return (
    <span className={`trouble tone-${displaced > 0 ? 'amber' : 'red'}`} title={text}>
      <IconAlert size={13} stroke={2.2} aria-hidden />
      {displaced > 0 ? <span className="trouble-word">{text}</span> : <span className="only-read">{text}</span>}
    </span>
  );
}
