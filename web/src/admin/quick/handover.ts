import { useSyncExternalStore } from 'react';
import type { QuickMadeFragment } from '../../gql/generated';
import { Watched } from '../../live';
import { session } from '../../session/session';

/** What was made for a colleague, with secrets that the switchboard tells this once. */
export interface Handover {
  readonly made: QuickMadeFragment;
  /** The run was only repeated: there are no secrets. */
  readonly repeated: boolean;
}

// In the memory of the page alone, until somebody says that they were noted: one may leave the page of the new colleague
// and come back. A reload or a logout ends it.
const handovers = new Watched<ReadonlyMap<string, Handover>>(new Map());

export function handOver(made: QuickMadeFragment, repeated: boolean): void {
  handovers.set(new Map(handovers.get()).set(made.user.id, { made, repeated }));
}

export function noted(userId: string): void {
  const rest = new Map(handovers.get());
  rest.delete(userId);
  handovers.set(rest);
}

export function useHandover(userId: string): Handover | undefined {
  return useSyncExternalStore(handovers.subscribe, () => handovers.get().get(userId));
}

session.subscribe(() => {
  if (session.get().state === 'none') handovers.set(new Map());
});
