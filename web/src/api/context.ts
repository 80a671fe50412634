import { createContext, useContext } from 'react';
import type { LiveClient } from '../live';

export const LiveContext = createContext<LiveClient | null>(null);

/** The page's websocket. */
export function useLive(): LiveClient {
  const live = useContext(LiveContext);
  if (!live) throw new Error('useLive belongs inside the shell, which opens the websocket');
  return live;
}
