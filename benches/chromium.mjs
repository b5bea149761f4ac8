// A real Chromium and the built page in it, for everything here that measures in a browser.

import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

export const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(join(root, "tests/e2e/package.json"));
const { chromium } = require("@playwright/test");

/** The built page; another build of it is measured by naming its folder. */
export const dist = process.env.HEARTH_DIST ?? join(root, "dist");

export const launch = (...more) => chromium.launch({
  executablePath: process.env.HEARTH_CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--enable-unsafe-webgpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", ...more,
  ],
});

/** Prints a row of the table. */
export const row = (what, here, bound) => console.log(`| ${what} | ${here} | ${bound} |`);
export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/** Until the data is loaded and the network stands; Train can be pressed sooner. */
export const ready = (page) =>
  page.locator("p[role=status]").filter({ hasText: /^Ready to train/ }).waitFor({ timeout: 300_000 });

export async function open(context, server) {
  const page = await context.newPage();
  await page.goto(server.url);
  await ready(page);
  return page;
}

/** This process, and all that descend from it. */
function descendants() {
  const parents = new Map();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      // The name before it, in brackets, may have spaces.
      const [, parent] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ");
      parents.set(pid, parent);
    } catch {
      // The process ended meanwhile.
    }
  }
  const own = new Set([String(process.pid)]);
  for (let before = 0; before < own.size;) {
    before = own.size;
    for (const [pid, parent] of parents) if (own.has(parent)) own.add(pid);
  }
  return own;
}

/** Resident memory of the processes of this browser, in MB; of all, or of one type. */
export function memory(type = "") {
  let total = 0;
  for (const pid of descendants()) {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(`--type=${type}`)) continue;
      const pss = /Pss:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"));
      total += Number(pss?.[1] ?? 0) / 1024;
    } catch {
      // The process ended meanwhile.
    }
  }
  return total;
}
