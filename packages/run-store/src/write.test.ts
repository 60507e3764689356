import { mkdir, mkdtemp, writeFile as put, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { StoreError } from "./error.ts";
import { storeError, writeFile, writeStream } from "./write.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "reports-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function* failing() {
  yield "half";
  throw new Error("the source broke");
}
const caught = async (work: Promise<unknown>): Promise<unknown> => work.then(() => "nothing was thrown").catch((error: unknown) => error);

test("a file holds all chunks in order and nothing else is left", async () => {
  const chunks = Array.from({ length: 50_000 }, (_, index) => `line ${index} é\n`);
  await writeFile(join(folder, "report.txt"), chunks);
  expect(await readFile(join(folder, "report.txt"), "utf8")).toBe(chunks.join(""));
  expect(await readdir(folder)).toEqual(["report.txt"]);
});

test("bytes are written as they are, also between texts", async () => {
  const bytes = Uint8Array.of(0x1f, 0x8b, 0xff, 0x00);
  await writeFile(join(folder, "report.bin"), ["é", bytes, "b", bytes]);
  expect([...(await readFile(join(folder, "report.bin")))]).toEqual([0xc3, 0xa9, ...bytes, 0x62, ...bytes]);
});

test("no chunks make an empty file", async () => {
  await writeFile(join(folder, "report.txt"), []);
  expect(await readFile(join(folder, "report.txt"), "utf8")).toBe("");
});

test("a source that fails leaves no file and gives its own error", async () => {
  expect(await caught(writeFile(join(folder, "report.txt"), failing()))).toMatchObject({ message: "the source broke" });
  expect(await readdir(folder)).toEqual([]);
});

test("a source that fails leaves the older file as it was", async () => {
  await put(join(folder, "report.txt"), "older");
  await caught(writeFile(join(folder, "report.txt"), failing()));
  expect(await readFile(join(folder, "report.txt"), "utf8")).toBe("older");
  expect(await readdir(folder)).toEqual(["report.txt"]);
});

test("a temporary name that is taken, even by a link, is not written through", async () => {
  await put(join(folder, "victim"), "untouched");
  await symlink(join(folder, "victim"), join(folder, `.report.txt.${process.pid}-0.tmp`));
  await writeFile(join(folder, "report.txt"), ["new"]);
  expect(await readFile(join(folder, "victim"), "utf8")).toBe("untouched");
  expect(await readFile(join(folder, "report.txt"), "utf8")).toBe("new");
});

test("two writers at once leave one whole file", async () => {
  const path = join(folder, "report.txt");
  const all = (letter: string) => Array.from({ length: 1000 }, () => letter.repeat(200));
  await Promise.all([writeFile(path, all("a")), writeFile(path, all("b"))]);
  expect(["a".repeat(200_000), "b".repeat(200_000)]).toContain(await readFile(path, "utf8"));
  expect(await readdir(folder)).toEqual(["report.txt"]);
});

const unwritable = {
  "a folder that does not exist": { path: "none/report.txt", hint: "create the folder, or name another one" },
  "a folder that is a file": { path: "file/report.txt", hint: "a part of the path is a file: name another folder" },
  "a file that is a folder": { path: "folder", hint: "the path is a folder: name a file in it" },
};
test.each(Object.entries(unwritable))("unwritable: %s", async (_, { path, hint }) => {
  await put(join(folder, "file"), "");
  await mkdir(join(folder, "folder"));
  const error = await caught(writeFile(join(folder, path), ["x"]));
  expect(error).toBeInstanceOf(StoreError);
  expect(error).toMatchObject({ code: "unwritable", path: join(folder, path), hint });
  expect((await readdir(folder)).sort()).toEqual(["file", "folder"]);
});

const coded = {
  "no permission": { code: "EACCES", as: "unwritable" },
  "read-only file system": { code: "EROFS", as: "unwritable" },
  "full disk": { code: "ENOSPC", as: "no-space" },
  "reader gone": { code: "EPIPE", as: "closed" },
  "anything else": { code: "EIO", as: "unwritable" },
};
test.each(Object.entries(coded))("error code: %s", (_, { code, as }) => {
  const cause = Object.assign(new Error("it failed"), { code });
  const error = storeError("/reports/a.html", cause);
  expect(error).toMatchObject({
    code: as,
    path: "/reports/a.html",
    message: "cannot write /reports/a.html: it failed",
    cause,
  });
  expect(error.hint).not.toBe("");
});

test("a slow stream is waited for, gets everything, and stays open", async () => {
  let inFlight = 0;
  let most = 0;
  let text = "";
  const produced = { length: 0 };
  const slow = new Writable({
    highWaterMark: 16,
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      inFlight = produced.length - text.length;
      most = Math.max(most, inFlight);
      setTimeout(done, 1);
    },
  });
  async function* chunks() {
    for (let index = 0; index < 40; index += 1) {
      produced.length += 50_000;
      yield "x".repeat(50_000);
    }
  }
  await writeStream(slow, chunks());
  expect(text).toHaveLength(2_000_000);
  expect(most).toBeLessThan(600_000);
  expect(slow.writableEnded).toBe(false);
});

test("a reader that goes away is a typed error", async () => {
  const closed = new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" })) });
  const error = await caught(writeStream(closed, ["x"]));
  expect(error).toBeInstanceOf(StoreError);
  expect(error).toMatchObject({ code: "closed", path: "standard output" });
});

test("a source that fails gives a stream's caller its own error", async () => {
  const open = new Writable({ write: (_chunk, _encoding, done) => done() });
  expect(await caught(writeStream(open, failing()))).toMatchObject({ message: "the source broke" });
});
