import { Watched } from '../../live';

/** What the person lets the page do; "denied" as well where the browser knows no notifications. */
export const notifications = new Watched<NotificationPermission>('Notification' in globalThis ? Notification.permission : 'denied');

export async function allowNotifications(): Promise<void> {
  notifications.set(await Notification.requestPermission());
}
