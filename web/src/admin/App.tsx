import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { Provider } from 'urql';
import { newApi } from '../api/client';
import { ViewerDocument, type MeFragment } from '../gql/generated';
import { useLang } from '../i18n';
import { closed, confirmed } from '../session/session';
import { useSession } from '../session/useSession';
import { Toasts } from '../ui/toast';
import { Shell } from './Shell';
import { Starting } from './Starting';

// Whoever is signed in needs none of these. The renewed login is fetched while the line is good, see Shell.
const LoginPage = lazy(async () => ({ default: (await import('./login/LoginPage')).LoginPage }));
const LoginAgain = lazy(async () => ({ default: (await import('./login/LoginAgain')).LoginAgain }));
const PasswordPage = lazy(async () => ({ default: (await import('./login/PasswordPage')).PasswordPage }));

/** The dashboard: login, then the shell with its pages. */
export function App() {
  useLang();
  const session = useSession();
  const signedIn = session.state === 'open' || session.state === 'expired' ? session.me.id : '';
  // A fresh client for each person: what one may see must not be left over for the next.
  const api = useMemo(() => newApi(), [signedIn]);
  return (
    <Provider value={api}>
      <Suspense>{session.state === 'none' && <LoginPage />}</Suspense>
      {session.state === 'unknown' && <Resume api={api} />}
      {(session.state === 'open' || session.state === 'expired') && <Inside me={session.me} expired={session.state === 'expired'} />}
      <Toasts />
    </Provider>
  );
}

function Inside({ me, expired }: { me: MeFragment; expired: boolean }) {
  return (
    <>
      <Suspense>{me.passwordChangeDue ? <PasswordPage me={me} /> : <Shell key={me.id} me={me} />}</Suspense>
      <Suspense>{expired && <LoginAgain me={me} />}</Suspense>
    </>
  );
}

/** Asks whether the kept token still holds. */
function Resume({ api }: { api: ReturnType<typeof newApi> }) {
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let gone = false;
    void api
      .query(ViewerDocument, {}, { requestPolicy: 'network-only' })
      .toPromise()
      .then(({ data, error }) => {
        if (gone) return;
        if (error) setFailed(true);
        else if (data?.viewer) confirmed(data.viewer);
        else closed();
      });
    return () => {
      gone = true;
    };
  }, [api, attempt]);
  const again = (): void => {
    setFailed(false);
    setAttempt((n) => n + 1);
  };
  return <Starting failed={failed} onRetry={again} />;
}
