// A static file server as plain as any: `node serve.mjs FOLDER PORT`. It neither
// compresses nor claims that a .gz file is a compressed something else, and what is
// missing is missing.

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, resolve, sep } from "node:path";

const TYPES = {
    ".css": "text/css; charset=utf-8",
    ".gz": "application/gzip",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
};

const [folder, port] = process.argv.slice(2);
const root = resolve(folder);

async function answer(request, response) {
    const { pathname } = new URL(request.url, "http://localhost");
    const path = normalize(join(root, decodeURIComponent(pathname)));
    const file = pathname.endsWith("/") ? join(path, "index.html") : path;
    const data = file.startsWith(root + sep) ? await stat(file).catch(() => null) : null;
    if (!data?.isFile()) {
        response.writeHead(404, { "content-type": "text/plain" }).end("not found\n");
        return;
    }
    response.writeHead(200, {
        "content-type": TYPES[extname(file)] ?? "application/octet-stream",
        "content-length": data.size,
        "cache-control": "no-cache",
    });
    if (request.method === "HEAD") {
        response.end();
        return;
    }
    createReadStream(file).pipe(response);
}

createServer((request, response) => {
    answer(request, response).catch((error) => {
        console.error(error);
        response.destroy();
    });
}).listen(Number(port), "127.0.0.1");
