import { useSyncExternalStore } from 'react';
import { t } from '../i18n';
import { Watched } from '../live';
import { IconAlert, IconCheck, IconX } from './icons';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: 'done' | 'failed';
}

const toasts = new Watched<readonly Toast[]>([]);
let count = 0;

/** Says in a corner what was done. It goes by itself. */
export function sayDone(text: string): void {
  say(text, 'done', 5_000);
}

/** Says in a corner what failed. It stays longer, since there is something to read. */
export function sayFailed(text: string): void {
  say(text, 'failed', 12_000);
}

function say(text: string, kind: Toast['kind'], milliseconds: number): void {
  const id = ++count;
  toasts.set([...toasts.get().slice(-3), { id, text, kind }]);
  setTimeout(() => dismiss(id), milliseconds);
}

function dismiss(id: number): void {
  toasts.set(toasts.get().filter((toast) => toast.id !== id));
}

export function Toasts() {
  const list = useSyncExternalStore(toasts.subscribe, toasts.get);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {list.map(({ id, text, kind }) => (
        <div key={id} className={`toast tone-${kind === 'done' ? 'green' : 'red'}`}>
          <span className="mark">{kind === 'done' ? <IconCheck size={12} stroke={3} aria-hidden /> : <IconAlert size={12} stroke={3} aria-hidden />}</span>
          <span>{text}</span>
          <button type="button" className="icon-button" onClick={() => dismiss(id)} aria-label={t('close')}>
            <IconX size={16} aria-hidden />
          </button>
        </div>
      ))}
    </div>
  );
}
