import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useClient, useMutation } from 'urql';
import { failureText, sortFaults } from '../../api/faults';
import { AccessDataResetDocument, PasswordSuggestionDocument, type AccessDataResetInput, type SecretsFragment } from '../../gql/generated';
import { t } from '../../i18n';
import { Notice } from '../../ui/Notice';
import { sayFailed } from '../../ui/toast';
import { AccessCard } from './AccessCard';
import { PasswordField } from './PasswordField';
import { callName, type UserRow } from './row';
import './fields.css';

/** Replaces passwords of a user, by those that the switchboard proposes or by others. */
export function NewPasswords({ row, onClose }: { row: UserRow; onClose: () => void }) {
  const [secrets, setSecrets] = useState<SecretsFragment | null>(null);
  const name = callName(row);
  const title = secrets ? t('access.title', { name }) : t('access.ask.title', { name });
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={580}
      centered
      closeOnClickOutside={false}
      closeOnEscape={!secrets}
      withCloseButton={!secrets}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {secrets ? <AccessCard lead={t('access.reset')} secrets={secrets} onDone={onClose} /> : <Ask userId={row.id} onReset={setSecrets} onClose={onClose} />}
    </Modal>
  );
}

interface AskProps {
  readonly userId: string;
  readonly onReset: (secrets: SecretsFragment) => void;
  readonly onClose: () => void;
}

type Field = 'sipPassword' | 'ctiPassword';
const fields: readonly Field[] = ['sipPassword', 'ctiPassword'];
const labels = { sipPassword: 'access.ask.sip', ctiPassword: 'access.ask.cti' } as const;

function Ask({ userId, onReset, onClose }: AskProps) {
  const client = useClient();
  // null: stays as it is.
  const [wanted, setWanted] = useState<Readonly<Record<Field, string | null>>>({ sipPassword: null, ctiPassword: null });
  const [ends, setEnds] = useState({ endSessions: false, endRegistrations: false });
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState('');
  const [{ fetching }, reset] = useMutation(AccessDataResetDocument);

  const want = async (field: Field, wants: boolean): Promise<void> => {
    setWanted((now) => ({ ...now, [field]: wants ? '' : null }));
    if (!wants) return;
    const { data, error } = await client.query(PasswordSuggestionDocument, {}, { requestPolicy: 'network-only' }).toPromise();
    if (error) sayFailed(failureText(error));
    if (data) setWanted((now) => ({ ...now, [field]: now[field] || data.passwordSuggestion }));
  };

  const submit = async (): Promise<void> => {
    const { data, error } = await reset({ userId, input: choice(wanted, ends) });
    if (error || !data) return setProblem(error ? failureText(error) : '');
    const { accessData, errors: refused } = data.accessDataReset;
    if (accessData) return onReset(accessData);
    const sorted = sortFaults(refused, fields);
    setErrors(sorted.fields);
    setProblem(sorted.general.join(' '));
  };

  const nothing = fields.every((field) => wanted[field] === null) && !ends.endSessions && !ends.endRegistrations;
  return (
    <Stack gap="md">
      {problem && <Notice tone="red">{problem}</Notice>}
      <Text size="sm">{t('access.ask.text')}</Text>
      {fields.map((field) => (
        <div key={field} className="wish" data-chosen={wanted[field] !== null}>
          <Checkbox label={t(labels[field])} checked={wanted[field] !== null} onChange={(event) => void want(field, event.currentTarget.checked)} />
          {wanted[field] !== null && (
            <div className="wish-more">
              <PasswordField field={field} value={wanted[field]} error={errors[field]} onChange={(value) => setWanted((now) => ({ ...now, [field]: value }))} />
            </div>
          )}
        </div>
      ))}
      <Checkbox label={t('access.ask.endRegistrations')} description={t('access.ask.endRegistrations.help')} checked={ends.endRegistrations} onChange={(event) => setEnds({ ...ends, endRegistrations: event.currentTarget.checked })} />
      <Checkbox label={t('access.ask.endSessions')} description={t('access.ask.endSessions.help')} checked={ends.endSessions} onChange={(event) => setEnds({ ...ends, endSessions: event.currentTarget.checked })} />
      <Group justify="flex-end" gap="sm" mt="sm">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('cancel')}
        </Button>
        <Button onClick={submit} loading={fetching} disabled={nothing}>
          {t('access.ask.submit')}
        </Button>
      </Group>
    </Stack>
  );
}

/** Left out means a fresh one, null leaves the password as it is. */
function choice(wanted: Readonly<Record<Field, string | null>>, ends: { endSessions: boolean; endRegistrations: boolean }): AccessDataResetInput {
  const entries = fields.filter((field) => wanted[field] !== '').map((field) => [field, wanted[field]]);
  return { ...(Object.fromEntries(entries) as Partial<Record<Field, string | null>>), ...ends };
}
