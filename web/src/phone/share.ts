import { adopt, closed, currentToken, session } from '../session/session';

/**
 * Tabs of wwphone in one browser share a login, also one that ends with the browser: a new tab asks the others for it,
 * and signing out in one signs out all. What is said stays among pages of this origin in this browser.
 */
type Word = { readonly kind: 'ask' } | { readonly kind: 'session' | 'closed'; readonly token: string };

export function shareSession(): void {
  if (!('BroadcastChannel' in globalThis)) return;
  const channel = new BroadcastChannel('graphpbx.phone.session');
  const say = (word: Word): void => channel.postMessage(word);
  let known = currentToken();

  channel.onmessage = ({ data }: MessageEvent<Word>) => {
    const { state } = session.get();
    if (data.kind === 'ask' && state === 'open' && known) say({ kind: 'session', token: known });
    if (data.kind === 'session' && state === 'none') adopt(data.token);
    if (data.kind === 'closed' && data.token === known) closed();
  };
  session.subscribe(() => {
    const before = known;
    known = currentToken();
    if (known === null && before !== null) say({ kind: 'closed', token: before });
  });
  if (session.get().state === 'none') say({ kind: 'ask' });
}
