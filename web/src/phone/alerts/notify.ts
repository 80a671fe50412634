/** A notification that replaces any of the same call. It stays until the call has ended or somebody has seen it. */
export interface Note {
  readonly callId: string;
  readonly title: string;
  readonly body: string;
  readonly stays: boolean;
}

/** Shows a notification: by the worker where there is one, since telephones know no other way. */
export async function show({ callId, title, body, stays }: Note): Promise<void> {
  const options = { body, tag: callId, icon: '/phone-192.png', requireInteraction: stays, silent: false };
  const registration = await worker();
  if (registration) return registration.showNotification(title, options);
  const notification = new Notification(title, options);
  notification.onclick = () => {
    window.focus();
    notification.close();
  };
  plain.set(callId, notification);
}

/** Takes the notification of a call back. */
export async function withdraw(callId: string): Promise<void> {
  plain.get(callId)?.close();
  plain.delete(callId);
  const registration = await worker();
  for (const notification of (await registration?.getNotifications({ tag: callId })) ?? []) notification.close();
}

const plain = new Map<string, Notification>();

async function worker(): Promise<ServiceWorkerRegistration | undefined> {
  if (!('serviceWorker' in navigator)) return undefined;
  const registration = await navigator.serviceWorker.getRegistration('/phone');
  return registration?.active ? registration : undefined;
}
