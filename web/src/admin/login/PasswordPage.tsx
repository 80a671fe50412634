import { Anchor, Modal, Stack, Text, Title } from '@mantine/core';
import type { MeFragment } from '../../gql/generated';
import { t } from '../../i18n';
import { Brand } from '../../ui/Brand';
import { Preferences } from '../Preferences';
import { useLogout } from '../useLogout';
import { PasswordForm } from './PasswordForm';
import './login.css';

/** Shown instead of everything else while the password is a one-time password. */
export function PasswordPage({ me }: { me: MeFragment }) {
  const logout = useLogout();
  return (
    <div className="front">
      <header className="front-bar">
        <Preferences />
      </header>
      <main className="front-main">
        <div className="front-card card">
          <Brand />
          <div>
            <Title order={1} size="h3">
              {t('password.title')}
            </Title>
            <Text c="dimmed" size="sm">
              {t('password.due')}
            </Text>
          </div>
          <input type="hidden" name="username" autoComplete="username" value={me.username} readOnly />
          <PasswordForm onDone={() => {}} />
        </div>
        <Anchor component="button" type="button" size="sm" onClick={logout}>
          {t('shell.logout')}
        </Anchor>
      </main>
    </div>
  );
}

/** The same from the account menu, at any time. */
export function PasswordDialogue({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={t('password.submit')} centered closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t('password.lead')}
        </Text>
        <PasswordForm onDone={onClose} />
      </Stack>
    </Modal>
  );
}
