import { t, tn } from '../../i18n';
import { formatRoundTrip } from '../../ui/format';
import { IconAlert, IconStatistics, IconX } from '../../ui/icons';
import { callName, worstResponse, type UserRow } from '../users/row';
import { isInTrouble } from '../users/view';
import { showStatistics } from '../windows';

/** A telephone that wants looking after: what is wrong, and the way to its statistics. */
export function Warning({ row }: { row: UserRow }) {
  const silent = isInTrouble(row, 'SILENT');
  const Icon = silent ? IconX : IconAlert;
  return (
    <button type="button" className="warning" onClick={() => showStatistics(row.id)}>
      <span className={`mark tone-${silent ? 'red' : 'amber'}`}>
        <Icon size={12} stroke={3} aria-hidden />
      </span>
      <span className="warning-text">
        <strong>{callName(row)}</strong>
        <span className="dim">{reason(row)}</span>
      </span>
      <IconStatistics size={17} className="dim" aria-hidden />
    </button>
  );
}

function reason(row: UserRow): string {
  if (isInTrouble(row, 'SILENT')) return t('warning.silent');
  const trip = worstResponse(row)?.roundTrip;
  if (isInTrouble(row, 'LATE')) return t('warning.late', { time: trip ? formatRoundTrip(trip) : '' });
  const displaced = row.terminals.filter((terminal) => !terminal.rings).length;
  return tn('warning.displaced', displaced, { limit: row.person.ringLimit });
}
