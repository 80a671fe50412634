import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Rows } from './rows';

interface Row {
  readonly id: string;
  readonly n: number;
}

let frame: () => void;
let rows: Rows<Row>;

beforeEach(() => {
  frame = () => {};
  rows = new Rows<Row>({ schedule: (flush) => (frame = flush) });
});

describe('Rows', () => {
  it('tells each watcher once a frame, however often its row changed', () => {
    const one = vi.fn();
    const other = vi.fn();
    rows.watch('a', one);
    rows.watch('b', other);
    for (let n = 0; n < 500; n++) rows.put({ id: 'a', n });
    expect(one).not.toHaveBeenCalled();
    frame();
    expect(one).toHaveBeenCalledTimes(1);
    expect(other).not.toHaveBeenCalled();
    expect(rows.get('a')?.n).toBe(499);
  });

  it('tells membership from mere changes', () => {
    rows.put({ id: 'a', n: 1 });
    frame();
    const [membership, version] = [rows.membership(), rows.version()];
    rows.put({ id: 'a', n: 2 });
    frame();
    expect(rows.membership()).toBe(membership);
    expect(rows.version()).toBeGreaterThan(version);
    rows.remove('a');
    frame();
    expect(rows.membership()).toBeGreaterThan(membership);
  });

  it('shows one state within a frame: numbers change at the flush and not before', () => {
    const before = rows.version();
    rows.put({ id: 'a', n: 1 });
    expect(rows.version()).toBe(before);
    frame();
    expect(rows.version()).not.toBe(before);
  });

  it('forgets at the end of a whole state what was not in it, and keeps the rest in place', () => {
    rows.put({ id: 'stays', n: 1 });
    rows.put({ id: 'goes', n: 1 });
    rows.beginWhole();
    rows.put({ id: 'stays', n: 2 });
    rows.put({ id: 'comes', n: 1 });
    expect(rows.get('goes')).toBeDefined();
    rows.endWhole();
    expect([...rows.values()].map((row) => row.id)).toEqual(['stays', 'comes']);
    rows.endWhole();
    expect(rows.size).toBe(2);
  });

  it('keeps a row of the new whole state that has the same value as before', () => {
    const same = { id: 'a', n: 1 };
    rows.put(same);
    rows.beginWhole();
    rows.put(same);
    rows.endWhole();
    expect(rows.size).toBe(1);
  });

  it('holds no listeners after they have ended', () => {
    const listener = vi.fn();
    const end = rows.watch('a', listener);
    const endList = rows.watchList(listener);
    end();
    endList();
    rows.put({ id: 'a', n: 1 });
    frame();
    expect(listener).not.toHaveBeenCalled();
  });

  it('lets a listener end its watch while it is being told', () => {
    const end = rows.watch('a', () => end());
    const second = vi.fn();
    rows.watch('a', second);
    rows.put({ id: 'a', n: 1 });
    frame();
    expect(second).toHaveBeenCalledTimes(1);
  });
});
