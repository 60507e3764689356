import { Finding } from "@plumbline/finding-model/finding";
import { ResourceRef } from "@plumbline/finding-model/resource";
import type { MadeResource } from "@plumbline/misconfiguration-maker/make";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { beforeAll, describe, expect, it } from "vitest";
import { fakeKeys } from "./harness.fixture.ts";
import { expectedAt, jsonLines, nameOf, type World, world } from "./world.fixture.ts";

const accounts = ["101010101010", "202020202020"] as const;
let here: World;
let made: MadeResource[];
let messages = "";

beforeAll(async () => {
  here = world(emulatorUrl(), [...accounts]);
  made = await here.make();
  const polled = await here.run(["poll", "--accounts", accounts.join(","), "--only_use_test_resources", "--stdout"]);
  expect([polled.code, polled.stderr]).toEqual([0, ""]);
  messages = polled.stdout;
});

/** The poller leaves out what a region message stands for. */
const polledTypes = (name: string) => !/^(vpc|account)\//.test(name);
const remediate = (stdin: string, words: readonly string[] = [], environment: Record<string, string> = {}) =>
  here.run(["remediate", "--format", "json", ...words], { stdin, environment: { ...fakeKeys, ...environment } });
const failing = (text: string) =>
  jsonLines(text, Finding)
    .filter(({ verdict }) => verdict.status === "fail")
    .map(nameOf)
    .sort();
/** The findings are followed by what was applied, as one JSON array. */
const findingsOf = (text: string): string =>
  text
    .split("\n")
    .filter((line) => line.startsWith('{"check"'))
    .join("\n");

describe("poller | remediator", () => {
  it("the poller names exactly what the maker made, with exactly the four keys", () => {
    const refs = jsonLines(messages, ResourceRef);
    expect(messages.split("\n")[0]).toMatch(/^\{"account":"\d{12}","region":"[^"]+","type":"[^"]+","id":"[^"]+"\}$/);
    const key = ({ account, region, type, id }: ResourceRef) => [account, region, type, id].join(" ");
    expect(refs.map(key).sort()).toEqual([...new Set(made.filter(({ type }) => type !== "vpc").map(key))].sort());
    console.log(`${refs.length} messages for ${made.length} resources made`);
  });

  it("the remediator finds all that the maker says must fail, and writes nothing", async () => {
    const first = await remediate(messages);
    expect([failing(first.stdout), first.code]).toEqual([expectedAt(made, 0, accounts[1]).filter(polledTypes), 1]);
    expect(failing((await remediate(messages)).stdout)).toEqual(failing(first.stdout));
  });

  it.each(["false", "", "0", "yes"])("REMEDIATE=%j writes nothing", async (REMEDIATE) => {
    const before = failing((await remediate(messages)).stdout);
    await remediate(messages, [], { REMEDIATE });
    expect(failing((await remediate(messages)).stdout)).toEqual(before);
  });

  it("takes messages of the system before it, and tells bad lines while the others go on", async () => {
    const [first = ""] = messages.split("\n").filter((line) => line.includes('"sqs"'));
    const old = JSON.stringify({ ...JSON.parse(first), delay: 120 });
    const ran = await remediate(
      `not json\n${old}\n{"account":"12","region":"us-east-1","type":"sqs","id":"x"}\n{"account":"${accounts[0]}","region":"us-east-1","type":"ecs_cluster","id":"x"}\n`,
    );
    expect([ran.code, jsonLines(ran.stdout, Finding).map(({ check }) => check)]).toEqual([3, ["sqs/not-public"]]);
    for (const told of [/stdin line 1.*not JSON/, /stdin line 3.*12 digits/, /unknown resource type ecs_cluster/])
      expect(ran.stderr).toMatch(told);
  });

  it("a region message also asks about the region's VPCs and, in the main region, the account", async () => {
    const ran = await remediate(
      `{"account":"${accounts[0]}","region":"us-east-1","type":"region","id":""}\n{"account":"${accounts[0]}","region":"eu-west-1","type":"region","id":""}\n`,
    );
    const asked = new Set(jsonLines(ran.stdout, Finding).map(({ check, resource }) => `${check.split("/")[0]} ${resource.region}`));
    expect([...asked].sort()).toEqual(["account us-east-1", "region eu-west-1", "region us-east-1", "vpc eu-west-1", "vpc us-east-1"]);
  });

  it("--remediate begins nothing of what is more than a run may change, and says so", async () => {
    const before = failing((await remediate(messages)).stdout);
    const ran = await remediate(messages, ["--remediate", "--max-changes", "20"]);
    expect([ran.code, ran.stdout]).toEqual([4, expect.stringMatching(/"status":"refused","reason":"\d+ changes are more than the 20 of/)]);
    expect(failing((await remediate(messages)).stdout)).toEqual(before);
  });

  it("--remediate puts right what can be put right", async () => {
    const ran = await remediate(messages, ["--remediate"]);
    const open = failing(findingsOf(ran.stdout));
    const after = jsonLines((await remediate(messages)).stdout, Finding).filter(({ verdict }) => verdict.status === "fail");
    const left = after.filter(({ contained }) => !contained).map(nameOf);
    console.log(
      `${open.length} failed, ${left.length} fail still (no remediation, or it can't be undone), ${after.length - left.length} are contained`,
    );
    expect(left.length).toBeLessThan(open.length);
    expect(left.filter((name) => /^(sqs|s3_bucket|iam_role|ami|ebs_snapshot|rds_snapshot)\/(not-public|not-shared)/.test(name))).toEqual(
      [],
    );
  });
});
