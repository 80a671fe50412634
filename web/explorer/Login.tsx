import '@fontsource-variable/inter/wght.css';
import '../src/ui/mantine.css';
import '../src/ui/ui.css';
import '../src/admin/login/login.css';
import { MantineProvider, Text, Title } from '@mantine/core';
import { useMemo } from 'react';
import { Provider } from 'urql';
import { LoginForm } from '../src/admin/login/LoginForm';
import { Preferences } from '../src/admin/Preferences';
import { newApi } from '../src/api/client';
import { t, useLang } from '../src/i18n';
import { Brand } from '../src/ui/Brand';
import { cssVariables, theme } from '../src/ui/theme';

/** Asks for name and password; what the explorer shows is what this person may see. */
export default function Login() {
  useLang();
  const api = useMemo(() => newApi(), []);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <Provider value={api}>
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
                  {t('explorer.lead')}
                </Text>
              </div>
              <LoginForm renew={null} stay={false} />
            </div>
          </main>
        </div>
      </Provider>
    </MantineProvider>
  );
}
