import { testChange } from "@plumbline/audit-kit/testing-collector";
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
