import { Watched } from '../live';

/**
 * A value that this browser keeps for a person, and that all tabs share: a change in one is seen in the others at once.
 * It holds what only this screen is about, never a secret.
 */
export class Kept<T> {
  readonly value: Watched<T>;
  private readonly key: string;
  private readonly parse: (text: string) => T;
  private readonly empty: T;

  constructor(name: string, userId: string, empty: T, parse: (text: string) => T) {
    this.key = `graphpbx.phone.${name}.${userId}`;
    this.parse = parse;
    this.empty = empty;
    this.value = new Watched(this.read());
    addEventListener('storage', this.heard);
  }

  /** Keeps a new value. A browser that refuses to store it still has it until the page is closed. */
  set(value: T, text: string): void {
    try {
      localStorage.setItem(this.key, text);
    } catch {
      // Storage is full or forbidden: the value lives on in memory.
    }
    this.value.set(value);
  }

  close(): void {
    removeEventListener('storage', this.heard);
  }

  private readonly heard = (event: StorageEvent): void => {
    if (event.key === this.key || event.key === null) this.value.set(this.read());
  };

  private read(): T {
    const text = localStorage.getItem(this.key);
    if (text === null) return this.empty;
    try {
      return this.parse(text);
    } catch {
      return this.empty;
    }
  }
}
