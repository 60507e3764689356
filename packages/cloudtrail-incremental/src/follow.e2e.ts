import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { CreateDBInstanceCommand, DeleteDBInstanceCommand, RDSClient } from "@aws-sdk/client-rds";
import type { Aws } from "@plumbline/audit-kit/define";
import { createSession, type Session } from "@plumbline/aws-session/session";
import { ec2 } from "@plumbline/collectors/ec2";
import { rds } from "@plumbline/collectors/rds";
import { type CloudTrailStandIn, cloudTrailStandIn } from "@plumbline/testkit/cloudtrail/cloudtrail";
import { emulatorCredentials } from "@plumbline/testkit/emulator";
import { type EmulatorProxy, startProxy } from "@plumbline/testkit/proxy";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, expect, it } from "vitest";
import { lookupEvents } from "./lookup-events.ts";
import { lookupPace } from "./pace.ts";
import { reduce } from "./reduce.ts";
import { tableOf } from "./table-of.ts";
import { keepHandled, windowSince } from "./time-window.ts";

const region = "sa-east-1";
const table = tableOf([{ of: ec2 }, { of: rds }]);
const clock = { at: Date.parse("2026-03-01T12:00:00Z") };
const now = () => new Date(clock.at);
const sleep = (milliseconds: number) => new Promise<void>((done) => void setTimeout(done, milliseconds));
const pace = lookupPace({ elapsed: () => performance.now(), sleep });
const place: { proxy?: EmulatorProxy; trail?: CloudTrailStandIn; session?: Session; aws?: Aws } = {};
beforeAll(async () => {
  // AWS's own limit, a token that goes out of date, and events of which each third comes ten minutes late.
  place.trail = cloudTrailStandIn({
    ...{ now, tokenPages: 2, limit: { lookupsPerSecond: 2, elapsed: () => performance.now() } },
    delaySeconds: ({ eventID }) => (eventID.charCodeAt(0) % 3 === 0 ? 600 : 0),
  });
  const { faults, observer } = place.trail;
  place.proxy = await startProxy({ emulatorUrl: emulatorUrl(), faults, observer });
  const options = { credentials: emulatorCredentials, region, endpointUrl: place.proxy.url };
  place.session = await createSession(options, { environment: {} });
  place.aws = await place.session.connect({ account: place.session.callerAccount, region });
});
afterAll(async () => {
  place.session?.close();
  await place.proxy?.stop();
});

const follow = (savePoint: Date, isHandled: (id: string) => boolean = () => false) => {
  const choice = windowSince({ savePoint, now: now(), table });
  if (choice.kind !== "window") throw new Error(choice.reason);
  const { window } = choice;
  return reduce(lookupEvents(place.aws!, { ...window, now: now(), pace }), { table, window, isHandled }).then((found) => ({
    found,
    window,
  }));
};

it("what was called is found, once and late ones too, at AWS's pace and over stale tokens", async () => {
  const client = place.aws!.client(EC2Client);
  const databases = place.aws!.client(RDSClient);
  const begin = now();
  const made: string[] = [];
  for (let i = 0; i < 40; i++) {
    clock.at += 1000;
    const { Instances = [] } = await client.send(new RunInstancesCommand({ ImageId: "ami-12345678", MinCount: 4, MaxCount: 4 }));
    made.push(...Instances.map(({ InstanceId = "" }) => InstanceId));
    clock.at += 1000;
    await client.send(new TerminateInstancesCommand({ InstanceIds: made.slice(-1) }));
    const { AllocationId } = await client.send(new AllocateAddressCommand({ Domain: "vpc" }));
    await client.send(new AssociateAddressCommand({ AllocationId, InstanceId: made.at(-2) }));
  }
  const kind = { DBInstanceClass: "db.t3.micro", Engine: "mysql", MasterUsername: "admin", MasterUserPassword: "password1" };
  const again = async () => databases.send(new CreateDBInstanceCommand({ DBInstanceIdentifier: "again", ...kind, AllocatedStorage: 20 }));
  await again();
  await databases.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: "again", SkipFinalSnapshot: true }));
  await again();
  const { records } = place.trail!;
  const lateIds = new Set(records.filter(({ eventID }) => eventID.charCodeAt(0) % 3 === 0).map(({ eventID }) => eventID));

  const first = await follow(begin);
  expect(first.found.unread).toEqual([]);
  const seen = first.found.changes.flatMap(({ events }) => events);
  expect(seen.filter(({ id }) => lateIds.has(id))).toEqual([]);
  const kept = keepHandled([], seen, first.window);

  clock.at += 20 * 60_000;
  const second = await follow(first.window.to, (id) => kept.some((one) => one.id === id));
  const all = [...first.found.changes, ...second.found.changes];
  expect(new Set(all.filter(({ ref, isHeld }) => ref.type === "ec2" && !isHeld).map(({ ref }) => ref.id))).toEqual(new Set(made));
  expect(new Set(second.found.changes.flatMap(({ events }) => events.map(({ id }) => id)))).toEqual(
    new Set([...lateIds].filter((id) => records.some(({ eventID, eventName }) => eventID === id && eventName !== "AllocateAddress"))),
  );
  const effects = new Set(all.filter(({ ref }) => ref.id === "again").flatMap((change) => change.effects));
  expect(effects).toEqual(new Set(["create", "delete"]));

  const lookups = place.proxy!.calls.filter(({ operation }) => operation === "LookupEvents").length;
  console.log(`${records.length} records, ${lookups} lookups, ${place.trail!.throttled} throttled, ${made.length} instances`);
  expect(lookups).toBeGreaterThan(6);
  // The SDK tries again what is refused; the pace keeps it rare on a busy machine too.
  expect(place.trail!.throttled).toBeLessThan(lookups / 4);
});

it("an interruption of Spot instances is found, which is no call", async () => {
  const began = now();
  const serviceEventDetails = { instanceIdSet: ["i-0123456789abcdef0"] };
  const account = place.session!.callerAccount;
  const added = { account, region, eventSource: "ec2.amazonaws.com", eventName: "BidEvictedEvent", serviceEventDetails } as const;
  for (let i = 0; i < 3; i++) place.trail!.add(added);
  clock.at += 20 * 60_000;
  const { found } = await follow(began);
  expect(found.changes.map(({ ref, effects }) => `${ref.id} ${effects}`)).toContain("i-0123456789abcdef0 update");
});
