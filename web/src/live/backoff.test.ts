import { expect, it } from 'vitest';
import { backoff, wait } from './backoff';

it('doubles the pause up to ten seconds, and leaves half of it to chance', () => {
  const most = [0, 1, 2, 5, 6, 50].map((attempt) => backoff(attempt, () => 1));
  expect(most).toEqual([250, 500, 1000, 8000, 10_000, 10_000]);
  expect(backoff(50, () => 0)).toBe(5000);
});

it('ends a pause early', async () => {
  const pause = wait(3_600_000);
  pause.end();
  await pause.done;
});
