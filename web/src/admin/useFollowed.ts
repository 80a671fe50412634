import { stringifyDocument, type TypedDocumentNode } from '@urql/core';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { Rows, type StreamEvent, type StreamState } from '../live';
import { useStores } from './stores';

interface Watching<E extends StreamEvent> {
  readonly begin?: () => void;
  readonly end?: () => void;
  readonly apply: (event: E) => void;
}

/** Follows a stream for as long as a page is open. Variables that mean the same must be written the same. */
export function useFollowed<E extends StreamEvent>(document: TypedDocumentNode<Record<string, any>, any>, variables: Readonly<Record<string, unknown>>, watching: Watching<E>): StreamState {
  const { live } = useStores();
  const [state, setState] = useState<StreamState>('opening');
  const latest = useRef(watching);
  latest.current = watching;
  const key = JSON.stringify(variables);
  useEffect(() => {
    const stream = live.follow<E>({
      query: stringifyDocument(document),
      variables: JSON.parse(key) as Record<string, unknown>,
      begin: () => latest.current.begin?.(),
      end: () => latest.current.end?.(),
      apply: (event) => latest.current.apply(event as E),
    });
    const told = (): void => setState(stream.state.get());
    told();
    const unsubscribe = stream.state.subscribe(told);
    return () => {
      unsubscribe();
      stream.stop();
    };
  }, [live, document, key]);
  return state;
}

/** The objects of a stream as a list that is always true: `pick` takes the object from an event, or null where there is none. */
export function useObjects<R extends { readonly id: string }, E extends StreamEvent>(
  document: TypedDocumentNode<Record<string, any>, any>,
  variables: Readonly<Record<string, unknown>>,
  pick: (event: E) => R | null,
): { readonly list: readonly R[]; readonly state: StreamState } {
  const key = JSON.stringify(variables);
  const rows = useMemo(() => new Rows<R>(), [document, key]);
  const state = useFollowed<E>(document, variables, {
    begin: () => rows.beginWhole(),
    end: () => rows.endWhole(),
    apply: (event) => {
      const object = pick(event);
      if (object) rows.put(object);
      else if (event.__typename === 'Removed') rows.remove((event as unknown as { id: string }).id);
    },
  });
  const version = useSyncExternalStore(rows.watchList, rows.version);
  const list = useMemo(() => [...rows.values()], [rows, version]);
  return { list, state };
}
