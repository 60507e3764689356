import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Finding } from "./finding.ts";
import { finding, listed, run, type World } from "./lifecycle.fixture.ts";
import { type LifecycleState, lifecycle } from "./lifecycle.ts";

const place = "111111111111 eu-west-1";
const queue = `${place} sqs/a q`;
const key = (name: string) => `${place} sqs/a user/${name}`;
const checks = (...ids: string[]) => ({ checks: ids.map((id) => ({ id, title: id, severity: "high" as const, source: "" })) });
const one = (status?: Finding["verdict"]["status"], line = queue): World => ({ findings: [finding(line, status)] });
const others = ["111111111111 us-east-1 sqs", "111111111111 us-east-1 s3_bucket"].map((line) => listed(line));

interface Row {
  /** The newest first. */
  readonly before: readonly World[];
  readonly now: World;
  readonly then: readonly (readonly [LifecycleState, reason?: string])[];
}
const rows: Record<string, Row> = {
  "fails and was never seen": { before: [{}], now: one(), then: [["new"]] },
  "fails and passed": { before: [one("pass")], now: one(), then: [["new"]] },
  "fails and did not apply": { before: [one("not-applicable")], now: one(), then: [["new"]] },
  "fails as before": { before: [one()], now: one(), then: [["open"]] },
  "fails, and the run before could not look": { before: [one("unknown")], now: one(), then: [["new"]] },
  "fails, the run before could not look, and the one before that saw it fail": {
    before: [one("unknown"), one()],
    now: one(),
    then: [["open"]],
  },
  "fails, passed, and failed before that": { before: [one("pass"), one()], now: one(), then: [["reopened"]] },
  "fails, passed twice, and failed long ago": { before: [one("pass"), one("pass"), one()], now: one(), then: [["reopened"]] },
  "fails, was gone, and failed before that": { before: [{}, one()], now: one(), then: [["reopened"]] },
  "fails, could not be listed, and failed before that": {
    before: [{ lists: [listed(`${place} sqs`, "denied"), ...others] }, one()],
    now: one(),
    then: [["open"]],
  },
  "passes and failed": { before: [one()], now: one("pass"), then: [["resolved"]] },
  "does not apply and failed": { before: [one()], now: one("not-applicable"), then: [["resolved"]] },
  "passes, the run before could not look, and the one before that saw it fail": {
    before: [one("unknown"), one()],
    now: one("pass"),
    then: [["resolved"]],
  },
  "passes as before": { before: [one("pass")], now: one("pass"), then: [] },
  "passes and was unknown": { before: [one("unknown")], now: one("pass"), then: [] },
  "is unknown and passed": { before: [one("pass")], now: one("unknown"), then: [] },
  "is unknown and failed": { before: [one()], now: one("unknown"), then: [["not-looked", "it could not be judged (denied, policy): no"]] },
  "is not there, and its place was listed": { before: [one()], now: {}, then: [["resource-gone"]] },
  "is not there, and passed": { before: [one("pass")], now: {}, then: [] },
  "is not there, and its place could not be listed": {
    before: [one()],
    now: { lists: [listed(`${place} sqs`, "throttled"), ...others] },
    then: [["not-looked", "sqs in eu-west-1 of account 111111111111 could not be listed (throttled)"]],
  },
  "is not there, and its listing broke off after some were found": {
    before: [one()],
    now: { findings: [finding(`${place} sqs/a another`, "pass")], lists: [listed(`${place} sqs`, "network"), ...others] },
    then: [["not-looked", "sqs in eu-west-1 of account 111111111111 could not be listed (network)"]],
  },
  "is not there, and of two listings of its place one failed": {
    before: [one()],
    now: { lists: [listed(`${place} sqs`), listed(`${place} sqs`, "denied"), ...others] },
    then: [["not-looked", "sqs in eu-west-1 of account 111111111111 could not be listed (denied)"]],
  },
  "is in a region that is disabled now": {
    before: [one()],
    now: { lists: [listed(`${place} sqs`, "region-disabled"), ...others] },
    then: [["not-looked", "sqs in eu-west-1 of account 111111111111 could not be listed (region-disabled)"]],
  },
  "is in a region that was not looked at": {
    before: [one()],
    now: { lists: others, header: { accounts: [{ id: "111111111111", regions: ["us-east-1"] }] } },
    then: [["not-looked", "the run did not look at eu-west-1 in account 111111111111"]],
  },
  "is of a type that was not listed there": {
    before: [one()],
    now: { lists: others },
    then: [["not-looked", "the run did not look at sqs in eu-west-1 of account 111111111111"]],
  },
  "is a bucket of the region where buckets are listed, which was not asked for": {
    before: [one("fail", "111111111111 us-east-1 s3_bucket/a b")],
    now: { lists: others, header: { accounts: [{ id: "111111111111", regions: ["eu-west-1"] }] } },
    then: [["not-looked", "the run did not look at us-east-1 in account 111111111111"]],
  },
  "is of no region, and gone from runs that asked for another region than the one where it is listed": {
    before: [
      { ...one("fail", "111111111111 us-east-1 s3_bucket/a b"), header: { accounts: [{ id: "111111111111", regions: ["eu-west-1"] }] } },
    ],
    now: { lists: others, header: { accounts: [{ id: "111111111111", regions: ["eu-west-1"] }] } },
    then: [["resource-gone"]],
  },
  "is in another account": {
    before: [one()],
    now: { lists: [], header: { accounts: [{ id: "222222222222", regions: ["eu-west-1"] }] } },
    then: [["not-looked", "the run did not look at account 111111111111"]],
  },
  "is of a check that was not asked": {
    before: [one()],
    now: { header: checks("s3_bucket/a") },
    then: [["not-looked", "the run did not ask sqs/a"]],
  },
  "is of the same check at another setting": {
    before: [one("fail", `${place} sqs/a#90-days q`)],
    now: { header: checks("sqs/a#45-days") },
    then: [["not-looked", "the run did not ask sqs/a#90-days"]],
  },
  "is not among the resources with the tags": {
    before: [one()],
    now: { header: { tags: { team: "a" } } },
    then: [["not-looked", "the run looked only at resources with certain tags"]],
  },
  "is of another partition": {
    before: [one()],
    now: { header: { partition: "aws-cn" } },
    then: [["not-looked", "the run is of partition aws-cn"]],
  },
  "is a bucket that is gone, of another region than where buckets are listed": {
    before: [one("fail", `${place} s3_bucket/a b`)],
    now: {},
    then: [["resource-gone"]],
  },
  "is a bucket of a region that was not asked for": {
    before: [one("fail", `${place} s3_bucket/a b`)],
    now: { lists: others, header: { accounts: [{ id: "111111111111", regions: ["us-east-1"] }] } },
    then: [["not-looked", "the run did not look at eu-west-1 in account 111111111111"]],
  },
  "is a part that is gone, while another part is there": {
    before: [{ findings: [finding(key("k1")), finding(key("k2"))] }],
    now: { findings: [finding(key("k2"), "pass")] },
    then: [["resource-gone"], ["resolved"]],
  },
  "is a part of a resource whose parts could not be read": {
    before: [{ findings: [finding(key("k1")), finding(key("k2"))] }],
    now: { findings: [finding(`${place} sqs/a user`, "unknown")] },
    then: [
      ["not-looked", "it could not be judged (denied, policy): no"],
      ["not-looked", "it could not be judged (denied, policy): no"],
    ],
  },
  "is a part, and the whole does not apply now": {
    before: [{ findings: [finding(key("k1"))] }],
    now: { findings: [finding(`${place} sqs/a user`, "not-applicable")] },
    then: [["resource-gone"]],
  },
  "was seen in an older run alone": { before: [{ lists: [] }, one()], now: {}, then: [["resource-gone"]] },
  "nothing anywhere": { before: [{}], now: {}, then: [] },
};

const fates = async ({ before, now }: Pick<Row, "before" | "now">) =>
  Array.fromAsync(lifecycle({ later: run(now), earlier: before.map(run) }));

describe("lifecycle", () => {
  it.each(Object.entries(rows))("%s", async (_, row) => {
    const found = (await fates(row)).map(({ state, reason }) => (reason === undefined ? [state] : [state, reason]));
    expect(found).toEqual(row.then.map((then) => [...then]));
  });

  it("gives the finding as it is now, or as it was last known to fail", async () => {
    const worse = finding(queue, "fail", { severity: "critical" });
    expect((await fates({ before: [one()], now: { findings: [worse] } }))[0]?.finding).toEqual(worse);
    expect((await fates({ before: [{ lists: [] }, one()], now: one("unknown") }))[0]?.finding).toEqual(finding(queue));
    expect((await fates({ before: [one()], now: one("pass") }))[0]?.finding.verdict).toEqual({ status: "pass" });
  });

  it("reads the runs side by side, and no further ahead than one resource", async () => {
    let ahead = 0;
    const endless = run();
    const report = {
      ...endless,
      findings: async function* () {
        for (let index = 0; ; index++) {
          ahead = index;
          yield finding(`${place} sqs/a q${String(index).padStart(6, "0")}`);
        }
      },
    };
    let seen = 0;
    for await (const { state } of lifecycle({ later: report, earlier: [report] })) {
      expect(state).toBe("open");
      if (++seen === 500) break;
    }
    expect(ahead).toBeLessThan(505);
  });
});

const accounts = ["111111111111", "222222222222"];
const regions = ["eu-west-1", "us-east-1"];
const ids = ["a", "b"];
const known = ["sqs/a", "sqs/b", "s3_bucket/a"];
const all = accounts.flatMap((account) =>
  regions.flatMap((region) =>
    known.flatMap((check) => ids.flatMap((id) => ["", "/k1", "/k2"].map((part) => `${account} ${region} ${check} ${id}${part}`))),
  ),
);
/** The state of the cloud: what each part of each resource says to each check, where it is there at all. */
const cloud = fc.dictionary(fc.constantFrom(...all), fc.constantFrom("pass" as const, "fail" as const, "not-applicable" as const), {
  noNullPrototype: true,
});
const scope = fc.record({
  accounts: fc.subarray(accounts),
  regions: fc.subarray(regions),
  checks: fc.subarray(known),
  lost: fc.subarray(
    accounts.flatMap((account) => regions.flatMap((region) => ["sqs", "s3_bucket"].map((type) => `${account} ${region} ${type}`))),
  ),
  unread: fc.subarray(all.map((line) => line.replace(/\/k\d$/, ""))),
  tagged: fc.boolean(),
});
type Of<T> = T extends fc.Arbitrary<infer V> ? V : never;
const homeOf = (account: string, region: string, type: string) => `${account} ${type === "s3_bucket" ? "us-east-1" : region} ${type}`;
const whole = { accounts, regions, checks: known, lost: [], unread: [], tagged: false };

/** Tells whether a scan with this scope tells of a line whether it is there or not. */
const looksAt = (line: string, { accounts, regions, checks, lost, unread, tagged }: Of<typeof scope>) => {
  const [account = "", region = "", check = "", name = ""] = line.split(" ");
  const isUnread = unread.includes(`${account} ${region} ${check} ${name.split("/")[0]}`);
  const isListed = !lost.includes(homeOf(account, region, check.split("/")[0] ?? ""));
  return accounts.includes(account) && regions.includes(region) && checks.includes(check) && isListed && !isUnread && !tagged;
};
/** What such a scan of such a cloud writes. */
function scan(state: Of<typeof cloud>, asked: Of<typeof scope>): World {
  const { accounts, regions, checks, lost, unread, tagged } = asked;
  const types = ["sqs", "s3_bucket"].filter((type) => checks.some((check) => check.startsWith(type)));
  const lists = accounts.flatMap((account) =>
    types.flatMap((type) => (type === "s3_bucket" ? ["us-east-1"] : regions).map((region) => `${account} ${region} ${type}`)),
  );
  const seen = Object.entries(state).flatMap(([line, status]) => {
    const wholeResource = line.replace(/\/k\d$/, "");
    if (looksAt(line, { ...asked, unread: [], tagged: false }))
      return unread.includes(wholeResource) ? [finding(wholeResource, "unknown")] : [finding(line, status)];
    return [];
  });
  return {
    findings: [...new Map(seen.map((one) => [one.fingerprint, one])).values()],
    lists: lists.map((line) => listed(line, lost.includes(line) ? "denied" : "ok")),
    header: {
      accounts: accounts.map((id) => ({ id, regions })),
      checks: checks.map((id) => ({ id, title: id, severity: "high" as const, source: "" })),
      ...(tagged ? { tags: { team: "a" } } : {}),
    },
  };
}

describe("laws", () => {
  it("a partial scan never closes what it did not look at, and closes all that it saw put right", async () => {
    await fc.assert(
      fc.asyncProperty(cloud, cloud, scope, async (before, now, asked) => {
        const told = await fates({ before: [scan(before, whole)], now: scan(now, asked) });
        const states = new Map(told.map(({ state, finding }) => [finding.fingerprint, state]));
        // Of what is not there any more nothing is unread; what is there in spite of a filter by tags has them.
        const there = new Set(Object.keys(now).map((line) => line.replace(/\/k\d$/, "")));
        const isTold = (line: string) => {
          const isThere = there.has(line.replace(/\/k\d$/, ""));
          return looksAt(line, { ...asked, ...(isThere ? { tagged: false } : { unread: [] }) });
        };
        for (const [line, status] of Object.entries(before)) {
          const state = states.get(finding(line).fingerprint);
          if (status !== "fail") expect(["new", undefined]).toContain(state);
          else if (!isTold(line)) expect(state).toBe("not-looked");
          else
            expect(state).toBe(
              { fail: "open", pass: "resolved", "not-applicable": "resolved", gone: "resource-gone" }[now[line] ?? "gone"],
            );
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("a scan of the same world says nothing but open, and each finding once", async () => {
    await fc.assert(
      fc.asyncProperty(cloud, async (state) => {
        const told = await fates({ before: [scan(state, whole)], now: scan(state, whole) });
        expect(told.map(({ state }) => state)).toEqual(
          Object.values(state)
            .filter((status) => status === "fail")
            .map(() => "open"),
        );
        expect(new Set(told.map(({ finding }) => finding.fingerprint)).size).toBe(told.length);
      }),
    );
  });
});
