import { Watched } from '../live';

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

let offered: InstallPrompt | null = null;

/** Whether the browser offers to install the page as a program of its own. */
export const installable = new Watched(false);

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  offered = event as InstallPrompt;
  installable.set(true);
});
addEventListener('appinstalled', () => installable.set(false));

export async function install(): Promise<void> {
  await offered?.prompt();
  offered = null;
  installable.set(false);
}

export const canHandleLinks = (): boolean => 'registerProtocolHandler' in navigator;

/** Asks the browser to open links to telephone numbers here. The number stands behind the #, so that it reaches no server. */
export function handleLinks(): boolean {
  try {
    navigator.registerProtocolHandler('tel', `${location.origin}/phone#dial=%s`);
    return true;
  } catch {
    return false;
  }
}

/** Starts the worker that keeps the page itself, so that it opens while the network is away and says so, and tells it
 * which files the page consists of. Without a worker (plain HTTP, private window) everything else works. */
export function startWorker(): void {
  if (!('serviceWorker' in navigator)) return;
  const tell = async (): Promise<void> => {
    await navigator.serviceWorker.register('/phone-worker.js', { scope: '/phone' });
    const worker = (await navigator.serviceWorker.ready).active;
    const files = performance.getEntriesByType('resource').map((entry) => new URL(entry.name));
    const shell = files.filter((url) => url.origin === location.origin && url.pathname.startsWith('/assets/')).map((url) => url.pathname);
    worker?.postMessage({ shell: [...new Set(shell)] });
  };
  const start = (): void => void tell().catch(() => {});
  if (document.readyState === 'complete') start();
  else addEventListener('load', start, { once: true });
}
