/**
 * Where the session token lives in the browser.
 *
 * Decision: sessionStorage by default, localStorage where the person ticked "stay signed in". A cookie would be sent
 * along by itself and need protection against forged requests; memory alone would ask for the password at each reload.
 * Both storages can be read by scripts of this origin only, and the Content-Security-Policy lets no foreign script in.
 * sessionStorage ends with the tab, which is right for a shared desk. The token never stands in a URL, so that it
 * reaches neither history, logs nor referrers.
 */
const key = 'graphpbx.session';

export function readToken(): string | null {
  return sessionStorage.getItem(key) ?? localStorage.getItem(key);
}

export function keepToken(token: string, staySignedIn: boolean): void {
  forgetToken();
  (staySignedIn ? localStorage : sessionStorage).setItem(key, token);
}

export function forgetToken(): void {
  sessionStorage.removeItem(key);
  localStorage.removeItem(key);
}

/** Whether the person asked to stay signed in, so that a renewed login is kept in the same place. */
export function staysSignedIn(): boolean {
  return localStorage.getItem(key) !== null;
}

/** Calls the listener when another tab signed out or in. */
export function onTokenElsewhere(listener: () => void): () => void {
  const heard = (event: StorageEvent): void => {
    if (event.key === key || event.key === null) listener();
  };
  addEventListener('storage', heard);
  return () => removeEventListener('storage', heard);
}
