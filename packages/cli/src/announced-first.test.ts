import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Hook, startHook } from "@plumbline/delivery/http.fixture";
import { Notice } from "@plumbline/finding-model/notice";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { applyPlan } from "./apply-plan.ts";
import { type Cloud, openPolicy, own, queueUrl, type Rules, startCloud } from "./cloud.fixture.ts";
import { readConfig } from "./config.ts";
import { GlobalOptions } from "./global-options.ts";
import { fakeKeys, testIo } from "./io.fixture.ts";
import { notifierOf } from "./notify.ts";
import { settleRun } from "./open-grace.ts";
import { planned, planOf } from "./plan.fixture.ts";
import { reportAndTell } from "./report-and-tell.ts";
import { scan } from "./scan.ts";

const day = 24 * 3_600_000;
const start = Date.parse("2026-03-01T12:00:00Z");
let cloud: Cloud | undefined;
let hook: Hook | undefined;
afterEach(async () => {
  await cloud?.close();
  await hook?.stop();
});
const Letter = z.object({ notices: z.array(Notice) });

interface Setting {
  readonly notifyFirst?: string;
  readonly filter?: string;
  readonly answer?: () => { status: number };
  readonly rules?: Rules;
}
/** Applies one plan on several days, in one folder. */
async function world({ notifyFirst = "7d", filter = "", answer, rules = {} }: Setting = {}) {
  cloud = await startCloud({
    queues: { [`${own}/eu-west-1`]: { a: openPolicy } },
    regions: { "eu-west-1": "opt-in-not-required" },
    ...rules,
  });
  hook = await startHook(answer);
  const clock = { days: 0 };
  const { io, stderr } = testIo({ now: () => new Date(start + clock.days * day), environment: { ...fakeKeys, SIEM: hook.origin } });
  const config = `notify: { channels: [{ name: siem, kind: webhook, url: { env: SIEM }${filter} }] }\nnotifyFirst: ${notifyFirst}\n`;
  writeFileSync(join(io.folder, "plumbline.yaml"), config);
  const global = GlobalOptions.parse({ endpointUrl: cloud.url, accounts: [own], regions: ["eu-west-1"] });
  const policyOf = () => cloud?.policies.get(queueUrl(own, "eu-west-1", "a"));
  return {
    stderr,
    policyOf,
    async apply(days: number) {
      clock.days = days;
      const teller = await notifierOf(await readConfig(global, io), global, io);
      const all = await Array.fromAsync(applyPlan(planOf([planned("a")]), { global, allowIrreversible: false }, io));
      const changes = async function* () {
        yield* all;
      };
      await reportAndTell(changes(), { run: `r${days}`, teller, format: "jsonl" }, io);
      return all.map(({ status, reason }) => [status, reason]);
    },
    async scan(days: number) {
      clock.days = days;
      const { report } = await scan({ global, checks: ["sqs/not-public"] }, io);
      await settleRun(report, await readConfig(global, io), global, io);
    },
    told: () =>
      (hook?.posts ?? []).flatMap(({ body }) =>
        Letter.parse(body).notices.map(({ happened, remediation }) => [
          happened,
          remediation.state,
          "madeAfter" in remediation ? remediation.madeAfter : undefined,
        ]),
      ),
  };
}
const announced = "announced on 2026-03-01T12:00:00Z; a run from 2026-03-08T12:00:00Z on makes it";

describe("a change that is announced first", () => {
  it("is told once, waits, and is made by a run after its time", async () => {
    const { apply, told, policyOf } = await world();
    expect([await apply(0), await apply(6.9)]).toEqual([[["refused", announced]], [["refused", announced]]]);
    expect([told(), policyOf(), cloud?.writes()]).toEqual([
      [["new", "planned", "2026-03-08T12:00:00.000Z"]],
      JSON.stringify(openPolicy),
      [],
    ]);
    expect([await apply(7), policyOf()]).toEqual([[["verified", undefined]], ""]);
    expect(told().slice(1)).toEqual([["resolved", "verified", undefined]]);
  });

  it("waits anew when its finding passed meanwhile, as a scan has seen", async () => {
    const { apply, scan, told } = await world();
    await apply(0);
    cloud?.policies.set(queueUrl(own, "eu-west-1", "a"), "");
    await scan(3);
    cloud?.policies.set(queueUrl(own, "eu-west-1", "a"), JSON.stringify(openPolicy));
    expect(await apply(8)).toEqual([["refused", "announced on 2026-03-09T12:00:00Z; a run from 2026-03-16T12:00:00Z on makes it"]]);
    expect(told().map(([, , madeAfter]) => madeAfter)).toEqual(["2026-03-08T12:00:00.000Z", "2026-03-16T12:00:00.000Z"]);
  });

  it("goes on waiting when a scan sees it fail, or can't look", async () => {
    let isDenied = false;
    const fault: Rules["fault"] = ({ operation }) =>
      isDenied && operation === "GetQueueAttributes" ? { code: "AccessDenied" } : undefined;
    const { apply, scan } = await world({ rules: { fault } });
    await apply(0);
    await scan(1);
    isDenied = true;
    await scan(2);
    isDenied = false;
    expect(await apply(7)).toEqual([["verified", undefined]]);
  });

  const unheard: Record<string, Setting & { reason: RegExp }> = {
    "no channel takes it": { filter: ", minSeverity: critical", reason: /no channel takes high findings of sqs\/not-public/ },
    "the channel is down": { answer: () => ({ status: 503 }), reason: /a channel did not take it/ },
  };
  it.each(Object.entries(unheard))("is never made while nobody hears of it: %s", async (_, { reason, ...setting }) => {
    const { apply, policyOf } = await world(setting);
    for (const days of [0, 8])
      expect(await apply(days)).toEqual([["refused", expect.stringMatching(/^it must be announced first, and could not be: /)]]);
    expect((await apply(20))[0]?.[1]).toMatch(reason);
    expect([policyOf(), cloud?.writes()]).toEqual([JSON.stringify(openPolicy), []]);
  });

  it("is made at once when its check is left out", async () => {
    const { apply, told } = await world({ notifyFirst: "{ '*': 7d, 'sqs/*': 0d }" });
    expect([await apply(0), told()]).toEqual([[["verified", undefined]], [["resolved", "verified", undefined]]]);
  });
});
