// How the journeys run: in the system's Chromium and Firefox, against the page at HEARTH_URL.
// `cargo xtask test` sets what says where they are; by hand, `cargo xtask serve` gives the page.

import { defineConfig } from "@playwright/test";

export default defineConfig({
    testDir: ".",
    // Training takes the whole machine: journeys side by side would time each other out.
    workers: 1,
    retries: 0,
    timeout: 180_000,
    expect: { timeout: 30_000 },
    snapshotPathTemplate: "{testDir}/screenshots/{arg}{ext}",
    forbidOnly: true,
    reporter: [["list"]],
    use: { baseURL: process.env.HEARTH_URL ?? "http://localhost:8080/" },
    projects: [
        {
            name: "chromium",
            testIgnore: "**/firefox/**",
            use: {
                viewport: { width: 1280, height: 900 },
                screenshot: "only-on-failure",
                trace: "retain-on-failure",
                launchOptions: {
                    executablePath: process.env.HEARTH_CHROMIUM ?? "/usr/bin/chromium",
                    args: [
                        "--no-sandbox",
                        // WebGPU on a software adapter, where there is no other.
                        "--enable-unsafe-webgpu",
                        // A camera, where there is none.
                        "--use-fake-device-for-media-stream",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                    ],
                },
            },
        },
        // A smoke test. Its own fixture drives the browser, which is not Playwright's.
        { name: "firefox", testDir: "firefox" },
    ],
});
