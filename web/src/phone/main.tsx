import '@fontsource-variable/inter/wght.css';
import '../ui/mantine.css';
import '../ui/ui.css';
import { MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { loadLang } from '../i18n';
import { ErrorBoundary } from '../ui/ErrorBoundary';
import { cssVariables, theme } from '../ui/theme';
import { App } from './App';
import { startWorker } from './install';
import { shareSession } from './share';

await loadLang();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <ErrorBoundary>
        <App />
      </ErrorBoundary>
    </MantineProvider>
  </StrictMode>,
);
shareSession();
startWorker();
