import { useEffect, useRef, useState } from 'react';
import type { PhoneCallFragment } from '../../gql/generated';
import { t, useLang } from '../../i18n';
import { useMe } from '../../session/useSession';
import { other, phase, whoIs } from '../calls/phase';
import { isMissed } from '../calls/records';
import { useMissed, useOwnCalls, usePhone } from '../stores';
import { show, withdraw } from './notify';
import { isLookedAt, joinTabs } from './tabs';

/** What reaches the person while the page is not looked at: the title of the tab, the badge of the program, notifications. */
export function Alerts() {
  useLang();
  const me = useMe();
  const { colleagues } = usePhone();
  const nameOf = (call: PhoneCallFragment): string => whoIs(other(call, me.id), (number) => colleagues.byNumber(number)).name;
  const incoming = useOwnCalls().filter((call) => phase(call, me.id) === 'incoming');
  const missed = useMissed();
  useTitle(incoming[0] ? t('ww.title.incoming', { name: nameOf(incoming[0]) }) : missed > 0 ? `(${missed}) wwphone` : 'wwphone');
  useBadge(missed);
  useNotifications(incoming, nameOf);
  return null;
}

function useTitle(title: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
}

function useBadge(missed: number): void {
  useEffect(() => {
    if (!('setAppBadge' in navigator)) return;
    void (missed > 0 ? navigator.setAppBadge(missed) : navigator.clearAppBadge()).catch(() => {});
  }, [missed]);
}

function useNotifications(incoming: readonly PhoneCallFragment[], nameOf: (call: PhoneCallFragment) => string): void {
  const me = useMe();
  const { calls } = usePhone();
  const bell = useBell();
  const told = useRef(new Set<string>());
  const name = useRef(nameOf);
  name.current = nameOf;

  useEffect(() => {
    if (!bell) return;
    for (const call of incoming) {
      if (told.current.has(call.id)) continue;
      told.current.add(call.id);
      void notify({ callId: call.id, title: t('ww.notify.incoming', { name: name.current(call) }), body: t('ww.notify.incoming.text'), stays: true });
    }
    for (const id of told.current) {
      if (incoming.some((call) => call.id === id)) continue;
      told.current.delete(id);
      void withdraw(id);
    }
  }, [bell, incoming]);

  useEffect(() => {
    if (!bell) return undefined;
    return calls.onEnded((call) => {
      if (!isMissed(call, me.id)) return;
      told.current.delete(call.id); // its notification is replaced, not withdrawn
      void notify({ callId: call.id, title: t('ww.notify.missed', { name: name.current(call) }), body: t('ww.notify.missed.text'), stays: false });
    });
  }, [bell, calls, me.id]);
}

/** Whether this is the tab that notifies. */
function useBell(): boolean {
  const [bell, setBell] = useState(false);
  useEffect(() => {
    const leaving = new AbortController();
    joinTabs(leaving.signal, () => setBell(true));
    return () => leaving.abort();
  }, []);
  return bell;
}

async function notify(note: Parameters<typeof show>[0]): Promise<void> {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted' || (await isLookedAt())) return;
  await show(note);
}
