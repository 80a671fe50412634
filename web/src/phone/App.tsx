import { useEffect, useMemo, useState } from 'react';
import { Provider, type Client } from 'urql';
import { LoginAgain } from '../admin/login/LoginAgain';
import { PasswordPage } from '../admin/login/PasswordPage';
import { Starting } from '../admin/Starting';
import { newApi } from '../api/client';
import { ViewerDocument } from '../gql/generated';
import { useLang } from '../i18n';
import { closed, confirmed } from '../session/session';
import { useSession } from '../session/useSession';
import { Toasts } from '../ui/toast';
import { Login } from './Login';
import { Phone } from './Phone';

/** wwphone: login, then the one page on which a colleague works all day. */
export function App() {
  useLang();
  const session = useSession();
  const open = session.state === 'open' || session.state === 'expired' ? session : null;
  // A fresh client for each person: what one may see must not be left over for the next.
  const api = useMemo(() => newApi(), [open?.me.id]);
  return (
    <Provider value={api}>
      {session.state === 'none' && <Login />}
      {session.state === 'unknown' && <Resume api={api} />}
      {open && (open.me.passwordChangeDue ? <PasswordPage me={open.me} /> : <Phone key={open.me.id} me={open.me} />)}
      {open?.state === 'expired' && <LoginAgain me={open.me} />}
      <Toasts />
    </Provider>
  );
}

/** Asks whether the kept token still holds. */
function Resume({ api }: { api: Client }) {
  const [attempt, setAttempt] = useState(0);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let gone = false;
    const ask = async (): Promise<void> => {
      const { data, error } = await api.query(ViewerDocument, {}, { requestPolicy: 'network-only' }).toPromise();
      if (gone) return;
      if (error) setFailed(true);
      else if (data?.viewer) confirmed(data.viewer);
      else closed();
    };
    void ask();
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
