import { Button, Checkbox, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useMutation } from 'urql';
import { failureText, faultText } from '../../api/faults';
import { LoginDocument, type MeFragment } from '../../gql/generated';
import { t } from '../../i18n';
import { Notice } from '../../ui/Notice';
import { deviceName } from '../../session/device';
import { opened } from '../../session/session';

interface Props {
  /** Whose session is renewed; null for a first login. */
  readonly renew: MeFragment | null;
  readonly stay: boolean;
  readonly onDone?: () => void;
}

export function LoginForm({ renew, stay, onDone }: Props) {
  const [username, setUsername] = useState(renew?.username ?? '');
  const [password, setPassword] = useState('');
  const [staySignedIn, setStaySignedIn] = useState(stay);
  const [code, setCode] = useState<string | null>(null); // null until it is asked
  const [problem, setProblem] = useState('');
  const [{ fetching }, login] = useMutation(LoginDocument);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setProblem('');
    const { data, error } = await login({ input: { username: username.trim(), password, code: code?.trim() || null, deviceName: deviceName() } });
    if (error || !data) return setProblem(error ? failureText(error) : '');
    const { session, user, errors } = data.login;
    if (errors.some((fault) => fault.code === 'TOTP_REQUIRED') && code === null) return setCode('');
    if (!session || !user) return setProblem(errors.map(faultText).join(' '));
    opened(session.token, user, staySignedIn);
    onDone?.();
  };

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {problem && (
          <Notice tone="red">
            {problem}
          </Notice>
        )}
        <TextInput
          label={t('login.username')}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
          readOnly={renew !== null}
          required
          withAsterisk={false}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          data-autofocus={renew === null || undefined}
          autoFocus={renew === null}
        />
        <PasswordInput
          label={t('login.password')}
          description={t('login.password.help')}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          required
          withAsterisk={false}
          autoComplete="current-password"
          data-autofocus={renew !== null || undefined}
          visibilityToggleButtonProps={{ 'aria-label': t('show') }}
        />
        {code !== null && (
          <TextInput
            label={t('login.code')}
            description={t('login.code.help')}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            required
            withAsterisk={false}
            autoComplete="one-time-code"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
          />
        )}
        <Checkbox label={t('login.stay')} checked={staySignedIn} onChange={(event) => setStaySignedIn(event.currentTarget.checked)} />
        <Button type="submit" loading={fetching} fullWidth size="md">
          {t('login.submit')}
        </Button>
      </Stack>
    </form>
  );
}
