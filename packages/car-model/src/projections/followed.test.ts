import { tableOf } from "@plumbline/cloudtrail-incremental/table-of";
import { describe, expect, it } from "vitest";
import { ec2InCar } from "./ec2.ts";
import { elbInCar } from "./elb.ts";
import { elbv2InCar } from "./elbv2.ts";

describe("what is followed by events", () => {
  const followed = { ec2: ec2InCar, elb: elbInCar, elbv2: elbv2InCar };
  it.each(Object.entries(followed))("no event of %s is left out for an aspect that CAR does not read", (_, projection) => {
    const names = tableOf([projection]).rows.map(({ name }) => name);
    expect([projection.followedBy, names]).toEqual(["events", projection.of.events.map(({ name }) => name)]);
  });
});
