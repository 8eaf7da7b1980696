// Keeps the shell only: styles, scripts, fonts. What the platform says is never kept, or old values would pass for
// today's; without a network, a page says that there is none.
const KEPT = "samara-shell-1";
const OFFLINE = `<!doctype html><html lang="fr"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Samara</title>
<body style="font: 18px/1.5 system-ui; margin: 15vh auto; max-width: 24em; padding: 0 1em">
<h1>Samara</h1><p>Hors ligne : rien n'est su du territoire. <span lang="en">Offline: nothing is known.</span></p>
<p><a href="">Réessayer · <span lang="en">Try again</span></a></p></body></html>`;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", event => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
  await clients.claim();
})()));

self.addEventListener("fetch", event => {
  const { method, url, mode } = event.request;
  if (method !== "GET") return;
  if (mode === "navigate") {
    event.respondWith(fetch(event.request).catch(() =>
      new Response(OFFLINE, { headers: { "content-type": "text/html; charset=utf-8" } })));
  } else if (new URL(url).pathname.startsWith("/console/_nicegui/")) {
    event.respondWith(shell(event.request));
  }
});

// Paths of the shell carry the version of what they hold: what is kept is right for ever.
async function shell(request) {
  const kept = await caches.open(KEPT);
  const held = await kept.match(request);
  if (held) return held;
  const answer = await fetch(request);
  if (answer.ok && answer.type === "basic") await kept.put(request, answer.clone());
  return answer;
}

// An alarm, in words that come ready from the server; one that comes again takes the place of the first.
self.addEventListener("push", event => {
  const { title, body, url, tag } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { body, tag, icon: "/console/icon.svg", data: url }));
});

self.addEventListener("notificationclick", event => {
  event.notification.close();
  event.waitUntil(clients.openWindow(event.notification.data));
});
