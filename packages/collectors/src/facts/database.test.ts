import { describe, expect, it } from "vitest";
import { inState, isAuroraLike, isInTransition, nameIn, pendingIn, stateOf } from "./database.ts";

const here = { account: "111111111111", region: "eu-west-1" };

describe("the facts of databases", () => {
  const ids: Record<string, [id: string, name: string | undefined]> = {
    "a name": ["orders", "orders"],
    "an automated snapshot's name, with its colon": ["rds:orders-2026-01-01", "rds:orders-2026-01-01"],
    "an ARN": ["arn:aws:rds:eu-west-1:111111111111:db:orders", "orders"],
    "an ARN of China": ["arn:aws-cn:rds:eu-west-1:111111111111:db:orders", "orders"],
    "a snapshot's ARN": ["arn:aws:rds:eu-west-1:111111111111:snapshot:orders", undefined],
    "a cluster's ARN": ["arn:aws:rds:eu-west-1:111111111111:cluster:orders", undefined],
    "an ARN of another service": ["arn:aws:redshift:eu-west-1:111111111111:db:orders", undefined],
    "an ARN of another account": ["arn:aws:rds:eu-west-1:222222222222:db:orders", undefined],
    "an ARN of another region": ["arn:aws:rds:us-east-1:111111111111:db:orders", undefined],
    nothing: ["", ""],
  };
  it.each(Object.entries(ids))("reads the name in %s", (_, [id, name]) => {
    expect(nameIn(id, "rds:db", here)).toBe(name);
  });

  const statuses: Record<string, [state: "running" | "stopped", isInTransition: boolean]> = {
    available: ["running", false],
    stopped: ["stopped", false],
    stopping: ["running", true],
    starting: ["stopped", true],
    modifying: ["running", true],
    "backing-up": ["running", true],
    "configuring-log-exports": ["running", true],
    "storage-optimization": ["running", false],
    "storage-full": ["running", false],
    "inaccessible-encryption-credentials-recoverable": ["running", false],
    "incompatible-network": ["running", false],
    initializing: ["running", true],
    resizing: ["running", true],
    paused: ["running", false],
    "available, prep-for-resize": ["running", true],
    "a status of next year": ["running", true],
  };
  it.each(Object.entries(statuses))("reads the status %s", (status, expected) => {
    expect([stateOf({ status }), isInTransition({ status })]).toEqual(expected);
  });

  it("keeps a status that is in the state already", () => {
    expect([inState({ status: "storage-full" }, "running"), inState({ status: "starting" }, "stopped")]).toEqual([
      { status: "storage-full" },
      { status: "starting" },
    ]);
  });

  const pending: Record<string, [values: object | undefined, names: string[]]> = {
    "no answer": [undefined, []],
    "an empty answer": [{}, []],
    "absent values": [{ DBInstanceClass: undefined, ProcessorFeatures: [] }, []],
    "two values": [{ DBInstanceClass: "db.t4g.large", MultiAZ: false }, ["DBInstanceClass", "MultiAZ"]],
  };
  it.each(Object.entries(pending))("reads pending modifications: %s", (_, [values, names]) => {
    expect(pendingIn(values)).toEqual(names);
  });

  it("tells engines with one storage for a cluster from those of Multi-AZ DB clusters", () => {
    const engines = ["aurora", "aurora-mysql", "aurora-postgresql", "neptune", "docdb", "mysql", "postgres"];
    expect(engines.filter(isAuroraLike)).toEqual(["aurora", "aurora-mysql", "aurora-postgresql", "neptune", "docdb"]);
  });
});
