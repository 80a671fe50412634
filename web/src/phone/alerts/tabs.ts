/**
 * Several tabs of wwphone in one browser. Each holds a line of its own, since browsers put hidden tabs to sleep and a
 * tab that is looked at must not depend on one that sleeps; the switchboard executes equal subscriptions once anyway.
 * But they notify as one: the tab that holds the lock "bell" shows notifications, and none shows any while a tab has
 * the focus, which holds the lock "front".
 */
const bell = 'graphpbx.phone.bell';
const front = 'graphpbx.phone.front';

/** Holds the locks of this tab for as long as the signal lasts, and tells when it has become the one that notifies. */
export function joinTabs(signal: AbortSignal, onBell: () => void): void {
  if (!('locks' in navigator)) return onBell();
  hold(bell, 'exclusive', signal, onBell);
  let focus: AbortController | null = null;
  const follow = (): void => {
    if (document.hasFocus() === (focus !== null)) return;
    if (focus) {
      focus.abort();
      focus = null;
      return;
    }
    focus = new AbortController();
    hold(front, 'shared', AbortSignal.any([signal, focus.signal]), () => {});
  };
  follow();
  addEventListener('focus', follow, { signal });
  addEventListener('blur', follow, { signal });
}

/** Whether a tab of wwphone has the focus. */
export async function isLookedAt(): Promise<boolean> {
  if (!('locks' in navigator)) return document.hasFocus();
  const { held } = await navigator.locks.query();
  return held?.some((lock) => lock.name === front) ?? false;
}

function hold(name: string, mode: LockMode, signal: AbortSignal, onHeld: () => void): void {
  const until = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  const held = (): Promise<void> | undefined => {
    if (signal.aborted) return undefined;
    onHeld();
    return until;
  };
  // A lock that is given up while it is waited for is refused with an AbortError, which is what was wanted.
  navigator.locks.request(name, { mode, signal }, held).catch(() => {});
}
