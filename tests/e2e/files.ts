// Files that journeys load: picked, dropped, and made of the data sets that setup fetched.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, inflateRawSync } from "node:zlib";
import type { Locator, Page } from "@playwright/test";

/** The project's folder. */
export const root = fileURLToPath(new URL("../..", import.meta.url));
/** A file of a data set that setup fetched. */
export const staged = (...parts: string[]) => readFileSync(join(root, "stage/data", ...parts));

export type NamedFile = { name: string; buffer: Buffer; mimeType?: string };

/** Picks files, as by the browser's dialog. */
export const pick = (page: Page, ...files: NamedFile[]) =>
  page.getByLabel("Load files", { exact: true }).setInputFiles(
    files.map((file) => ({ mimeType: "application/octet-stream", ...file })),
  );

/** Drops files on the element of a selector, as from the desktop. */
export async function drop(page: Page, target: string, ...files: NamedFile[]): Promise<void> {
  const contents = files.map(({ name, buffer }) => ({ name, text: buffer.toString("base64") }));
  const transfer = await page.evaluateHandle((contents) => {
    const transfer = new DataTransfer();
    for (const { name, text } of contents) {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    return transfer;
  }, contents);
  for (const kind of ["dragenter", "dragover", "drop"]) {
    await page.dispatchEvent(target, kind, { dataTransfer: transfer });
  }
}

/** The first rows of MNIST's training part in the shape of Kaggle's file. */
export function mnistAsCsv(rows: number): Buffer {
  const images = gunzipSync(staged("mnist", "train-images-idx3-ubyte.gz")).subarray(16);
  const labels = gunzipSync(staged("mnist", "train-labels-idx1-ubyte.gz")).subarray(8);
  const lines = [["label", ...Array(784).keys()].map((c) => (c === "label" ? c : `pixel${c}`)).join()];
  for (let i = 0; i < rows; i++) {
    lines.push([labels[i], ...images.subarray(784 * i, 784 * (i + 1))].join());
  }
  return Buffer.from(lines.join("\r\n"));
}

/** Photographs of two classes, in a zip with a folder for each. */
export const pandasAndBears = () => readFileSync(join(root, "../shared/data/pandas-bears.zip"));

/** The files in a zip, by their paths. */
export function* unzipped(zip: Buffer): Generator<[string, Buffer]> {
  const end = zip.lastIndexOf("PK\x05\x06", undefined, "latin1");
  let at = zip.readUInt32LE(end + 16);
  for (let n = zip.readUInt16LE(end + 10); n > 0; n--) {
    const [name, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field));
    const path = zip.toString("utf8", at + 46, at + 46 + name);
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(from, from + zip.readUInt32LE(at + 20));
    if (!path.endsWith("/")) yield [path, zip.readUInt16LE(at + 10) ? inflateRawSync(packed) : packed];
    at += 46 + name + extra + comment;
  }
}

/** Clicks something that saves a file, and gives what is in it. */
export async function saved(page: Page, what: Locator): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent("download"), what.click()]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  return { name: download.suggestedFilename(), text: Buffer.concat(chunks).toString() };
}
