// Starts the page's program, which takes the shell's place, and says what to do where it
// cannot start. Little else: the page itself is Rust (src/page).

// The theme chosen on an earlier visit (src/page/theme.rs): the shell is in it too.
try { document.documentElement.dataset.theme = localStorage.getItem("hearth-theme") ?? "auto"; } catch {}

const status = document.getElementById("shell-status");

// Downloading is quick on most connections; only a slow one is worth a sentence.
const slow = setTimeout(() => {
    status.textContent = "Still loading: the connection is slow.";
}, 5000);

try {
    // Trunk writes this element, with the two files' names (Trunk.toml, pattern_script).
    const { script, program } = document.querySelector("script[data-program]").dataset;
    const absolute = (name) => new URL(name, document.baseURI);
    const { default: start } = await import(absolute(script));
    await start({ module_or_path: absolute(program) });
} catch (error) {
    console.error(error);
    status.textContent = advice(error);
} finally {
    clearTimeout(slow);
}

function advice(error) {
    if (typeof WebAssembly !== "object" || error instanceof WebAssembly.CompileError) {
        return "This browser is too old for Hearth: it needs WebAssembly with SIMD. " +
            "Chrome 91, Firefox 89, Safari 16.4 and later versions have it.";
    }
    return `Hearth could not start (${error.message ?? error}). Reload the page to try again.`;
}
