// The worker of wwphone. It keeps the page itself and the files that the page consists of, so that the page opens while
// the network is away and can say so. It never touches the API: no answer of the switchboard is ever kept.
const kept = 'phone-shell';
const page = '/phone';
const icons = ['/phone.svg', '/phone-192.png'];

self.addEventListener('install', (event) => event.waitUntil(Promise.all([keep([page, ...icons]), self.skipWaiting()])));
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

async function keep(paths) {
  const cache = await caches.open(kept);
  await Promise.all(paths.map((path) => cache.add(new Request(path, { cache: 'reload' })).catch(() => {})));
}

// The page says of which files it consists; those of earlier releases are forgotten.
self.addEventListener('message', (event) => {
  const shell = event.data?.shell;
  if (Array.isArray(shell)) event.waitUntil(renew(shell.filter((path) => typeof path === 'string' && path.startsWith('/assets/'))));
});

async function renew(shell) {
  const cache = await caches.open(kept);
  const has = (await cache.keys()).map((request) => new URL(request.url).pathname);
  await Promise.all(has.filter((path) => path.startsWith('/assets/') && !shell.includes(path)).map((path) => cache.delete(path)));
  await Promise.all(shell.filter((path) => !has.includes(path)).map((path) => cache.add(path).catch(() => {})));
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  const isPage = url.pathname === page || url.pathname.startsWith(`${page}/`);
  if (request.mode === 'navigate' && isPage) event.respondWith(fresh(request));
  else if (url.pathname.startsWith('/assets/') || icons.includes(url.pathname)) event.respondWith(known(request));
});

// The page is asked for anew each time, and taken from here where nobody answers.
async function fresh(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok) (await caches.open(kept)).put(page, answer.clone());
    return answer;
  } catch (error) {
    const answer = await caches.match(page);
    if (answer) return answer;
    throw error;
  }
}

// Names below /assets/ carry a hash of what is in them: what is known under a name never changes.
async function known(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

// A click on a notification leads to the page, an open one before a new one.
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(lead());
});

async function lead() {
  const open = await self.clients.matchAll({ type: 'window' });
  const client = open.find((one) => new URL(one.url).pathname.startsWith(page));
  if (client) return client.focus();
  return self.clients.openWindow(page);
}
