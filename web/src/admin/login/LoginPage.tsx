import { Text, Title } from '@mantine/core';
import { t } from '../../i18n';
import { Brand } from '../../ui/Brand';
import { Preferences } from '../Preferences';
import { LoginForm } from './LoginForm';
import './login.css';

export function LoginPage() {
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
              {t('login.title')}
            </Title>
            <Text c="dimmed" size="sm">
              {t('login.lead')}
            </Text>
          </div>
          <LoginForm renew={null} stay={false} />
        </div>
        <Text c="dimmed" size="sm" ta="center" maw={380}>
          {t('login.first')}
        </Text>
      </main>
    </div>
  );
}
