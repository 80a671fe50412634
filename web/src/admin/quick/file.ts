import { useSyncExternalStore } from 'react';
import { Watched } from '../../live';
import { session } from '../../session/session';
import { newKey } from './draft';

/** The file of new colleagues with what holds for all of them. It outlives the page, and no reload: it may hold passwords. */
export interface ManyFile {
  readonly csv: string;
  readonly links: boolean;
  readonly linkFor: string;
  readonly callthrough: boolean;
  /** Prepared telephones may come by their MAC alone for some hours. */
  readonly window: boolean;
  /** Names the run, so that repeating it makes nothing twice. */
  readonly key: string;
}

const empty = (): ManyFile => ({ csv: '', links: true, linkFor: 'PT72H', callthrough: true, window: true, key: newKey() });
const file = new Watched<ManyFile>(empty());

export const useFile = (): ManyFile => useSyncExternalStore(file.subscribe, file.get);

export function changeFile(part: Partial<ManyFile>): void {
  file.set({ ...file.get(), ...part, key: newKey() });
}

export const clearFile = (): void => file.set(empty());

session.subscribe(() => {
  if (session.get().state === 'none') clearFile();
});
