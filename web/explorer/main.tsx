import { lazy, StrictMode, Suspense, useMemo } from 'react';
import { createRoot } from 'react-dom/client';
import { loadLang } from '../src/i18n';
import { currentToken } from '../src/session/session';
import { useSession } from '../src/session/useSession';
import { Explorer } from './Explorer';
import './explorer.css';

// Who is signed in already does not load what a login needs.
const Login = lazy(async () => {
  await loadLang();
  return import('./Login');
});

/** The explorer works with the session of the dashboard or of wwphone in this browser, or asks for a login. */
function Page() {
  const { state } = useSession();
  const token = currentToken();
  const signedIn = token !== null && (state === 'open' || state === 'unknown');
  return useMemo(
    () =>
      signedIn ? (
        <Explorer token={token} />
      ) : (
        <Suspense>
          <Login />
        </Suspense>
      ),
    [signedIn, token],
  );
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
