import { Anchor, Modal, Stack, Text } from '@mantine/core';
import type { MeFragment } from '../../gql/generated';
import { t } from '../../i18n';
import { closed } from '../../session/session';
import { staysSignedIn } from '../../session/token';
import { LoginForm } from './LoginForm';

/** The session ended while the page was open: the password is asked on top of it, so that nothing typed is lost. */
export function LoginAgain({ me }: { me: MeFragment }) {
  return (
    <Modal opened onClose={() => {}} withCloseButton={false} closeOnEscape={false} closeOnClickOutside={false} zIndex={400} title={t('login.again.title')} centered>
      <Stack gap="md">
        <Text size="sm">{t('login.again.lead')}</Text>
        <LoginForm renew={me} stay={staysSignedIn()} />
        <Anchor component="button" type="button" size="sm" ta="center" onClick={closed}>
          {t('login.other')}
        </Anchor>
      </Stack>
    </Modal>
  );
}
