import { ec2 } from "@plumbline/collectors/ec2";
import { lambdaFunction } from "@plumbline/collectors/lambda_function";
import { describe, expect, it } from "vitest";
import { tableOf } from "./table-of.ts";

const names = (rows: readonly { name: string }[]) => [...new Set(rows.map(({ name }) => name))];

describe("tableOf", () => {
  it("has every event of the collectors, with those that name what a resource held", () => {
    const { rows } = tableOf([{ of: ec2 }, { of: lambdaFunction }]);
    expect(rows).toHaveLength(ec2.events.length + lambdaFunction.events.length);
    expect(names(rows)).toEqual(expect.arrayContaining(["RunInstances", "DisassociateAddress", "CreateFunction20150331"]));
  });

  it("leaves out what touches only aspects that nobody reads", () => {
    const { rows } = tableOf([{ of: lambdaFunction, needs: ["tags"] }]);
    expect(names(rows)).toEqual(expect.arrayContaining(["CreateFunction20150331", "TagResource20170331v2", "DeleteFunction20150331"]));
    expect(names(rows)).not.toContain("AddPermission20150331v2");
    expect(names(tableOf([{ of: lambdaFunction, needs: ["access"] }]).rows)).toContain("AddPermission20150331v2");
  });
});
