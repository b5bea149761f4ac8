// The room Runs: runs are kept over reloads, compared, named, pinned, deleted, exported and imported.

import { expectNoViolations } from "./accessibility";
import { drop, unzipped } from "./files";
import { button, enter, expect, open, ready, test } from "./hearth";
import type { Locator, Page } from "@playwright/test";

/** Trains one short epoch to its end; settings are those of the page but for what is said. */
async function train(page: Page, batch: string): Promise<void> {
  await page.getByLabel("Epochs", { exact: true }).fill("1");
  await page.getByLabel("Batch size", { exact: true }).fill(batch);
  await page.keyboard.press("Tab");
  await ready(page);
  await button(page, "Train").click();
  await expect(page.locator("p.announcement")).toHaveText(/^Finished/, { timeout: 120_000 });
}

const names = (room: Locator): Locator => room.getByRole("table", { name: "Kept runs" }).getByRole("rowheader");

/** Clicks something that saves a file, and gives what is in it. */
async function saved(page: Page, what: Locator): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent("download"), what.click()]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  return { name: download.suggestedFilename(), bytes: Buffer.concat(chunks) };
}

/** Gives a run that is listed another name. */
async function rename(room: Locator, at: number, name: string): Promise<void> {
  await names(room).nth(at).getByRole("button").click();
  await room.getByLabel("Name of the run").fill(name);
  await room.getByLabel("Name of the run").press("Enter");
  await expect(names(room).nth(at)).toContainText(name);
}

test("runs are kept, compared, named, pinned, deleted, exported and imported", async ({ page }) => {
  test.setTimeout(300_000);
  await open(page);
  await ready(page);
  await train(page, "64");
  await train(page, "256");
  let room = await enter(page, "Runs");
  await expect(names(room)).toHaveCount(2);

  // Still there when the page is loaded anew.
  await page.reload();
  room = page.getByRole("region", { name: "Runs", exact: true });
  await expect(names(room)).toHaveCount(2, { timeout: 30_000 });
  await expect(room.getByText(/of at most/)).toContainText(/\d+ kB|\d+\.\d MB/);

  // The newest stands first.
  await rename(room, 0, "Large batches");
  await rename(room, 1, "Small batches");
  await room.getByLabel("Note about the run").fill("as in the lecture");
  await room.getByLabel("Note about the run").press("Enter");
  await room.getByLabel("Pinned").check();
  await expect(names(room).nth(1)).toContainText("pinned");
  await expectNoViolations(page);

  const events = await saved(page, room.getByRole("button", { name: "Save for TensorBoard" }));
  expect(events.name).toMatch(/^events\.out\.tfevents\.\d+\.hearth$/);
  expect(events.bytes.includes("epoch_accuracy/test")).toBe(true);

  await room.getByLabel("Filter runs").fill("lecture");
  await expect(names(room)).toHaveCount(1);
  await room.getByLabel("Filter runs").fill("");
  await expect(names(room)).toHaveCount(2);

  // Side by side.
  await button(page, "Choose all").click();
  await room.getByRole("button", { name: "Compare", exact: true }).click();
  const figure = room.getByRole("figure", { name: "Curves of the runs" });
  await expect(figure.getByRole("img", { name: "Curves of the runs" })).toBeVisible();
  await expect(figure).toContainText("1 Small batches");
  await figure.getByRole("combobox", { name: "Curves of" }).selectOption("Test accuracy");
  const differences = room.getByRole("table", { name: "Differences in settings" });
  await expect(differences.getByRole("row", { name: /training\.batch_size/ })).toContainText("256", { timeout: 30_000 });
  await expect(differences.getByRole("row")).toHaveCount(2);
  const p = room.getByRole("table", { name: "p-values of McNemar's test" });
  await expect(p.locator("tbody tr").first()).toContainText(/\d+ : \d+ · p .*\((exact|chi-square)\)/);
  await expectNoViolations(page);

  // Out as one file, deleted, brought back, and in again.
  await page.getByRole("tab", { name: "Kept runs", exact: true }).click();
  const zip = await saved(page, room.locator(".runs-tools").getByRole("button", { name: "Export", exact: true }));
  expect(zip.name).toBe("hearth-runs.zip");
  const files = new Map(unzipped(zip.bytes));
  expect([...files.keys()].sort()).toEqual(["run-0001.json", "run-0001.safetensors", "run-0002.json", "run-0002.safetensors"]);
  const record = JSON.parse(files.get("run-0001.json")!.toString());
  expect(record.version).toBe(1);
  expect(record.predictions.labels).toHaveLength(2000);
  expect(record.experiment.training.batch_size).toBeGreaterThan(0);
  await room.locator(".runs-tools").getByRole("button", { name: "Delete", exact: true }).click();
  await expect(room.getByText("2 runs were deleted.")).toBeVisible();
  await expect(room.getByText(/^Every run that finishes/)).toBeVisible();
  await button(page, "Undo").last().click();
  await expect(names(room)).toHaveCount(2);
  await button(page, "Choose all").click();
  await room.locator(".runs-tools").getByRole("button", { name: "Delete", exact: true }).click();
  await expect(names(room)).toHaveCount(0);
  await drop(page, ".runs-room", { name: "hearth-runs.zip", buffer: zip.bytes });
  await expect(room.getByText("2 runs were imported.")).toBeVisible({ timeout: 30_000 });
  await expect(names(room)).toHaveText([/Large batches/, /Small batches.*pinned/]);
  // Once more, and a file that is none: nothing is doubled, and what is wrong is said.
  await room.getByLabel("Import runs", { exact: true }).setInputFiles([
    { name: "again.zip", mimeType: "application/zip", buffer: zip.bytes },
    { name: "wrong.json", mimeType: "application/json", buffer: Buffer.from("{}") },
  ]);
  await expect(room.getByText("0 runs were imported. 2 were here already.")).toBeVisible({ timeout: 30_000 });
  await expect(room.getByRole("alert")).toContainText("wrong.json is no run");
  await expect(names(room)).toHaveCount(2);
  // From an address, as a class puts its runs together.
  await button(page, "Choose all").click();
  await room.locator(".runs-tools").getByRole("button", { name: "Delete", exact: true }).click();
  await expect(names(room)).toHaveCount(0);
  await page.route("**/class/runs.zip", (route) => route.fulfill({ body: zip.bytes, contentType: "application/zip" }));
  await room.getByRole("button", { name: "Import from an address" }).click();
  await room.getByLabel("Address of a file with runs").fill(new URL("class/runs.zip", page.url()).href);
  await room.getByRole("button", { name: "Import", exact: true }).click();
  await expect(names(room)).toHaveCount(2, { timeout: 30_000 });

  // Its experiment and its model are opened as a dropped file is.
  await names(room).nth(1).getByRole("button").click();
  await room.getByRole("button", { name: "Open as the experiment" }).click();
  await expect(page).toHaveURL(/#\/model$/);
  await ready(page);
  await enter(page, "Live");
  await expect(page.getByLabel("Batch size", { exact: true })).toHaveValue("64");
  room = await enter(page, "Runs");
  await names(room).nth(0).getByRole("button").click();
  await room.getByRole("button", { name: "Open its model" }).click();
  await expect(page.locator("p.announcement")).toHaveText(/^Ready to go on from step \d+/, { timeout: 120_000 });
  await expect(page.getByLabel("Batch size", { exact: true })).toHaveValue("256");
});

test("where the browser stores nothing, runs are held until the page is closed", async ({ page }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("The operation is insecure.", "SecurityError");
    };
  });
  await open(page);
  await ready(page);
  await train(page, "256");
  const room = await enter(page, "Runs");
  await expect(room.getByText(/^This browser stores nothing for this page/)).toBeVisible();
  await expect(names(room)).toHaveCount(1);
  await expect(names(room)).toContainText("not stored");
  await rename(room, 0, "Mine");
  await room.getByRole("button", { name: "Delete", exact: true }).last().click();
  await expect(names(room)).toHaveCount(0);
  await button(page, "Undo").last().click();
  await expect(names(room)).toContainText("Mine");
});
