// Starts a worker's program on several threads, which share one memory: the first computes as on a single
// thread, and the others help it with its kernels (kernels/src/threads).

/** More threads share too little work each. */
const MOST = 8;
/** How long a browser may take to start a thread. */
const PATIENCE = 5000;

/**
 * The program, its memory filled and all helpers at work, to be given to the script that wasm-bindgen made.
 * Where anything is missing it throws, and leaves nothing behind.
 */
export async function start(address, pages) {
    const threads = Math.min(navigator.hardwareConcurrency ?? 1, MOST);
    if (threads < 2) throw new Error("this machine has one core");
    const memory = largestMemory(pages);
    const program = await WebAssembly.compileStreaming(fetch(address));
    // A first instance fills the memory and gives out stacks; the script makes the one that computes.
    const { exports } = await WebAssembly.instantiate(program, imports(program, memory));
    const helpers = [];
    try {
        const ready = [];
        for (let number = 1; number < threads; number++) {
            const helper = new Worker(new URL("worker_helper.js", import.meta.url), { type: "module" });
            helpers.push(helper);
            ready.push(new Promise((resolve, reject) => {
                helper.onmessage = resolve;
                helper.onerror = () => reject(new Error("a thread cannot be started"));
            }));
            helper.postMessage({ program, memory, number, stack: exports.hearth_helper_stack() });
        }
        const late = new Promise((_, reject) => {
            setTimeout(() => reject(new Error("threads took too long to start")), PATIENCE);
        });
        await Promise.race([Promise.all(ready), late]);
    } catch (error) {
        for (const helper of helpers) helper.terminate();
        throw error;
    }
    exports.hearth_set_threads(threads);
    share(memory);
    return program;
}

/** A memory that may grow as far as the browser lets it. */
function largestMemory(initial) {
    for (const maximum of [65536, 32768, 16384]) {
        try {
            return new WebAssembly.Memory({ initial, maximum, shared: true });
        } catch (error) {
            if (maximum === 16384) throw error;
        }
    }
}

/** What a program imports: the memory, and functions that nothing in a helper calls. */
export function imports(program, memory) {
    const all = { hearth: { memory } };
    for (const { module, name, kind } of WebAssembly.Module.imports(program)) {
        if (kind !== "function") continue;
        all[module] ??= {};
        all[module][name] = () => {
            throw new Error(`a helper called ${name}`);
        };
    }
    return all;
}

/** Makes wasm-bindgen's script work with a memory that is shared, which it does not know of. */
function share(memory) {
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = (program, given) => instantiate(program, { ...given, hearth: { memory } });
    // These refuse memory that another thread may change meanwhile.
    const isShared = (view) => view?.buffer instanceof SharedArrayBuffer;
    const { decode } = TextDecoder.prototype;
    TextDecoder.prototype.decode = function (view, ...rest) {
        return decode.call(this, isShared(view) ? view.slice() : view, ...rest);
    };
    TextEncoder.prototype.encodeInto = function (text, view) {
        const bytes = this.encode(text);
        view.set(bytes);
        return { read: text.length, written: bytes.length };
    };
    const { getRandomValues } = Crypto.prototype;
    Crypto.prototype.getRandomValues = function (view) {
        if (!isShared(view)) return getRandomValues.call(this, view);
        view.set(getRandomValues.call(this, view.slice()));
        return view;
    };
}
