// Hearth as a part of other pages: in a frame of a page of another origin, and by `window.hearth`.

import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { expect, open, test as base } from "./hearth";
import { serve } from "./serve.mjs";

type Event = { hearth: number; event: string; [field: string]: unknown };

/** A run of a second. */
const EXPERIMENT = {
  version: 1,
  name: "A short run",
  data: { source: { type: "SyntheticDigits", train: 400, test: 100 } },
  training: { epochs: 2, batch_size: 32 },
};

const test = base.extend({
  /** The page of `embed/`, on a port of its own. */
  otherOrigin: async ({}, use) => {
    const folder = fileURLToPath(new URL("embed", import.meta.url));
    const server = await serve({ "/": folder }, 0, { isolates: false });
    await use(server.url);
    server.close();
  },
});

/** Opens the page that embeds Hearth. */
async function embed(page: Page, site: string | null, hearth: string, parent?: string): Promise<void> {
  const address = new URL(site!);
  address.searchParams.set("hearth", hearth);
  if (parent !== undefined) address.searchParams.set("parent", parent);
  await page.goto(address.href);
}

/** What `embed/embed.js` defines. */
declare const events: Event[];
declare function send(message: object): void;

const command = (page: Page, message: object): Promise<void> => page.evaluate((message) => send(message), message);

const received = (page: Page): Promise<Event[]> => page.evaluate(() => events);

/** Waits until the page that embeds Hearth has got that many events of a name; gives the last. */
async function event(page: Page, name: string, count = 1): Promise<Event> {
  const found = async () => (await received(page)).filter(({ event }) => event === name);
  await expect.poll(async () => (await found()).length, { message: name, timeout: 60_000 }).toBeGreaterThanOrEqual(count);
  return (await found()).at(-1)!;
}

test.describe("commands", () => {
  // A recipe that does not exist is not found by the browser either.
  test.use({ expectedErrors: /404/ });

  test("a page of another origin loads an experiment, trains it and receives its events", async ({ page, baseURL, otherOrigin }) => {
    await embed(page, otherOrigin, baseURL!);
    expect(await event(page, "ready")).toMatchObject({ hearth: 1, dataset: "Synthetic digits", device: "cpu", train_samples: 7_600 });

    await command(page, { command: "load", experiment: EXPERIMENT });
    const ready = await event(page, "ready", 2);
    expect(ready).toMatchObject({ train_samples: 380, validation_samples: 20, test_samples: 100, epochs: 2, steps: 24 });

    await command(page, { command: "train" });
    const finished = await event(page, "finished");
    expect(finished).toMatchObject({ status: "finished", step: 24, epochs: 2 });
    expect(finished.test_accuracy).toBeGreaterThan(0);
    const all = await received(page);
    const epochs = all.filter(({ event }) => event === "epoch");
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(epochs[1]).toMatchObject({ test_accuracy: finished.test_accuracy, validation_loss: expect.any(Number) });
    const progress = all.filter(({ event }) => event === "progress");
    expect(progress[0]).toMatchObject({ status: "running", steps: 24, epochs: 2 });
    expect(all.every(({ hearth }) => hearth === 1)).toBe(true);

    await command(page, { command: "experiment" });
    const { experiment } = await event(page, "experiment");
    expect(experiment).toMatchObject(EXPERIMENT);

    // A command that fails is answered with the reason, and what to do.
    for (const [refused, message, hint] of [
      [{ command: "learn" }, "learn", "\"train\""],
      [{ hearth: 2, command: "train" }, "is 2", "\"hearth\": 1"],
      [{ command: 5 }, "command", "{hearth: 1"],
      [{ command: "load" }, "one thing", "exactly one"],
      [{ command: "load", recipe: "nowhere" }, "nowhere", "Check the name"],
      [{ command: "load", experiment: { ...EXPERIMENT, training: { epochs: -1 } } }, "epochs", ""],
    ] as const) {
      const before = (await received(page)).filter(({ event }) => event === "error").length;
      await command(page, refused);
      const error = await event(page, "error", before + 1);
      expect(error.message).toContain(message);
      expect(error.hint).toContain(hint);
    }
  });
});

test("a page can pause, go on and stop", async ({ page, baseURL, otherOrigin }) => {
  await embed(page, otherOrigin, baseURL!);
  await event(page, "ready");
  await command(page, { command: "train" });
  await event(page, "progress", 2);
  await command(page, { command: "pause" });
  const status = async () => (await received(page)).at(-1)?.status;
  await expect.poll(status).toBe("paused");
  await command(page, { command: "train" });
  await expect.poll(status).toBe("running");
  await command(page, { command: "stop" });
  expect(await event(page, "finished")).toMatchObject({ status: "stopped" });
});

test.describe("another origin than the one that the address names", () => {
  // The browser itself says to whom a message was not delivered.
  test.use({ expectedErrors: /postMessage/ });

  test("receives nothing, and its commands are ignored", async ({ page, baseURL, otherOrigin }) => {
    await embed(page, otherOrigin, baseURL!, "http://localhost:1");
    const frame = page.frameLocator("iframe");
    await expect(frame.getByRole("button", { name: "Train", exact: true })).toBeEnabled({ timeout: 60_000 });
    await command(page, { command: "train" });
    await page.waitForTimeout(1_000);
    await expect(frame.getByRole("button", { name: "Train", exact: true })).toBeEnabled();
    expect(await received(page)).toEqual([]);
  });
});

test("an origin that is none is named in the console", async ({ page, baseURL, otherOrigin }) => {
  const warning = page.waitForEvent("console", (message) => message.type() === "warning" && message.text().includes("?parent="));
  await embed(page, otherOrigin, baseURL!, `${otherOrigin}/`);
  expect((await warning).text()).toContain("without a path");
});

test("a script of the page itself uses window.hearth", async ({ page }) => {
  await open(page);
  const finished = await page.evaluate(async (experiment) => {
    const { hearth } = window as any;
    const next = (name: string) => new Promise<any>((resolve) => {
      hearth.addEventListener(name, ({ detail }: CustomEvent) => resolve(detail), { once: true });
    });
    await hearth.send({ hearth: 1, command: "stop" });
    const ready = next("ready");
    await hearth.send({ hearth: 1, command: "load", experiment });
    await ready;
    const finished = next("finished");
    await hearth.send({ hearth: 1, command: "train" });
    return finished;
  }, EXPERIMENT);
  expect(finished).toMatchObject({ hearth: 1, event: "finished", status: "finished", step: 24 });
  const { experiment, refused } = await page.evaluate(async () => {
    const { hearth } = window as any;
    const cyclic: any = {};
    cyclic.itself = cyclic;
    return {
      experiment: await hearth.send({ hearth: 1, command: "experiment" }),
      refused: await Promise.all([
        hearth.send({ hearth: 1, command: "learn" }),
        hearth.send("train"),
        hearth.send({ hearth: 1, command: "load", experiment: cyclic }),
      ].map((sent) => sent.catch(({ kind, message }: any) => [kind, message]))),
    };
  });
  expect(experiment).toMatchObject(EXPERIMENT);
  expect(refused).toEqual([
    ["command", expect.stringContaining("\"learn\"")],
    ["command", expect.stringContaining("cannot be read")],
    ["command", expect.stringContaining("JSON")],
  ]);
});
