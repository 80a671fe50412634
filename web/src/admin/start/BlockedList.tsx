import { useMutation } from 'urql';
import { failureText, faultText } from '../../api/faults';
import { AddressUnblockHereDocument, type BlockedHereFragment } from '../../gql/generated';
import { t } from '../../i18n';
import { formatInstant } from '../../ui/format';
import { IconShieldLock } from '../../ui/icons';
import { sayDone, sayFailed } from '../../ui/toast';
import { Box, Quiet } from './StartPage';
import { useBlocked } from './useBlocked';

const most = 5;

/** Addresses from which nothing is accepted at present, and why. */
export function BlockedList() {
  const blocked = useBlocked();
  return (
    <Box title={t('start.blocked.title')}>
      {blocked.length === 0 && <Quiet text={t('start.blocked.none')} />}
      {blocked.slice(0, most).map((block) => (
        <Blocked key={block.id} block={block} />
      ))}
      {blocked.length > most && <p className="dim box-more">{t('start.more', { n: blocked.length - most })}</p>}
    </Box>
  );
}

function Blocked({ block }: { block: BlockedHereFragment }) {
  const [{ fetching }, unblock] = useMutation(AddressUnblockHereDocument);
  const lift = async (): Promise<void> => {
    const { data, error } = await unblock({ id: block.id });
    if (error || !data) return sayFailed(error ? failureText(error) : '');
    const { errors } = data.addressUnblock;
    if (errors.length > 0) return sayFailed(errors.map(faultText).join(' '));
    sayDone(t('start.blocked.lifted', { address: block.address }));
  };
  return (
    <div className="blocked">
      <span className="mark tone-red">
        <IconShieldLock size={13} stroke={2.2} aria-hidden />
      </span>
      <span className="warning-text">
        <strong className="mono">
          {block.address} {block.username && <span className="dim">{block.username}</span>}
        </strong>
        <span className="dim">
          {block.explanation} {block.expiresAt ? t('start.blocked.until', { time: formatInstant(block.expiresAt) }) : t('start.blocked.forever')}
        </span>
      </span>
      <button type="button" className="text-button" onClick={lift} disabled={fetching} aria-label={t('start.blocked.lift.label', { address: block.address })}>
        {t('start.blocked.lift')}
      </button>
    </div>
  );
}
