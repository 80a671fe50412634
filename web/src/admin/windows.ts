import { Watched } from '../live';

/** A window that stands over whatever page is shown, about one user. */
export interface OpenWindow {
  readonly kind: 'history' | 'statistics';
  readonly userId: string;
}

/** The window that is open; null where none is. */
export const openWindow = new Watched<OpenWindow | null>(null);

/** Shows who switched the presence of a user, and when. */
export const showHistory = (userId: string): void => openWindow.set({ kind: 'history', userId });

/** Shows how well the telephone of a user answered. */
export const showStatistics = (userId: string): void => openWindow.set({ kind: 'statistics', userId });

export const closeWindow = (): void => openWindow.set(null);
