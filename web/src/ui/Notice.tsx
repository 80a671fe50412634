import type { ReactNode } from 'react';
import { IconAlert } from './icons';

interface Props {
  readonly tone: 'red' | 'amber';
  readonly icon?: typeof IconAlert;
  readonly title?: string;
  readonly children: ReactNode;
}

/** Says inside a form or page what went wrong or what is to be noticed. It is read aloud at once. */
export function Notice({ tone, icon: Icon = IconAlert, title, children }: Props) {
  return (
    <div className={`notice tone-${tone}`} role="alert">
      <Icon size={18} aria-hidden />
      <div>
        {title && <strong>{title}</strong>}
        {children}
      </div>
    </div>
  );
}
