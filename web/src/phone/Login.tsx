import { Text, Title } from '@mantine/core';
import { LoginForm } from '../admin/login/LoginForm';
import { Preferences } from '../admin/Preferences';
import { t } from '../i18n';
import { PhoneBrand } from './PhoneBrand';
import '../admin/login/login.css';

/** Whoever has no session signs in by the CTI password, or opens the activation link once. */
export function Login() {
  return (
    <div className="front">
      <header className="front-bar">
        <Preferences />
      </header>
      <main className="front-main">
        <div className="front-card card">
          <PhoneBrand />
          <div>
            <Title order={1} size="h3">
              {t('login.title')}
            </Title>
            <Text c="dimmed" size="sm">
              {t('ww.login.lead')}
            </Text>
          </div>
          <LoginForm renew={null} stay={false} />
        </div>
        <Text c="dimmed" size="sm" ta="center" maw={380}>
          {t('ww.login.link')}
        </Text>
      </main>
    </div>
  );
}
