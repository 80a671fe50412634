import type { ReactNode } from 'react';
import type { IconHelp } from './icons';

interface Props {
  readonly icon: typeof IconHelp;
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
}

/** What stands where there is nothing to show: what is missing, and the way on. */
export function EmptyState({ icon: Icon, title, text, children }: Props) {
  return (
    <div className="empty">
      <span className="empty-icon" aria-hidden>
        <Icon size={26} stroke={1.6} />
      </span>
      <strong>{title}</strong>
      <p className="dim">{text}</p>
      {children}
    </div>
  );
}
