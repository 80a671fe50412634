import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { failureText, faultText } from '../../api/faults';
import { LinkCreateDocument, LinksOfUserDocument, type IssuedLinkFragment } from '../../gql/generated';
import { t } from '../../i18n';
import { IconLink } from '../../ui/icons';
import { Section } from '../../ui/Section';
import { sayFailed } from '../../ui/toast';
import { linkLives } from '../quick/fields';
import { callName, type UserRow } from '../users/row';
import { IssuedLink } from './IssuedLink';
import { LinkLine } from './LinkLine';

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
