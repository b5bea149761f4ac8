// Starts the page's program, which takes the shell's place, and says what to do where it
// cannot start. Little else: the page itself is Rust (src/page).

// The theme chosen on an earlier visit (src/page/theme.rs): the shell is in it too.
try { document.documentElement.dataset.theme = localStorage.getItem("hearth-theme") ?? "auto"; } catch {}

// window.hearth, by which other pages speak with this one (src/page/embed). Its part of the program
// is fetched when somebody first uses it; what is sent until then waits.
let use, connect;
const used = new Promise((resolve) => { use = resolve; });
const connected = new Promise((resolve) => { connect = resolve; });
const hearth = Object.assign(new EventTarget(), { send: async (message) => (await connected)(message) });
Object.defineProperty(window, "hearth", { get() { use(); return hearth; } });
if (new URLSearchParams(location.search).has("parent")) use();

const status = document.getElementById("shell-status");

// Downloading is quick on most connections; only a slow one is worth a sentence.
const slow = setTimeout(() => {
    status.textContent = "Still loading: the connection is slow.";
}, 5000);

try {
    // xtask writes this element, with the names of the files of this build.
    const { script, program, styles } = document.querySelector("script[data-program]").dataset;
    await painted();
    const absolute = (name) => new URL(name, document.baseURI);
    const [{ default: start }] = await Promise.all([import(absolute(script)), applied(absolute(styles))]);
    await start({ module_or_path: absolute(program) });
    used.then(() => document.dispatchEvent(new CustomEvent("hearth-used", { detail: connect })));
    isolate();
} catch (error) {
    console.error(error);
    status.textContent = advice(error);
    used.then(() => connect(Promise.reject(error)));
} finally {
    clearTimeout(slow);
}

/**
 * On a host that does not isolate the page, sees to it that the next visit is isolated: training then takes all cores.
 * A page within another cannot be.
 */
function isolate() {
    if (window.crossOriginIsolated || window.top !== window || !("serviceWorker" in navigator)) return;
    // Where a browser forbids it, one core trains as well.
    navigator.serviceWorker.register("isolation.js").catch(() => {});
}

/** The shell comes first: to compile the program would hold its paint up. A page that is not seen is not painted. */
function painted() {
    return new Promise((resolve) => {
        requestAnimationFrame(() => setTimeout(resolve));
        setTimeout(resolve, 300);
    });
}

/** The styles that the shell does without: it is seen before they are there. */
function applied(address) {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    return new Promise((loaded, failed) => {
        link.onload = loaded;
        link.onerror = () => failed(new Error("its styles cannot be fetched"));
        document.head.append(link);
    });
}

function advice(error) {
    if (typeof WebAssembly !== "object" || error instanceof WebAssembly.CompileError) {
        return "This browser is too old for Hearth: it needs WebAssembly with SIMD. " +
            "Chrome 91, Firefox 89, Safari 16.4 and later versions have it.";
    }
    return `Hearth could not start (${error.message ?? error}). Reload the page to try again.`;
}
