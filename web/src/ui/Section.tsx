import { useId, type ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly lead?: string;
  /** Beside the title: what can be done. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** A card with a heading, what it is about, and what can be done. */
export function Section({ title, lead, action, children }: Props) {
  const id = useId();
  return (
    <section className="card section-card" aria-labelledby={id}>
      <header className="section-head">
        <div>
          <h2 id={id}>{title}</h2>
          {lead && <p className="dim">{lead}</p>}
        </div>
        {action}
      </header>
      {children}
    </section>
  );
}
