import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { logFiles } from "./log-files.ts";
import { dayFolders, keyBefore, logFolder, Trail } from "./log-keys.ts";

const trail = { bucket: "logs", account: "111111111111", region: "eu-west-1" };
const folder = "AWSLogs/111111111111/CloudTrail/eu-west-1";
const window = { from: new Date("2026-02-28T23:50:30Z"), to: new Date("2026-03-01T00:10:00Z") };
const name = (stamp: string) => `111111111111_CloudTrail_eu-west-1_${stamp}_abcdef.json.gz`;
const late = `${folder}/2026/02/28/${name("20260228T2350Z")}`;
const next = `${folder}/2026/03/01/${name("20260301T0005Z")}`;
const early = `${folder}/2026/02/28/${name("20260228T2345Z")}`;
const fileOf = (...ids: string[]) => gzipSync(JSON.stringify({ Records: ids.map((eventID) => ({ eventID })) }));

interface Asked {
  readonly Prefix: string;
  readonly StartAfter: string;
  readonly ContinuationToken?: string;
  readonly Key: string;
}
/** S3 with these objects; a page of a listing has one. */
const bucketOf = (objects: Record<string, Buffer>) =>
  fakeAws({
    answers: {
      ListObjectsV2: ({ Prefix, StartAfter, ContinuationToken }: Asked) => {
        const keys = Object.keys(objects).filter((key) => key.startsWith(Prefix) && key > (ContinuationToken ?? StartAfter));
        const [first, ...others] = keys.sort();
        return first === undefined ? {} : { Contents: [{ Key: first }], NextContinuationToken: others.length > 0 ? first : undefined };
      },
      GetObject: ({ Key }: Asked) => ({ Body: Readable.from([objects[Key]!]) }),
    },
  });
const idsIn = async (objects: Record<string, Buffer>, more: object = {}) => {
  const ids: unknown[] = [];
  for await (const read of logFiles(bucketOf(objects), { ...trail, ...more }, window))
    ids.push("value" in read ? (read.value as { eventID: string }).eventID : read.reason);
  return ids;
};

describe("logFiles", () => {
  it("reads the files that were delivered from then on, over days and pages, oldest first", async () => {
    expect(await idsIn({ [next]: fileOf("c"), [late]: fileOf("a", "b"), [early]: fileOf("0") })).toEqual(["a", "b", "c"]);
  });

  it("reads no digests, and no files of other regions and accounts", async () => {
    const others = [
      late.replace("/CloudTrail/", "/CloudTrail-Digest/"),
      late.replaceAll("eu-west-1", "eu-west-2"),
      late.replaceAll("1111", "2222"),
    ];
    expect(
      await idsIn({
        [late]: fileOf("a"),
        [`${late}.md5`]: Buffer.from("?"),
        ...Object.fromEntries(others.map((key) => [key, fileOf("x")])),
      }),
    ).toEqual(["a"]);
  });

  it("tells a file that breaks off, and goes on", async () => {
    const [broken] = await idsIn({ [late]: fileOf("a").subarray(0, 12), [next]: fileOf("c") });
    expect(broken).toContain("can't be read");
    expect((await idsIn({ [late]: fileOf("a").subarray(0, 12), [next]: fileOf("c") })).at(-1)).toBe("c");
  });

  it("takes no new file for an answer where there are older ones, and for none where there never was one", async () => {
    expect(await idsIn({ [early.replace("02/28", "02/01")]: fileOf("0") })).toEqual([]);
    await expect(idsIn({ [late]: fileOf("a") }, { prefix: "elsewhere" })).rejects.toMatchObject({
      ...{ name: "CloudTrailError", code: "no-records", kind: "absent" },
      message: expect.stringContaining(`s3://logs/elsewhere/${folder}/`),
    });
  });

  it("rejects where S3 refuses it", async () => {
    const refusal = () => {
      throw Object.assign(new Error("Access Denied"), { name: "AccessDenied" });
    };
    const read = logFiles(fakeAws({ answers: { ListObjectsV2: refusal } }), trail, window).next();
    await expect(read).rejects.toMatchObject({ name: "AwsError", kind: "denied" });
  });
});

describe("keys", () => {
  const rows: Record<string, [trail: object, folder: string]> = {
    "of an account's own trail": [{}, `${folder}/`],
    "with a prefix": [{ prefix: "audit/" }, `audit/${folder}/`],
    "of an organization's trail": [{ organizationId: "o-exampleorgid" }, `AWSLogs/o-exampleorgid/111111111111/CloudTrail/eu-west-1/`],
  };
  it.each(Object.entries(rows))("%s", (_, [more, expected]) => {
    expect(logFolder({ ...trail, ...more })).toBe(expected);
  });

  it("are by day, and begin with the minute", () => {
    const days = dayFolders(trail, new Date("2026-02-27T23:59:59Z"), new Date("2026-03-01T00:00:00Z"));
    expect(days).toEqual(["27", "28"].map((day) => `${folder}/2026/02/${day}/`).concat(`${folder}/2026/03/01/`));
    const before = keyBefore(trail, window.from);
    expect([early > before, late > before, next > before]).toEqual([false, true, true]);
  });

  it("are refused for what is no account, region or organization", () => {
    for (const bad of [{ account: "1" }, { region: "global" }, { organizationId: "../x" }])
      expect(Trail.safeParse({ ...trail, ...bad }).success).toBe(false);
  });
});
