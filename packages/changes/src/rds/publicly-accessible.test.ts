import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { rds } from "@plumbline/collectors/rds";
import { describe, expect, it } from "vitest";
import { rdsPubliclyAccessible } from "./publicly-accessible.ts";
import { writeRdsPubliclyAccessible } from "./publicly-accessible.write.ts";

const instance = (publiclyAccessible: boolean, status = "available") =>
  rds.base.parse({
    ...{ id: "orders", engine: "mysql", status, encrypted: true, publiclyAccessible, isMultiAz: false },
    ...{ cluster: null, replicaOf: null, replicas: [], pending: ["DBInstanceClass"], restartsAt: null, tags: {} },
  });

describe("rds/publicly-accessible", () => {
  testChange(it, rdsPubliclyAccessible, {
    "a public instance": { value: instance(true), states: [false, true] },
    "a private instance": { value: instance(false), states: [true, false] },
    "one that is being modified": { value: instance(true, "modifying"), states: [false, false] },
  });

  it("is in transition while AWS modifies the instance", () => {
    expect(["available", "modifying"].map((status) => rdsPubliclyAccessible.settling?.(instance(true, status)))).toEqual([false, true]);
  });

  const writes = { "makes an instance private": { from: true, to: false }, "makes it public again": { from: false, to: true } };
  it.each(Object.entries(writes))("%s, and leaves pending modifications pending", async (_, { from, to }) => {
    const aws = fakeAws({ answers: { ModifyDBInstance: {} } });
    await writeRdsPubliclyAccessible.write(aws, instance(from), { from, to });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([
      ["ModifyDBInstance", { DBInstanceIdentifier: "orders", PubliclyAccessible: to }],
    ]);
  });
});
