import { join } from "node:path";
import { EC2Client, RunInstancesCommand, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { knownCells } from "@plumbline/car-model/state/notes";
import { openState } from "@plumbline/car-model/state/open-state";
import { memberCredentials } from "@plumbline/testkit/account";
import { startCarService } from "@plumbline/testkit/car-service/start-car-service";
import { emulatorCredentials, emulatorAccount as own } from "@plumbline/testkit/emulator";
import { accessDenied, assumeRoleRefused, type Faults } from "@plumbline/testkit/faults";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CommandName, commands, runAs } from "./run-as.fixture.ts";
import { startWorld, type World } from "./world.fixture.ts";

const [member, never] = ["222222222222", "333333333333"];
let world: World;
const clients = new Map<string, EC2Client>();
const clientOf = async (account: string, region: string): Promise<EC2Client> => {
  const { url } = world.proxy;
  const credentials = account === own ? emulatorCredentials : await memberCredentials({ url, account, partition: "aws" });
  const client = clients.get(`${account}/${region}`) ?? new EC2Client({ endpoint: url, region, credentials });
  clients.set(`${account}/${region}`, client);
  return client;
};
/** Makes an instance, and answers how CAR names it. */
async function make(account: string, region: string): Promise<string> {
  const client = await clientOf(account, region);
  const { Instances } = await client.send(new RunInstancesCommand({ ImageId: "ami-12c6146b", MinCount: 1, MaxCount: 1 }));
  return `arn:aws:ec2:${region}:${account}:instance/${Instances?.[0]?.InstanceId}`;
}
async function end(arn: string): Promise<void> {
  const [, , , region = "", account = "", resource = ""] = arn.split(":");
  await (await clientOf(account, region)).send(new TerminateInstancesCommand({ InstanceIds: [resource.split("/")[1] ?? ""] }));
}
beforeAll(async () => {
  world = await startWorld(emulatorUrl());
});
afterAll(async () => {
  for (const client of clients.values()) client.destroy();
  await world.stop();
});

const asked = ["--accounts", `${own},${member}`, "-region", "eu-west-1,us-east-1", "--types", "ec2", "--vulnerabilities", "none"];
interface Told {
  readonly mode: string;
  readonly reason?: string;
  readonly unretired?: string;
  readonly incomplete: readonly { readonly account: string; readonly region: string; readonly outcome: string }[];
}
async function run(more: readonly string[] = [], command: CommandName = "connector", environment: Record<string, string> = {}) {
  const { code, stdout, stderr } = await runAs(command, world, [...asked, "--format", "json", ...more], environment);
  expect(stdout, stderr).not.toBe("");
  const told: Told = JSON.parse(stdout);
  return { code, ...told, incomplete: [...new Set(told.incomplete.map(({ account, outcome }) => `${account} ${outcome}`))] };
}
const assets = (source?: string) => Object.keys(world.service.model(source).vertices["asset"] ?? {}).toSorted();
const refuse = (faults: Faults = () => undefined) => {
  world.refused.faults = faults;
};
const sessionsSince = (from: number) =>
  world.service.requests.slice(from).flatMap(({ method, path }) => (path.includes("full-import") ? method : []));
/** From when on each account is followed. */
function savePoints(): Record<string, number | undefined> {
  const state = openState(join(world.folder, "plumbline-output/car/aws-test.db"));
  const all = knownCells(state).filter(({ region }) => region === "eu-west-1");
  state.close();
  return Object.fromEntries(all.map(({ account, since }) => [account, since]));
}

describe("many accounts and regions", () => {
  it("are one import; one that is refused keeps all that it had, and its own save point", async () => {
    const [a, b, c, d] = [
      await make(own, "eu-west-1"),
      await make(own, "us-east-1"),
      await make(member, "eu-west-1"),
      await make(member, "us-east-1"),
    ];
    expect(await run()).toMatchObject({ code: 0, mode: "full", incomplete: [] });
    expect([assets(), Object.keys(world.service.model().vertices["geolocation"] ?? {})]).toEqual([
      [a, b, c, d].toSorted(),
      ["eu-west-1", "us-east-1"],
    ]);

    await end(a);
    await end(c);
    const e = await make(own, "eu-west-1");
    const before = savePoints();
    refuse(assumeRoleRefused(member));
    for (const [i, command] of commands.entries()) {
      expect(await run([], command)).toMatchObject({ code: [53, 3][i], mode: "incremental", incomplete: [`${member} denied`] });
      expect(assets()).toEqual([b, c, d, e].toSorted());
    }
    expect(savePoints()[member]).toBe(before[member]);
    expect(savePoints()[own]).toBeGreaterThan(before[own] ?? 0);
    // A full import opens a session, and what is not sent within it counts as gone: what is known of the account is sent again.
    expect(await run(["--full"])).toMatchObject({ code: 53, mode: "full", incomplete: [`${member} denied`] });
    expect([assets(), world.service.isSessionOpen()]).toEqual([[b, c, d, e].toSorted(), false]);

    refuse((call) => (call.account === member && call.region === "us-east-1" && call.service === "ec2" ? accessDenied(call) : undefined));
    expect(await run()).toMatchObject({ code: 53, mode: "incremental", incomplete: [`${member} denied`] });
    expect(assets()).toEqual([b, d, e].toSorted());
    refuse();
    expect(await run()).toMatchObject({ code: 0, mode: "incremental", incomplete: [] });
    expect(assets()).toEqual([b, d, e].toSorted());
  });

  it("of which one was never seen are sent without a session, and followed from then on", async () => {
    const more = ["--accounts", `${own},${member},${never}`];
    const [before, requests] = [assets(), world.service.requests.length];
    refuse(assumeRoleRefused(never));
    const first = await run(more);
    expect([first.code, first.mode, first.incomplete, first.unretired]).toEqual([53, "full", [`${never} denied`], undefined]);
    // The state knows all that CAR holds, so that nothing has to be retired.
    expect(await run(more)).toMatchObject({ code: 53, mode: "incremental", incomplete: [`${never} denied`] });
    expect(assets()).toEqual(before);
    expect(sessionsSince(requests)).toEqual([]);
    refuse();
    const added = await make(never, "eu-west-1");
    expect(await run(more)).toMatchObject({ code: 0, mode: "incremental", incomplete: [] });
    expect(assets()).toEqual([...before, added].toSorted());
    await end(added);
    expect(await run(more)).toMatchObject({ code: 0, mode: "incremental" });
    expect(assets()).toEqual(before);
  });

  it("of which one can't be seen when the state is lost are imported without a session, and retire when it can be", async () => {
    const state = ["--state-file", "lost.db"];
    const [before, requests] = [assets(), world.service.requests.length];
    refuse(assumeRoleRefused(member));
    const first = await run(state);
    const unseen = expect.stringMatching(new RegExp(`^ec2 of ${member}/.* could not be seen whole$`));
    expect([first.code, first.mode, first.unretired]).toEqual([53, "full", unseen]);
    expect(await run(state)).toMatchObject({ code: 53, mode: "incremental", incomplete: [`${member} denied`] });
    expect([assets(), sessionsSince(requests)]).toEqual([before, []]);
    refuse();
    expect(await run(state)).toMatchObject({ code: 0, mode: "incremental", incomplete: [] });
    const reason = "an earlier one could retire nothing, and all has been seen since";
    expect(await run(state)).toMatchObject({ code: 0, mode: "full", reason, incomplete: [] });
    expect(sessionsSince(requests)).toEqual(["POST", "DELETE"]);
    expect(await run(state)).toMatchObject({ code: 0, mode: "incremental" });
    expect(assets()).toEqual(before);
  });

  it("that are asked for no more are taken out", async () => {
    const reason = "the accounts, regions or types are others than in the last run";
    expect(await run(["-region", "eu-west-1"])).toMatchObject({ code: 0, mode: "full", reason });
    expect(assets().every((id) => id.includes(":eu-west-1:"))).toBe(true);
    expect(await run()).toMatchObject({ code: 0, mode: "full", reason });
    expect(assets().some((id) => id.includes(":us-east-1:"))).toBe(true);
    expect(await run()).toMatchObject({ code: 0, mode: "incremental" });
  });
});

describe("a state that does not fit", () => {
  it("of another CAR leads to a full import", async () => {
    const car = await startCarService({ pollsUntilDone: 0 });
    const other = { CAR_SERVICE_URL: car.url };
    expect(await run([], "connector", other)).toMatchObject({ code: 0, mode: "full", reason: "CAR's database is new" });
    expect(car.model()).toEqual(world.service.model());
    expect(await run()).toMatchObject({ code: 0, mode: "full", reason: "the last run sent to another source or address" });
    expect(await run()).toMatchObject({ code: 0, mode: "incremental" });
    await car.stop();
  });

  it("of another source leads to a full import", async () => {
    const file = ["--state-file", join(world.folder, "plumbline-output/car/aws-test.db")];
    expect(await run(["-source", "other", ...file])).toMatchObject({ code: 0, mode: "full", reason: "CAR has no save point" });
    expect(assets("other")).toEqual(assets("aws-test"));
    expect(await run()).toMatchObject({ code: 0, mode: "full", reason: "the last run sent to another source or address" });
  });

  it("since another state was used in between leads to a full import", async () => {
    expect(await run(["--state-file", "second.db"])).toMatchObject({ mode: "full", reason: "the state knows of no import that ended" });
    expect(await run()).toMatchObject({ mode: "full", reason: "CAR was imported into since by a run that this state does not know" });
    expect(await run()).toMatchObject({ mode: "incremental" });
  });
});
