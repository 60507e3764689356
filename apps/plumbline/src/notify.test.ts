import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Cloud, openPolicy, own, type Queues, queueUrl, startCloud } from "@plumbline/cli/cloud.fixture";
import { type Hook, startHook } from "@plumbline/delivery/http.fixture";
import { Notice } from "@plumbline/finding-model/notice";
import { readJournal } from "@plumbline/run-store/journal";
import { startMailServer } from "@plumbline/testkit/mail-server";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { fakeKeys, newFolder, plumbline } from "./harness.fixture.ts";

const stops: (() => Promise<void>)[] = [];
afterEach(() => Promise.all(stops.splice(0).map((stop) => stop())));
const started = <T extends { stop?(): Promise<void>; close?(): Promise<void> }>(one: T): T => {
  stops.push(async () => void (await (one.stop ?? one.close)?.call(one)));
  return one;
};

const canary = "/services/T0CANARY/B0CANARY/tokenCANARYtoken";
const noticesOf = (hook: Hook) => hook.posts.flatMap(({ body }) => z.object({ notices: z.array(Notice) }).parse(body).notices);
const inShort = (hook: Hook) => noticesOf(hook).map(({ finding, happened }) => `${finding.resource.id.split("/").at(-1)} ${happened}`);

interface Place {
  readonly folder: string;
  readonly cloud: Cloud;
  readonly environment: Record<string, string>;
}
async function place(hook: Hook, queues: Queues[string], more = ""): Promise<Place> {
  const cloud = started(await startCloud({ queues: { [`${own}/us-east-1`]: queues } }));
  const folder = newFolder();
  writeFileSync(
    join(folder, "plumbline.yaml"),
    `notify:\n  channels:\n    - { name: siem, kind: webhook, url: { env: SIEM_URL } }\n${more}`,
  );
  return { folder, cloud, environment: { ...fakeKeys, SIEM_URL: `${hook.origin}${canary}` } };
}
const scan = ({ folder, cloud, environment }: Place, more: string[] = ["--notify"]) =>
  plumbline(["scan", "--checks", "sqs/not-public", "--accounts", own, "--regions", "us-east-1", "--endpoint-url", cloud.url, ...more], {
    folder,
    environment,
  });

/** Everything that a command left in its folder, and said. */
const allText = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");

describe("scan --notify", () => {
  it("tells what fails once, and what is resolved or gone", async () => {
    const hook = started(await startHook());
    const here = await place(hook, { open: openPolicy, gone: openPolicy, closed: null });
    expect((await scan(here)).code).toBe(1);
    expect((await scan(here)).code).toBe(1);
    expect(inShort(hook).sort()).toEqual(["gone new", "open new"]);
    const urls = [...here.cloud.policies.keys()];
    here.cloud.policies.set(urls.find((url) => url.endsWith("/open")) ?? "", "");
    here.cloud.policies.delete(urls.find((url) => url.endsWith("/gone")) ?? "");
    expect((await scan(here)).code).toBe(0);
    expect(inShort(hook).slice(2).sort()).toEqual(["gone resolved", "open resolved"]);
    const [first] = noticesOf(hook);
    expect(first?.remediation).toEqual({ state: "not-tried" });
    expect(first?.links[0]?.url).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  });

  it("tells nobody when it is not asked to", async () => {
    const hook = started(await startHook());
    const here = await place(hook, { open: openPolicy });
    await scan(here, []);
    expect(hook.posts).toEqual([]);
  });

  it("resolves nothing that could not be looked at", async () => {
    const hook = started(await startHook());
    let isDenied = false;
    const here = await place(hook, { open: openPolicy });
    const cloud = started(
      await startCloud({
        queues: { [`${own}/us-east-1`]: { open: openPolicy } },
        fault: ({ operation }) => (isDenied && operation === "GetQueueAttributes" ? { code: "AccessDeniedException" } : undefined),
      }),
    );
    await scan({ ...here, cloud });
    isDenied = true;
    expect((await scan({ ...here, cloud })).code).toBe(3);
    expect(inShort(hook)).toEqual(["open new"]);
  });

  it("keeps what could not be told, says so, and sends it first at the next run; no secret is told to anybody", async () => {
    let isDown = true;
    const hook = started(await startHook(() => (isDown ? { status: 503, body: `no ${canary}` } : { status: 200 })));
    const here = await place(hook, { open: openPolicy });
    const failed = await scan(here, ["--notify", "--debug"]);
    expect(failed.code).toBe(3);
    expect(failed.stderr).toContain("channel siem: answered 503: no <secret>; 1 notice left to the next run, which sends them first");
    expect(`${failed.stdout}${failed.stderr}${allText(here.folder)}`).not.toMatch(/CANARY/);
    expect(hook.posts).toHaveLength(4);
    isDown = false;
    expect((await scan(here)).code).toBe(1);
    expect(inShort(hook).slice(4)).toEqual(["open new"]);
  });

  it("mails a digest, and its password is told to nobody but the server", async () => {
    const hook = started(await startHook());
    const server = started(await startMailServer({ tls: "starttls", login: { user: "u", password: "CANARY-password" } }));
    const smtp = `{ host: 127.0.0.1, port: ${server.port}, user: u, password: { file: smtp-password }, caFile: ca.pem }`;
    const mail = `    - { name: mail, kind: mail, from: plumbline@example.com, to: [ops@example.com], smtp: ${smtp} }\n  mailAllowed: [example.com]\n`;
    const here = await place(hook, { open: openPolicy, wide: openPolicy }, mail);
    writeFileSync(join(here.folder, "smtp-password"), "CANARY-password\n");
    writeFileSync(join(here.folder, "ca.pem"), server.ca);
    const ran = await scan(here, ["--notify", "--debug"]);
    expect(ran.code).toBe(1);
    expect(server.mails.map(({ subject, to, isEncrypted }) => [subject, to, isEncrypted])).toEqual([
      ["Plumbline: 2 notices (2 not tried)", ["ops@example.com"], true],
    ]);
    writeFileSync(join(here.folder, "smtp-password"), "");
    expect(`${ran.stdout}${ran.stderr}${allText(here.folder)}`).not.toMatch(/CANARY/);
  });
});

describe("what becomes of changes is told", () => {
  const told = (hook: Hook) =>
    noticesOf(hook).map(({ happened, remediation, run }) => [happened, remediation.state, run === "" ? "" : "of a run"].join(" "));
  const run = ({ folder, cloud, environment }: Place, words: string[], stdin = "") =>
    plumbline([...words, "--endpoint-url", cloud.url], { folder, environment, stdin });
  const message = (name: string) =>
    `${JSON.stringify({ account: own, region: "us-east-1", type: "sqs", id: queueUrl(own, "us-east-1", name) })}\n`;

  it("by apply and undo, with or without a scan before; the next scan has nothing to add", async () => {
    const hook = started(await startHook());
    const here = await place(hook, { open: openPolicy });
    expect(
      (
        await run(here, [
          "plan",
          "--live",
          "--checks",
          "sqs/not-public",
          "--accounts",
          own,
          "--regions",
          "us-east-1",
          "--plan-file",
          "plan.json",
        ])
      ).code,
    ).toBe(0);
    expect((await run(here, ["apply", "plan.json"])).code).toBe(0);
    expect(hook.posts).toEqual([]);
    expect((await run(here, ["apply", "plan.json", "--apply"])).code).toBe(0);
    await scan(here);
    const [entry] = await readJournal(join(here.folder, "plumbline-output", "journal.jsonl"));
    const undone = await run(here, ["undo", entry?.change.id ?? "", "--apply"]);
    expect(undone.code).toBe(0);
    await scan(here);
    expect(told(hook)).toEqual(["resolved verified of a run", "new undone of a run"]);
    const [cured] = noticesOf(hook);
    expect(cured?.finding.title).toBe("No SQS queue is public");
    expect(cured?.remediation).toMatchObject({ outcome: "cured", change: entry?.change.id });
  });

  it("by remediate, which tells what it found when it may not write", async () => {
    const hook = started(await startHook());
    const here = await place(hook, { open: openPolicy, closed: null });
    const stdin = message("open") + message("closed");
    expect((await run(here, ["remediate", "--checks", "sqs/not-public"], stdin)).code).toBe(1);
    expect((await run(here, ["remediate", "--checks", "sqs/not-public"], stdin)).code).toBe(1);
    expect(told(hook)).toEqual(["new not-tried of a run"]);
    await run(here, ["remediate", "--checks", "sqs/not-public", "--remediate"], stdin);
    await run(here, ["remediate", "--checks", "sqs/not-public", "--remediate"], stdin);
    expect(told(hook)).toEqual(["new not-tried of a run", "resolved verified of a run"]);
  });

  it("and a channel that is down makes exit code 3, after the changes were made", async () => {
    const hook = started(await startHook(() => ({ status: 500 })));
    const here = await place(hook, { open: openPolicy });
    const ran = await run(here, ["remediate", "--checks", "sqs/not-public", "--remediate"], message("open"));
    expect([ran.code, here.cloud.writes()]).toEqual([3, ["SetQueueAttributes"]]);
    expect(ran.stderr).toContain("channel siem: answered 500; 1 notice left");
  });
});

describe("what is set wrongly ends the command before its first call", () => {
  const webhook = (marks: string) => `notify:\n  channels: [{ name: siem, kind: webhook, url: { env: SIEM_URL }${marks} }]\n`;
  const rows: Record<string, { config: string; environment?: Record<string, string>; says: RegExp }> = {
    "no channel": { config: "", says: /--notify: the configuration names no channel/ },
    "a variable that is not set": { config: webhook(""), says: /channel siem of notify: variable SIEM_URL is not set/ },
    "a URL that is not https": {
      config: webhook(""),
      environment: { SIEM_URL: `http://hooks.example.com${canary}` },
      says: /channel siem of notify: the webhook's URL is not https/,
    },
    "a URL that is none": {
      config: webhook(""),
      environment: { SIEM_URL: canary },
      says: /channel siem of notify: the webhook's URL is none/,
    },
    "a URL in the file": {
      config: `notify:\n  channels: [{ name: siem, kind: webhook, url: "https://hooks.example.com${canary}" }]\n`,
      says: /the secret itself must not stand in the configuration/,
    },
    "an unknown check": {
      config: webhook(", checks: [sqs/not-pubic]"),
      environment: { SIEM_URL: `https://hooks.example.com${canary}` },
      says: /unknown check sqs\/not-pubic/,
    },
    "mail to somebody who is not allowed": {
      config:
        "notify:\n  channels: [{ name: m, kind: mail, from: p@example.com, to: [eve@elsewhere.example], smtp: { host: h, port: 25 } }]\n",
      says: /mail to eve@elsewhere\.example is not allowed/,
    },
  };
  it.each(Object.entries(rows))("%s", async (_, { config, environment = {}, says }) => {
    const cloud = started(await startCloud());
    const folder = newFolder();
    writeFileSync(join(folder, "plumbline.yaml"), config);
    const ran = await scan({ folder, cloud, environment: { ...fakeKeys, ...environment } });
    expect(ran.stderr).toMatch(says);
    expect([ran.code, ran.stdout, cloud.calls, readdirSync(folder)]).toEqual([2, "", [], ["plumbline.yaml"]]);
    expect(ran.stderr).not.toMatch(/CANARY/);
  });

  it("and doctor says so", async () => {
    const cloud = started(await startCloud());
    const folder = newFolder();
    writeFileSync(join(folder, "plumbline.yaml"), webhook(""));
    const ran = await plumbline(["doctor", "--endpoint-url", cloud.url], { folder });
    expect([ran.code, ran.stdout]).toEqual([2, expect.stringMatching(/^BAD configuration .*variable SIEM_URL is not set/m)]);
  });
});

it("policy --notify grants publishing to the topics of the configuration", async () => {
  const folder = newFolder();
  const topic = "arn:aws:sns:eu-west-1:111111111111:remediator_notifications";
  writeFileSync(join(folder, "plumbline.yaml"), `notify: { channels: [{ name: topic, kind: sns, topic: "${topic}" }] }\n`);
  const words = ["policy", "reader", "--checks", "sqs/not-public"];
  const [without, told] = [await plumbline(words, { folder }), await plumbline([...words, "--notify"], { folder })];
  const statementsOf = (text: string) => z.object({ Statement: z.array(z.json()) }).parse(JSON.parse(text)).Statement;
  const also = { Sid: "PlumblineNotices", Effect: "Allow", Action: ["sns:Publish"], Resource: topic };
  expect(statementsOf(told.stdout)).toEqual([...statementsOf(without.stdout), also]);
  expect(await plumbline([...words, "--notify"])).toMatchObject({ code: 2, stderr: expect.stringContaining("names no channel") });
});
