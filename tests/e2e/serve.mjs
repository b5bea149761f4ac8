// A static file server as plain as any: it compresses nothing, but sends the compressed file that
// lies beside another (`page.js.br`, `page.js.gz`) to browsers that accept it. What is missing is missing.
//
//   node serve.mjs FOLDER PORT [--reload]
//
// With --reload every open page loads itself again when FOLDER/index.html is another.

import { createReadStream, watchFile } from "node:fs";
import { readFile, stat } from "node:fs/promises";
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
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
};

/** What isolates a page from other origins, so that its workers may have several threads; others may embed it. */
const ISOLATION = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "cross-origin",
};

/** How files may be compressed, the smallest first: the name in HTTP, and the end of the file's. */
const ENCODINGS = [["br", ".br"], ["gzip", ".gz"]];

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
    const size = file.startsWith(root + sep) ? await sizeOf(file) : null;
    return size === null ? null : { file, size };
}

async function sizeOf(file) {
    const data = await stat(file).catch(() => null);
    return data?.isFile() ? data.size : null;
}

/** The encodings that a browser takes, without those it takes at no price (`q=0`). */
function accepted(header = "") {
    const parts = header.split(",").map((part) => part.split(";").map((word) => word.trim()));
    return parts.filter(([, quality]) => !/^q=0(\.0*)?$/.test(quality ?? "")).map(([name]) => name);
}

/** What is sent of a file, and the headers that say so. */
async function representation({ file, size }, header) {
    const names = accepted(header);
    const headers = {};
    for (const [name, end] of ENCODINGS) {
        const packed = await sizeOf(file + end);
        if (packed === null) continue;
        headers.vary = "accept-encoding";
        if (names.includes(name)) {
            headers["content-encoding"] = name;
            return { file: file + end, size: packed, headers };
        }
    }
    return { file, size, headers };
}

async function answer(folders, isolation, request, response) {
    const found = await find(folders, request.url);
    if (!found) {
        response.writeHead(404, { "content-type": "text/plain" }).end("not found\n");
        return;
    }
    const sent = await representation(found, request.headers["accept-encoding"]);
    response.writeHead(200, {
        "content-type": TYPES[extname(found.file)] ?? "application/octet-stream",
        "content-length": sent.size,
        "cache-control": "no-cache",
        ...isolation,
        ...sent.headers,
    });
    if (request.method === "HEAD") {
        response.end();
        return;
    }
    createReadStream(sent.file).pipe(response);
}

/** For development: the document with a script that loads it again after a build. */
function reloading(folder, next) {
    const listeners = new Set();
    watchFile(join(folder, "index.html"), { interval: 200 }, (now) => {
        if (!now.isFile()) return;
        for (const response of listeners) response.write("data: \n\n");
    });
    return async (request, response) => {
        const { pathname } = new URL(request.url, "http://localhost");
        if (pathname === "/reload") {
            response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
            response.write("retry: 500\n\n");
            listeners.add(response);
            request.on("close", () => listeners.delete(response));
        } else if (pathname === "/reload.js") {
            response.writeHead(200, { "content-type": TYPES[".js"] });
            response.end('new EventSource("reload").onmessage = () => location.reload();\n');
        } else if (pathname === "/") {
            const html = await readFile(join(folder, "index.html"), "utf8");
            const script = '<script type="module" src="reload.js"></script>';
            response.writeHead(200, { "content-type": TYPES[".html"], "cache-control": "no-cache", ...ISOLATION });
            response.end(html.replace("</head>", `${script}</head>`));
        } else {
            await next(request, response);
        }
    };
}

/**
 * Serves folders, by the start of an address's path, on a port of this machine (0: any).
 * `reload` makes open pages follow the folder of "/"; without `isolates`, headers are those of any static host.
 */
export function serve(folders, port = 0, { reload = false, isolates = true } = {}) {
    const isolation = isolates ? ISOLATION : {};
    const plain = (request, response) => answer(folders, isolation, request, response);
    const handle = reload ? reloading(folders["/"], plain) : plain;
    const server = createServer((request, response) => {
        handle(request, response).catch((error) => {
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
    const [folder, port, ...options] = process.argv.slice(2);
    await serve({ "/": folder }, Number(port), { reload: options.includes("--reload") });
}
