import { Button } from '@mantine/core';
import { useState } from 'react';
import { useMutation } from 'urql';
import { failureText, faultText } from '../../api/faults';
import { AddressUnblockDocument, BlockedAddressesDocument, type BlockedAddressesSubscription, type BlockedFragment } from '../../gql/generated';
import { getLang, t, tn } from '../../i18n';
import { useNow } from '../../ui/clock';
import { EmptyState } from '../../ui/EmptyState';
import { formatInstant, formatSpan } from '../../ui/format';
import { IconHand, IconKey, IconShieldCheck } from '../../ui/icons';
import { sayDone, sayFailed } from '../../ui/toast';
import { useStale } from '../LiveLamp';
import { useObjects } from '../useFollowed';
import { AllowList } from './AllowList';
import { BlockDialogue } from './BlockDialogue';
import './blocked.css';

type Event = BlockedAddressesSubscription['blockedAddresses'];

/** Addresses that are not answered, live, with why and how to lift it; below, those that are never blocked. */
export function BlockedPage() {
  const { list, state } = useObjects<BlockedFragment, Event>(BlockedAddressesDocument, {}, (event) => (event.__typename === 'AddressBlocked' ? event.blocked : null));
  const [blocking, setBlocking] = useState(false);
  const stale = useStale();
  const blocked = [...list].sort((a, b) => Date.parse(b.blockedAt) - Date.parse(a.blockedAt));
  return (
    <>
      <div className="page-head">
        <div>
          <h1>{t('blocked.title')}</h1>
          <p className="page-lead dim">{t('blocked.lead')}</p>
        </div>
        <Button variant="default" leftSection={<IconHand size={16} aria-hidden />} onClick={() => setBlocking(true)}>
          {t('blocked.block')}
        </Button>
      </div>
      <section className={`card ${stale ? 'stale' : ''}`} aria-label={t('blocked.title')}>
        {blocked.length === 0 && state !== 'opening' && <EmptyState icon={IconShieldCheck} title={t('blocked.none')} text={t('blocked.none.text')} />}
        {blocked.length > 0 && (
          <ul className="entries blocked">
            {blocked.map((block) => (
              <Block key={block.id} block={block} />
            ))}
          </ul>
        )}
      </section>
      <AllowList />
      {blocking && <BlockDialogue onClose={() => setBlocking(false)} />}
    </>
  );
}

function Block({ block }: { block: BlockedFragment }) {
  const manual = block.reason === 'MANUAL';
  const Icon = manual ? IconHand : IconKey;
  return (
    <li className="entry">
      <span className={`mark blocked-mark tone-${manual ? 'grey' : 'red'}`} role="img" aria-label={t(`blocked.reason.${block.reason}`)}>
        <Icon size={16} />
      </span>
      <div className="entry-text">
        <strong className="mono">
          {block.address}
          {block.username && <span className="blocked-name"> · {t('blocked.username', { name: block.username })}</span>}
        </strong>
        <span>{explanation(block)}</span>
        <span className="dim num">
          {t('blocked.since', { when: formatInstant(block.blockedAt) })} · <Left until={block.expiresAt} />
        </span>
      </div>
      <Lift block={block} />
    </li>
  );
}

/** The switchboard explains in English; in German the same is said from what led to it. */
function explanation(block: BlockedFragment): string {
  if (getLang() === 'en') return block.explanation;
  if (block.reason === 'MANUAL') return t('blocked.explain.manual');
  return block.username ? tn('blocked.explain.name', block.failures, { name: block.username }) : tn('blocked.explain.address', block.failures);
}

function Left({ until }: { until: string | null }) {
  const now = useNow();
  if (!until) return <>{t('blocked.forever')}</>;
  return <>{t('blocked.left', { span: formatSpan(Math.max(0, Date.parse(until) - now)) })}</>;
}

function Lift({ block }: { block: BlockedFragment }) {
  const [{ fetching }, unblock] = useMutation(AddressUnblockDocument);
  const lift = async (): Promise<void> => {
    const { data, error } = await unblock({ id: block.id });
    if (error || !data) return sayFailed(error ? failureText(error) : '');
    const { deletedId, errors } = data.addressUnblock;
    if (!deletedId) return sayFailed(errors.map(faultText).join(' '));
    sayDone(t('blocked.lifted', { address: block.address }));
  };
  return (
    <Button variant="default" size="xs" loading={fetching} onClick={lift} aria-label={t('blocked.lift.label', { address: block.address })}>
      {t('blocked.lift')}
    </Button>
  );
}
