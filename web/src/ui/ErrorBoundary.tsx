import { Component, type ReactNode } from 'react';
import { t } from '../i18n';

/** Shows a fault of the page instead of nothing. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <main className="crash" role="alert">
        <h1>{t('failure.start')}</h1>
        <p className="mono">{error.message}</p>
        <button type="button" onClick={() => location.reload()}>
          {t('retry')}
        </button>
      </main>
    );
  }
}
