// A service worker for hosts whose headers cannot be chosen: it gives every answer the headers that isolate the page
// from other origins, so that workers may have several threads. It keeps nothing. boot.js registers it.

const HEADERS = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "cross-origin",
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
    const { request } = event;
    // Others send what they send: pasted addresses are fetched as ever.
    if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
    event.respondWith(isolated(request));
});

async function isolated(request) {
    const answer = await fetch(request);
    if (answer.type === "opaqueredirect") return answer;
    const headers = new Headers(answer.headers);
    for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
    const { status, statusText } = answer;
    // A body is not allowed with these.
    const body = [101, 204, 205, 304].includes(status) ? null : answer.body;
    return new Response(body, { status, statusText, headers });
}
