const first = 250;
const longest = 10_000;

/** Milliseconds before attempt number `attempt` (from 0): doubling, with up to half of it left to chance, so that
 * a thousand pages do not come back in the same instant after a restart of the server. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(longest, first * 2 ** attempt);
  return Math.round(full * (0.5 + random() / 2));
}

/** A pause that can be ended early; in a browser, the return of the network ends it as well. */
export function wait(milliseconds: number): { done: Promise<void>; end: () => void } {
  let end = (): void => {};
  const done = new Promise<void>((resolve) => {
    const timer = setTimeout(() => end(), milliseconds);
    end = () => {
      clearTimeout(timer);
      globalThis.removeEventListener?.('online', end);
      resolve();
    };
    globalThis.addEventListener?.('online', end);
  });
  return { done, end: () => end() };
}
