import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { failureText, faultText } from '../../api/faults';
import { LinkCreateDocument, LinkRevokeDocument, LinksOfUserDocument, type IssuedLinkFragment, type LinkFragment } from '../../gql/generated';
import { t, tn } from '../../i18n';
import { formatInstant } from '../../ui/format';
import { IconLink } from '../../ui/icons';
import { Section } from '../../ui/Section';
import { sayDone, sayFailed } from '../../ui/toast';
import { linkLives } from '../quick/fields';
import { callName, type UserRow } from '../users/row';
import { IssuedLink } from './IssuedLink';
import { LinkChip } from './LinkChip';

/** Activation links of one user: a new one, shown this once, and what became of the earlier ones. */
export function LinksOf({ row }: { row: UserRow }) {
  const [{ data, error }, again] = useQuery({ query: LinksOfUserDocument, variables: { userId: row.id }, requestPolicy: 'network-only' });
  const [issued, setIssued] = useState<IssuedLinkFragment | null>(null);
  const refresh = (): void => again({ requestPolicy: 'network-only' });
  const links = data?.user?.activationLinks ?? [];
  return (
    <>
      {issued && (
        <Section title={t('links.issued', { name: callName(row) })} lead={t('links.issued.lead')} action={<Button onClick={() => setIssued(null)}>{t('access.done')}</Button>}>
          <IssuedLink issued={issued} />
        </Section>
      )}
      <Section
        title={t('links.title')}
        lead={t('links.lead')}
        action={
          <NewLink
            userId={row.id}
            onIssued={(made) => {
              setIssued(made);
              refresh();
            }}
          />
        }
      >
        {error && <p>{failureText(error)}</p>}
        {data && links.length === 0 && <p className="list-none dim">{t('links.none')}</p>}
        {links.length > 0 && (
          <ul className="entries">
            {links.map((link) => (
              <LinkLine key={link.id} link={link} onChange={refresh} />
            ))}
          </ul>
        )}
      </Section>
    </>
  );
}

function NewLink({ userId, onIssued }: { userId: string; onIssued: (issued: IssuedLinkFragment) => void }) {
  const [life, setLife] = useState('PT72H');
  const [{ fetching }, create] = useMutation(LinkCreateDocument);
  const make = async (): Promise<void> => {
    const { data, error } = await create({ input: { userId, validFor: life } });
    if (error || !data) return sayFailed(error ? failureText(error) : '');
    const { activationLink, errors } = data.activationLinkCreate;
    if (!activationLink) return sayFailed(errors.map(faultText).join(' '));
    onIssued(activationLink);
  };
  return (
    <div className="new-link">
      <NativeSelect aria-label={t('quick.linkFor')} value={life} onChange={(event) => setLife(event.currentTarget.value)} data={linkLives.map(([value, label]) => ({ value, label: t(label) }))} />
      <Button leftSection={<IconLink size={16} aria-hidden />} onClick={make} loading={fetching}>
        {t('links.create')}
      </Button>
    </div>
  );
}

function LinkLine({ link, onChange }: { link: LinkFragment; onChange: () => void }) {
  const [{ fetching }, revoke] = useMutation(LinkRevokeDocument);
  const takeBack = async (): Promise<void> => {
    const { data, error } = await revoke({ id: link.id });
    if (error || !data) return sayFailed(error ? failureText(error) : '');
    const { activationLink, errors } = data.activationLinkRevoke;
    if (!activationLink) return sayFailed(errors.map(faultText).join(' '));
    sayDone(t('links.revoked'));
    onChange();
  };
  return (
    <li className="entry" data-state={link.state}>
      <LinkChip state={link.state} />
      <div className="entry-text">
        <strong>{story(link)}</strong>
        <span className="dim num">
          {t('links.made', { when: formatInstant(link.createdAt), who: link.createdBy?.displayName ?? t('links.made.local') })}
          {link.failures > 0 && ` · ${tn('onboarding.failures', link.failures)}`}
        </span>
      </div>
      {link.state === 'OPEN' && (
        <Button variant="default" size="xs" loading={fetching} onClick={takeBack}>
          {t('links.revoke')}
        </Button>
      )}
    </li>
  );
}

/** What became of a link, in a few words. */
export function story(link: LinkFragment): string {
  if (link.usedAt) return link.deviceName ? t('links.usedBy', { device: link.deviceName, when: formatInstant(link.usedAt) }) : t('links.used', { when: formatInstant(link.usedAt) });
  if (link.revokedAt) return t('links.revokedAt', { when: formatInstant(link.revokedAt) });
  if (link.state === 'BURNED') return t('links.burned');
  if (link.state === 'EXPIRED') return t('links.expired', { when: formatInstant(link.expiresAt) });
  if (link.openedAt) return t('links.opened', { when: formatInstant(link.openedAt) });
  return t('links.waiting', { when: formatInstant(link.expiresAt) });
}
