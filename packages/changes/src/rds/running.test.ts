import { type ApplyOptions, applyChanges } from "@plumbline/audit-kit/apply";
import { testChange } from "@plumbline/audit-kit/testing-collector";
import { undoChanges } from "@plumbline/audit-kit/undo";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { rds } from "@plumbline/collectors/rds";
import { describe, expect, it } from "vitest";
import { rdsRunning } from "./running.ts";
import { writeRdsRunning } from "./running.write.ts";

const instance = (status: string) =>
  rds.base.parse({
    ...{ id: "orders", engine: "mysql", status, encrypted: false, publiclyAccessible: false, isMultiAz: false },
    ...{ cluster: null, replicaOf: null, replicas: [], pending: [], restartsAt: null, tags: {} },
  });

describe("rds/running", () => {
  testChange(it, rdsRunning, {
    "a running instance": { value: instance("available"), states: ["stopped", "running"] },
    "a stopped instance": { value: instance("stopped"), states: ["running", "stopped"] },
  });

  const settling: Record<string, boolean> = { available: false, stopped: false, stopping: true, starting: true, modifying: true };
  it.each(Object.entries(settling))("%s is in transition: %s", (status, expected) => {
    expect(rdsRunning.settling?.(instance(status))).toBe(expected);
  });

  const writes = {
    stops: { from: "running", to: "stopped", call: "StopDBInstance" },
    starts: { from: "stopped", to: "running", call: "StartDBInstance" },
  } as const;
  it.each(Object.entries(writes))("%s an instance", async (_, { from, to, call }) => {
    const aws = fakeAws({ answers: { StopDBInstance: {}, StartDBInstance: {} } });
    await writeRdsRunning.write(aws, instance("available"), { from, to });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([[call, { DBInstanceIdentifier: "orders" }]]);
  });

  it("says so when AWS refuses", async () => {
    const aws = fakeAws({ answers: { StopDBInstance: () => Promise.reject(awsFault("InvalidDBInstanceStateFault")) } });
    const write = writeRdsRunning.write(aws, instance("modifying"), { from: "running", to: "stopped" });
    await expect(write).rejects.toMatchObject({ code: "InvalidDBInstanceStateFault" });
  });
});

/** RDS as it is and the emulator is not: a status between, for so many reads, and no stop or start but from the right status. */
const standIn = (status: string, reads: number) => {
  const database = { status, left: 0 };
  const move = (from: string, between: string) => () => {
    if (database.status !== from) return Promise.reject(awsFault("InvalidDBInstanceStateFault"));
    Object.assign(database, { status: between, left: reads });
    return {};
  };
  const aws = fakeAws({
    answers: {
      DescribeDBInstances: () => {
        if (database.status === "stopping" && database.left-- <= 0) database.status = "stopped";
        if (database.status === "starting" && database.left-- <= 0) database.status = "available";
        return {
          DBInstances: [{ DBInstanceIdentifier: "orders", Engine: "mysql", DBInstanceStatus: database.status, StorageEncrypted: false }],
        };
      },
      StopDBInstance: move("available", "stopping"),
      StartDBInstance: move("stopped", "starting"),
    },
  });
  const change = {
    ...{ id: "c1", fingerprint: "f1", check: "rds/encrypted", severity: "medium" as const, partition: "aws" },
    resource: { account: "111111111111", region: "eu-west-1", type: "rds", id: "orders" },
    ...{ change: "rds/running", aspect: "base", before: "running", after: "stopped", outcome: "contained" as const },
    ...{ undo: { kind: "restore" as const, notRestored: [] }, iam: [], calls: [] },
  };
  const run = async (action: "apply" | "undo") => {
    const options: ApplyOptions = {
      ...{ run: "r1", who: "tester", connect: async () => aws, writerOf: async () => writeRdsRunning },
      reaudit: async () => ({ status: "fail", contained: database.status === "stopped", reason: database.status }),
      ...{ journal: async () => undefined, allowIrreversible: false, now: () => new Date(0), sleep: async () => undefined },
    };
    const applied = action === "apply" ? applyChanges([change], options) : undoChanges([change], options);
    for await (const { status, reason } of applied) return { status, reason };
    return undefined;
  };
  return { database, run };
};

describe("rds/running on a stand-in", () => {
  it("waits until the instance has stopped, and until it has started", async () => {
    const { database, run } = standIn("available", 3);
    expect([await run("apply"), database.status]).toEqual([{ status: "verified" }, "stopped"]);
    expect([await run("undo"), database.status]).toEqual([{ status: "undone" }, "available"]);
  });

  it("says in-progress while the instance is stopping", async () => {
    const { run } = standIn("available", 100);
    expect(await run("apply")).toMatchObject({ status: "in-progress" });
  });

  const refused: Record<string, [status: string, expected: object]> = {
    "an instance that is being modified meanwhile": [
      "modifying",
      { status: "failed", reason: expect.stringContaining("InvalidDBInstanceStateFault") },
    ],
    "an instance that somebody stopped meanwhile": ["stopped", { status: "drifted" }],
  };
  it.each(Object.entries(refused))("does not stop %s", async (_, [status, expected]) => {
    expect(await standIn(status, 0).run("apply")).toMatchObject(expected);
  });
});
