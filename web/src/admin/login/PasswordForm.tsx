import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useClient, useMutation } from 'urql';
import { failureText, sortFaults } from '../../api/faults';
import { PasswordChangeDocument, PasswordSuggestionDocument, type MeFragment } from '../../gql/generated';
import { t } from '../../i18n';
import { Notice } from '../../ui/Notice';
import { confirmed } from '../../session/session';
import { CopyButton } from '../../ui/CopyField';
import { IconRefresh } from '../../ui/icons';
import { sayDone } from '../../ui/toast';

/** Changes one's own password. */
export function PasswordForm({ onDone }: { onDone: (me: MeFragment) => void }) {
  const [current, setCurrent] = useState('');
  const [fresh, setFresh] = useState('');
  const [visible, setVisible] = useState(false);
  const [fields, setFields] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState('');
  const [{ fetching }, change] = useMutation(PasswordChangeDocument);
  const client = useClient();

  const suggest = async (): Promise<void> => {
    const { data, error } = await client.query(PasswordSuggestionDocument, {}, { requestPolicy: 'network-only' }).toPromise();
    if (error) setProblem(failureText(error));
    if (!data) return;
    setFresh(data.passwordSuggestion);
    setVisible(true);
  };

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { data, error } = await change({ input: { current, new: fresh } });
    if (error || !data) return setProblem(error ? failureText(error) : '');
    const { user, errors } = data.passwordChange;
    const sorted = sortFaults(errors, ['current', 'new']);
    setFields(sorted.fields);
    setProblem(sorted.general.join(' '));
    if (!user) return;
    sayDone(t('password.done'));
    confirmed(user);
    onDone(user);
  };

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {problem && (
          <Notice tone="red">
            {problem}
          </Notice>
        )}
        <PasswordInput
          label={t('password.current')}
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          error={fields.current}
          aria-invalid={fields.current !== undefined}
          required
          withAsterisk={false}
          autoComplete="current-password"
          data-autofocus
          visibilityToggleButtonProps={{ 'aria-label': t('show') }}
        />
        <PasswordInput
          label={t('password.new')}
          description={t('password.new.help')}
          value={fresh}
          onChange={(event) => setFresh(event.currentTarget.value)}
          visible={visible}
          onVisibilityChange={setVisible}
          error={fields.new}
          aria-invalid={fields.new !== undefined}
          required
          minLength={12}
          maxLength={128}
          withAsterisk={false}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('show') }}
        />
        <Group gap="xs" justify="space-between">
          <Button variant="default" size="xs" leftSection={<IconRefresh size={14} aria-hidden />} onClick={suggest}>
            {t('password.suggest')}
          </Button>
          {fresh && <CopyButton value={fresh} label={`${t('copy')}: ${t('password.new')}`} />}
        </Group>
        <Button type="submit" loading={fetching} fullWidth size="md">
          {t('password.submit')}
        </Button>
      </Stack>
    </form>
  );
}
