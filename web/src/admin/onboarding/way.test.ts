import { describe, expect, it } from 'vitest';
import { layOut, type StepTaken } from './way';

function step(kind: string, second: number): StepTaken {
  const at = new Date(Date.UTC(2026, 0, 1, 8, 0, second)).toISOString();
  return { kind: kind as StepTaken['kind'], firstAt: at, lastAt: at, count: 1, detail: '' };
}

const states = (kinds: readonly string[], withFile = false): string[] =>
  layOut(kinds.map(step), withFile).stages.map(({ milestone, state }) => `${milestone} ${state}`);

describe('the way', () => {
  it('waits for the first step that was not taken', () => {
    expect(states(['USER_CREATED', 'LINK_CREATED'])).toEqual([
      'LINK_CREATED done', 'LINK_OPENED waiting', 'ACTIVATED open', 'REGISTERED open', 'PROBED open', 'CALLED open', 'TEST_CALL open',
    ]);
  });

  it('shows no link where none was made, and the file where a telephone was prepared', () => {
    expect(states(['USER_CREATED'], true)).toEqual(['FILE_FETCHED waiting', 'REGISTERED open', 'PROBED open', 'CALLED open', 'TEST_CALL open']);
  });

  it('goes on behind the last step, whatever was left out before', () => {
    expect(states(['LINK_CREATED', 'REGISTERED'])).toContain('PROBED waiting');
    expect(states(['LINK_CREATED', 'REGISTERED'])).toContain('LINK_OPENED open');
  });

  it('says that a link is void, until there is another', () => {
    const burned = [step('LINK_CREATED', 1), step('LINK_OPENED', 2), step('ACTIVATION_FAILED', 3), step('LINK_BURNED', 3)];
    expect(layOut(burned, false).stages[2]).toMatchObject({ milestone: 'ACTIVATED', state: 'ended', end: 'LINK_BURNED', failures: { kind: 'ACTIVATION_FAILED' } });
    const renewed = burned.map((one) => (one.kind === 'LINK_CREATED' ? step('LINK_CREATED', 4) : one));
    expect(layOut(renewed, false).stages[2]).toMatchObject({ state: 'waiting', end: null });
  });

  it('is finished when sound went both ways', () => {
    expect(layOut([step('TEST_CALL', 1)], false).finished).toBe(true);
    expect(layOut([step('CALLED', 1)], false).finished).toBe(false);
  });
});
