import { eachFrame } from './frame';

type Listener = () => void;

export interface RowsOptions<R> {
  /** Whether two values of a row look the same; a change that nobody can see wakes nobody. */
  readonly same?: (a: R, b: R) => boolean;
  /** Runs `flush` soon, at most once at a time; by default in the next animation frame. */
  readonly schedule?: (flush: () => void) => void;
}

/**
 * Rows that change all the time, kept outside React: 500 changes a second touch only those cells that are on the
 * screen, once an animation frame, however long the list is.
 *
 * Whoever shows one row watches that row; whoever shows the list watches {@link membership} (rows came or went) or
 * {@link version} (anything changed), which are numbers that grow.
 */
export class Rows<R extends { readonly id: string }> {
  private readonly byId = new Map<string, R>();
  private readonly rowListeners = new Map<string, Set<Listener>>();
  private readonly listListeners = new Set<Listener>();
  private readonly dirty = new Set<string>();
  private readonly schedule: (flush: () => void) => void;
  private readonly same: (a: R, b: R) => boolean;
  private scheduled = false;
  private comings = 0;
  private changes = 0;
  private unseen: Set<string> | null = null;
  private shown = { membership: 0, version: 0 };

  constructor(options: RowsOptions<R> = {}) {
    this.schedule = options.schedule ?? eachFrame;
    this.same = options.same ?? Object.is;
  }

  get size(): number {
    return this.byId.size;
  }

  readonly get = (id: string): R | undefined => this.byId.get(id);

  values(): IterableIterator<R> {
    return this.byId.values();
  }

  put(row: R): void {
    this.unseen?.delete(row.id);
    const before = this.byId.get(row.id);
    if (before && this.same(before, row)) return;
    this.byId.set(row.id, row);
    if (!before) this.comings++;
    this.touch(row.id);
  }

  remove(id: string): void {
    this.unseen?.delete(id);
    if (!this.byId.delete(id)) return;
    this.comings++;
    this.touch(id);
  }

  clear(): void {
    for (const id of this.byId.keys()) this.remove(id);
  }

  /** The whole present state follows: rows that are not put before {@link endWhole} will be forgotten there. */
  beginWhole(): void {
    this.unseen = new Set(this.byId.keys());
  }

  endWhole(): void {
    const gone = this.unseen ?? [];
    this.unseen = null;
    for (const id of gone) this.remove(id);
  }

  /** Watches one row; the result ends it. */
  watch(id: string, listener: Listener): () => void {
    const listeners = this.rowListeners.get(id) ?? new Set();
    this.rowListeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.rowListeners.get(id) === listeners) this.rowListeners.delete(id);
    };
  }

  /** Watches the list; the result ends it. */
  readonly watchList = (listener: Listener): (() => void) => {
    this.listListeners.add(listener);
    return () => {
      this.listListeners.delete(listener);
    };
  };

  /** Grows when rows came or went, as of the last flush. */
  readonly membership = (): number => this.shown.membership;

  /** Grows when anything changed, as of the last flush. */
  readonly version = (): number => this.shown.version;

  private touch(id: string): void {
    this.changes++;
    this.dirty.add(id);
    if (this.scheduled) return;
    this.scheduled = true;
    this.schedule(this.flush);
  }

  private readonly flush = (): void => {
    this.scheduled = false;
    this.shown = { membership: this.comings, version: this.changes };
    const dirty = [...this.dirty];
    this.dirty.clear();
    for (const id of dirty) {
      for (const listener of this.rowListeners.get(id) ?? []) listener();
    }
    for (const listener of this.listListeners) listener();
  };
}
