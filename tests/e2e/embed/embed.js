// Embeds Hearth, sends it commands and shows its events. `?hearth=` is where Hearth is served, and
// `?parent=` the origin that it is told to speak to: this page's own, unless a test says otherwise.

const parameters = new URLSearchParams(location.search);
const hearth = new URL(parameters.get("hearth") ?? "http://127.0.0.1:8080/");
hearth.searchParams.set("parent", parameters.get("parent") ?? location.origin);

const frame = document.querySelector("iframe");
frame.src = hearth;

/** Every event so far, for whoever looks at them in the console. */
const events = [];

addEventListener("message", ({ source, origin, data }) => {
    if (source !== frame.contentWindow || origin !== hearth.origin || data?.hearth !== 1) return;
    events.push(data);
    document.querySelector("#events").prepend(`${JSON.stringify(data)}\n`);
});

/** Sends a command to Hearth, and to no other page that the frame may show. */
function send(command) {
    frame.contentWindow.postMessage({ hearth: 1, ...command }, hearth.origin);
}

for (const button of document.querySelectorAll("button")) {
    button.onclick = () => send(JSON.parse(button.dataset.command));
}
