import { Button } from '@mantine/core';
import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { failureText, faultText } from '../../api/faults';
import { SessionRevokeDocument, SessionsOfDocument, SipPasswordRevealDocument, type SecretsFragment, type SessionLineFragment } from '../../gql/generated';
import { t } from '../../i18n';
import { CopyField } from '../../ui/CopyField';
import { formatInstant } from '../../ui/format';
import { IconEye, IconEyeOff, IconKey } from '../../ui/icons';
import { Section } from '../../ui/Section';
import { sayDone, sayFailed } from '../../ui/toast';
import { NewPasswords } from '../users/NewPasswords';
import type { UserRow } from '../users/row';

/** What telephones and the person log in with, and where the person is logged in. */
export function AccessSection({ row }: { row: UserRow }) {
  const [renewing, setRenewing] = useState(false);
  return (
    <>
      <Section
        title={t('user.access')}
        lead={t('user.access.lead')}
        action={
          <Button variant="default" leftSection={<IconKey size={16} aria-hidden />} onClick={() => setRenewing(true)}>
            {t('panel.access')}
          </Button>
        }
      >
        <AccessData row={row} />
      </Section>
      <Sessions userId={row.id} />
      {renewing && <NewPasswords row={row} onClose={() => setRenewing(false)} />}
    </>
  );
}

function AccessData({ row }: { row: UserRow }) {
  const [secrets, setSecrets] = useState<SecretsFragment | null>(null);
  const [{ fetching }, reveal] = useMutation(SipPasswordRevealDocument);
  const show = async (): Promise<void> => {
    const { data, error } = await reveal({ userId: row.id });
    if (error || !data) return sayFailed(error ? failureText(error) : '');
    const { accessData, errors } = data.sipPasswordReveal;
    if (!accessData) return sayFailed(errors.map(faultText).join(' '));
    setSecrets(accessData);
  };
  return (
    <>
      <div className="card sunken">
        <CopyField label={t('access.username')} value={row.person.username} />
        {secrets && <CopyField label={t('access.domain')} value={secrets.domain} />}
        {secrets?.sipPassword ? (
          <CopyField label={t('access.sipPassword')} value={secrets.sipPassword} />
        ) : (
          <div className="copy-field">
            <span className="copy-label">{t('access.sipPassword')}</span>
            <span className="mono" aria-hidden>
              ••••••••••••••••••••
            </span>
          </div>
        )}
      </div>
      <div className="reveal">
        {secrets ? (
          <Button variant="default" size="xs" leftSection={<IconEyeOff size={15} aria-hidden />} onClick={() => setSecrets(null)}>
            {t('user.access.conceal')}
          </Button>
        ) : (
          <Button variant="default" size="xs" leftSection={<IconEye size={15} aria-hidden />} loading={fetching} onClick={show}>
            {t('user.access.reveal')}
          </Button>
        )}
        <span className="dim">{t('user.access.reveal.help')}</span>
      </div>
    </>
  );
}

function Sessions({ userId }: { userId: string }) {
  const [{ data, error }, again] = useQuery({ query: SessionsOfDocument, variables: { userId }, requestPolicy: 'network-only' });
  const sessions = data?.sessions ?? [];
  return (
    <Section title={t('user.sessions')} lead={t('user.sessions.lead')}>
      {error && <p>{failureText(error)}</p>}
      {data && sessions.length === 0 && <p className="list-none dim">{t('user.sessions.none')}</p>}
      {sessions.length > 0 && (
        <ul className="entries">
          {sessions.map((session) => (
            <SessionItem key={session.id} session={session} onEnded={() => again({ requestPolicy: 'network-only' })} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function SessionItem({ session, onEnded }: { session: SessionLineFragment; onEnded: () => void }) {
  const [{ fetching }, revoke] = useMutation(SessionRevokeDocument);
  const end = async (): Promise<void> => {
    const { data, error } = await revoke({ id: session.id });
    if (error || !data) return sayFailed(error ? failureText(error) : '');
    if (!data.sessionRevoke.deletedId) return sayFailed(data.sessionRevoke.errors.map(faultText).join(' '));
    sayDone(t('user.sessions.ended'));
    onEnded();
  };
  return (
    <li className="entry">
      <div className="entry-text">
        <strong>{session.deviceName || t('device.unknown')}</strong>
        <span className="dim num">{t('user.sessions.times', { since: formatInstant(session.createdAt), used: formatInstant(session.lastUsedAt) })}</span>
      </div>
      {session.current ? (
        <span className="chip tone-blue">{t('user.sessions.current')}</span>
      ) : (
        <Button variant="default" size="xs" loading={fetching} onClick={end} aria-label={`${t('user.sessions.end')}: ${session.deviceName}`}>
          {t('user.sessions.end')}
        </Button>
      )}
    </li>
  );
}
