import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { rdsCluster } from "@plumbline/collectors/rds_cluster";
import { describe, expect, it } from "vitest";
import { rdsClusterRunning } from "./running.ts";
import { writeRdsClusterRunning } from "./running.write.ts";

const cluster = (status: string) =>
  rdsCluster.base.parse({
    ...{ id: "orders", engine: "aurora-mysql", engineMode: "provisioned", status, encrypted: false, isCustom: false },
    ...{ globalDatabase: null, replicaOf: null, replicas: [], pending: [], restartsAt: null, tags: {} },
  });

describe("rds_cluster/running", () => {
  testChange(it, rdsClusterRunning, {
    "a running cluster": { value: cluster("available"), states: ["stopped", "running"] },
    "a stopped cluster": { value: cluster("stopped"), states: ["running", "stopped"] },
  });

  const settling: Record<string, boolean> = { available: false, stopped: false, stopping: true, starting: true, "failing-over": true };
  it.each(Object.entries(settling))("%s is in transition: %s", (status, expected) => {
    expect(rdsClusterRunning.settling?.(cluster(status))).toBe(expected);
  });

  const writes = {
    stops: { from: "running", to: "stopped", call: "StopDBCluster" },
    starts: { from: "stopped", to: "running", call: "StartDBCluster" },
  } as const;
  it.each(Object.entries(writes))("%s a cluster", async (_, { from, to, call }) => {
    const aws = fakeAws({ answers: { StopDBCluster: {}, StartDBCluster: {} } });
    await writeRdsClusterRunning.write(aws, cluster("available"), { from, to });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([[call, { DBClusterIdentifier: "orders" }]]);
  });
});
