/** Files that were sent as a partial upload are said to be sent only where nothing was sent after them. */
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startUploads, type Uploads } from "./uploads.fixture.ts";

let uploads: Uploads;
beforeEach(async () => {
  uploads = await startUploads();
});
afterEach(() => uploads.kenna.stop());
/** Exports some findings of those that there are. */
const excerpt = async (...ids: string[]) => {
  await uploads.exported(...ids);
  uploads.changeManifest({ isExcerpt: true });
};
const isSaid = async () => (await uploads.run("diff")).stderr.includes("these files were sent");
const upload = async () => expect((await uploads.run("upload")).code).toBe(0);
const notes = (): readonly { readonly manifest: string }[] =>
  JSON.parse(readFileSync(uploads.place("last-uploaded/partial-uploads.json"), "utf8")).uploads;

it("other files were sent since, and then the same ones once more", async () => {
  await uploads.exported("a", "b");
  await upload();
  await excerpt("a");
  expect(await isSaid()).toBe(false);
  await upload();
  expect(await isSaid()).toBe(true);
  const [first] = notes();
  await excerpt("b");
  await upload();
  await excerpt("a");
  expect(await isSaid()).toBe(false);
  await upload();
  expect(await isSaid()).toBe(true);
  expect([notes().length, notes()[1]?.manifest]).toEqual([2, first?.manifest]);
});

it("newer files are on their way", async () => {
  await uploads.exported("a", "b");
  await upload();
  await excerpt("a");
  await upload();
  await excerpt("b");
  uploads.kenna.fault({ method: "POST", path: "/run$", deed: { kind: "status", status: 403 } });
  expect((await uploads.run("upload")).code).toBe(4);
  await excerpt("a");
  expect(await isSaid()).toBe(false);
});
