// Starts the closer look's program (src/look) when the page asks for it, and tells the page
// where it cannot start.

try {
    const { default: start } = await import("./look.js");
    await start();
} catch (error) {
    console.error(error);
    const detail = String(error.message ?? error);
    document.getElementById("look").dispatchEvent(new CustomEvent("failed", { detail }));
}
