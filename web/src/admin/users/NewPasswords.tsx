import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMutation } from 'urql';
import { failureText, faultText } from '../../api/faults';
import { AccessDataResetDocument, type AccessDataResetInput, type SecretsFragment } from '../../gql/generated';
import { t } from '../../i18n';
import { Notice } from '../../ui/Notice';
import { AccessCard } from './AccessCard';
import { callName, type UserRow } from './row';

/** Replaces passwords of a user by fresh ones. */
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
      closeOnClickOutside={!secrets}
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

function Ask({ userId, onReset, onClose }: AskProps) {
  const [sip, setSip] = useState(true);
  const [cti, setCti] = useState(false);
  const [problem, setProblem] = useState('');
  const [{ fetching }, reset] = useMutation(AccessDataResetDocument);

  const submit = async (): Promise<void> => {
    const { data, error } = await reset({ userId, input: choice(sip, cti) });
    if (error || !data) return setProblem(error ? failureText(error) : '');
    const { accessData, errors } = data.accessDataReset;
    if (!accessData) return setProblem(errors.map(faultText).join(' '));
    onReset(accessData);
  };

  return (
    <Stack gap="md">
      {problem && (
        <Notice tone="red">
          {problem}
        </Notice>
      )}
      <Text size="sm">{t('access.ask.text')}</Text>
      <Checkbox label={t('access.ask.sip')} checked={sip} onChange={(event) => setSip(event.currentTarget.checked)} />
      <Checkbox label={t('access.ask.cti')} checked={cti} onChange={(event) => setCti(event.currentTarget.checked)} />
      <Group justify="flex-end" gap="sm" mt="sm">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('cancel')}
        </Button>
        <Button onClick={submit} loading={fetching} disabled={!sip && !cti}>
          {t('access.ask.submit')}
        </Button>
      </Group>
    </Stack>
  );
}

/** Left out means a fresh one, null leaves the password as it is. */
function choice(sip: boolean, cti: boolean): AccessDataResetInput {
  return { ...(!sip && { sipPassword: null }), ...(!cti && { ctiPassword: null }) };
}
