// A static file server as plain as any: it neither compresses nor claims that a .gz file is
// a compressed something else, and what is missing is missing.
//
//   node serve.mjs FOLDER PORT

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const TYPES = {
    ".css": "text/css; charset=utf-8",
    ".gz": "application/gzip",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
};

/** The file that an address names, if it lies in the folder its path begins with. */
async function find(folders, address) {
    const path = decodeURIComponent(new URL(address, "http://localhost").pathname);
    const prefix = Object.keys(folders)
        .sort((a, b) => b.length - a.length)
        .find((start) => path.startsWith(start));
    if (prefix === undefined) return null;
    const root = resolve(folders[prefix]);
    const name = path.endsWith("/") ? `${path}index.html` : path;
    const file = normalize(join(root, name.slice(prefix.length)));
    const data = file.startsWith(root + sep) ? await stat(file).catch(() => null) : null;
    return data?.isFile() ? { file, size: data.size } : null;
}

async function answer(folders, request, response) {
    const found = await find(folders, request.url);
    if (!found) {
        response.writeHead(404, { "content-type": "text/plain" }).end("not found\n");
        return;
    }
    response.writeHead(200, {
        "content-type": TYPES[extname(found.file)] ?? "application/octet-stream",
        "content-length": found.size,
        "cache-control": "no-cache",
    });
    if (request.method === "HEAD") {
        response.end();
        return;
    }
    createReadStream(found.file).pipe(response);
}

/** Serves folders, by the start of an address's path, on a port of this machine (0: any). */
export function serve(folders, port = 0) {
    const server = createServer((request, response) => {
        answer(folders, request, response).catch((error) => {
            console.error(error);
            response.destroy();
        });
    });
    return new Promise((listening, failed) => {
        server.once("error", failed);
        server.listen(port, "127.0.0.1", () => {
            const url = `http://127.0.0.1:${server.address().port}`;
            listening({ url, close: () => server.close() });
        });
    });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const [folder, port] = process.argv.slice(2);
    await serve({ "/": folder }, Number(port));
}
