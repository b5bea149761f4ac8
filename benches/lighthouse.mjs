// What Lighthouse says of the built page on a phone with a slow connection.
//
//   node benches/lighthouse.mjs
//
// `cargo xtask bench page` calls it with HEARTH_CHROMIUM set and `dist/` built. Prints rows of the
// table, and fails where a score is below its bound.

import lighthouse from "lighthouse";
import { launch } from "chrome-launcher";
import { serve } from "../tests/e2e/serve.mjs";
import { dist, row } from "./chromium.mjs";

const BOUNDS = { performance: 95, accessibility: 100, "best-practices": 100, seo: 100 };
const SHIFT = 0.02;
/** Runs, of which the median counts: other load on the machine makes a page slower, never faster. */
const RUNS = 3;

async function audit(url) {
  const chrome = await launch({
    chromePath: process.env.HEARTH_CHROMIUM ?? "/usr/bin/chromium",
    chromeFlags: [
      "--headless=new", "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
    ],
    logLevel: "error",
  });
  try {
    // The mobile profile is Lighthouse's own.
    const { lhr } = await lighthouse(url, {
      port: chrome.port, logLevel: "error", onlyCategories: Object.keys(BOUNDS),
    });
    if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
    return lhr;
  } finally {
    chrome.kill();
  }
}

/** The audits that lowered a score. */
function faults(lhr, category) {
  const refs = lhr.categories[category].auditRefs.filter(({ id, weight }) => weight > 0 && (lhr.audits[id].score ?? 1) < 0.9);
  return refs.map(({ id }) => `${id}: ${lhr.audits[id].displayValue ?? lhr.audits[id].title}`);
}

const server = await serve({ "/": dist });
const reports = [];
for (let i = 0; i < RUNS; i++) reports.push(await audit(`${server.url}/`));
server.close();
const score = (lhr, category) => Math.round(lhr.categories[category].score * 100);
reports.sort((a, b) => score(a, "performance") - score(b, "performance"));
const middle = reports[(RUNS - 1) / 2];

let failed = false;
for (const [category, bound] of Object.entries(BOUNDS)) {
  const found = score(middle, category);
  const all = category === "performance" ? ` (${reports.map((lhr) => score(lhr, category)).join(", ")})` : "";
  row(`Lighthouse, mobile: ${category}`, `${found}${all}`, `≥ ${bound}`);
  if (found < bound) {
    failed = true;
    for (const fault of faults(middle, category)) console.error(`  ${category}: ${fault}`);
  }
}
const shift = middle.audits["cumulative-layout-shift"];
row("Lighthouse, mobile: layout shift", shift.numericValue.toFixed(3), `≤ ${SHIFT}`);
for (const id of ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "speed-index"]) {
  row(`Lighthouse, mobile: ${middle.audits[id].title}`, middle.audits[id].displayValue, "");
}
process.exit(failed || shift.numericValue > SHIFT ? 1 : 0);
