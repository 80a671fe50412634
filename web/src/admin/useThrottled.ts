import { useEffect, useRef, useState } from 'react';
import type { Rows } from '../live';

/** Something that all rows together come to, computed anew at most four times a second while they change: what counts
 * ten thousand rows must not do so in each frame. */
export function useThrottled<R extends { readonly id: string }, T>(rows: Rows<R>, compute: (rows: Iterable<R>) => T): T {
  const latest = useRef(compute);
  latest.current = compute;
  const [value, setValue] = useState(() => compute(rows.values()));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = (): void => {
      timer = undefined;
      setValue(latest.current(rows.values()));
    };
    read();
    const end = rows.watchList(() => {
      timer ??= setTimeout(read, 250);
    });
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [rows]);
  return value;
}
