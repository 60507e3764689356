import { rds } from "@plumbline/collectors/rds";
import { describe, expect, it } from "vitest";
import { faultsOf } from "./faults-of.fixture.ts";
import { changeOf, linesOf } from "./lines-of.fixture.ts";
import { rdsInCar } from "./rds.ts";

const place = { partition: "aws", account: "111111111111", region: "eu-west-1" };
const arn = "arn:aws:rds:eu-west-1:111111111111:db:orders";
const base = {
  ...{ id: "orders", resourceId: "db-0A", engine: "mysql", engineVersion: "8.0.35", status: "available", isMultiAz: false, cluster: null },
  ...{ replicaOf: null, replicas: [], pending: [], restartsAt: null, tags: { team: "shop" } },
  ...{ address: "orders.abc.eu-west-1.rds.amazonaws.com", port: 3306, masterUser: "admin" },
};
const project = (more: object = {}, where = place) => rdsInCar.project(rds.base.parse({ ...base, ...more }), where)!;

describe("rds in CAR", () => {
  it("is an asset with its database, engine, host name, port, region and master user", () => {
    expect(linesOf(project())).toEqual([
      `account ${arn}/admin {"name":"admin"}`,
      `account_database ${arn}/admin -> db-0A`,
      'application mysql {"name":"mysql"}',
      "application_database mysql -> db-0A",
      "application_port mysql -> tcp/3306",
      `asset ${arn} {"name":"orders","asset_type":"AWS RDS DB instance","description":"mysql 8.0.35","tag":["team=shop"]}`,
      `asset_account ${arn} -> ${arn}/admin`,
      `asset_application ${arn} -> mysql`,
      `asset_database ${arn} -> db-0A`,
      `asset_geolocation ${arn} -> eu-west-1`,
      `asset_hostname ${arn} -> orders.abc.eu-west-1.rds.amazonaws.com`,
      'database db-0A {"name":"orders","type":"mysql","description":"mysql 8.0.35","port":"3306"}',
      'geolocation eu-west-1 {"region":"eu-west-1"}',
      'hostname orders.abc.eu-west-1.rds.amazonaws.com {"host_name":"orders.abc.eu-west-1.rds.amazonaws.com"}',
      'port tcp/3306 {"port_number":3306,"protocol":"tcp"}',
      `user ${arn}/admin {"username":"admin","role":"TECHNICAL OWNER"}`,
      `user_account ${arn}/admin -> ${arn}/admin`,
    ]);
    expect(faultsOf(project())).toEqual([]);
  });

  const ofCluster = "arn:aws:rds:eu-west-1:111111111111:cluster:shop";
  const rows: Record<string, [base: object, change: string[]]> = {
    "no host name and no port while it is being made": [
      { status: "creating", address: undefined, port: undefined },
      [
        "- application_port mysql -> tcp/3306",
        `- asset_hostname ${arn} -> orders.abc.eu-west-1.rds.amazonaws.com`,
        '- database db-0A {"name":"orders","type":"mysql","description":"mysql 8.0.35","port":"3306"}',
        '- hostname orders.abc.eu-west-1.rds.amazonaws.com {"host_name":"orders.abc.eu-west-1.rds.amazonaws.com"}',
        '- port tcp/3306 {"port_number":3306,"protocol":"tcp"}',
        '+ database db-0A {"name":"orders","type":"mysql","description":"mysql 8.0.35"}',
      ],
    ],
    "no user where AWS tells none, as of Neptune": [
      { masterUser: undefined },
      [
        `- account ${arn}/admin {"name":"admin"}`,
        `- account_database ${arn}/admin -> db-0A`,
        `- asset_account ${arn} -> ${arn}/admin`,
        `- user ${arn}/admin {"username":"admin","role":"TECHNICAL OWNER"}`,
        `- user_account ${arn}/admin -> ${arn}/admin`,
      ],
    ],
    "the user of its cluster": [
      { cluster: "shop" },
      [
        `- account ${arn}/admin {"name":"admin"}`,
        `- account_database ${arn}/admin -> db-0A`,
        `- asset_account ${arn} -> ${arn}/admin`,
        `- user ${arn}/admin {"username":"admin","role":"TECHNICAL OWNER"}`,
        `- user_account ${arn}/admin -> ${arn}/admin`,
        `+ account ${ofCluster}/admin {"name":"admin"}`,
        `+ account_database ${ofCluster}/admin -> db-0A`,
        `+ asset_account ${arn} -> ${ofCluster}/admin`,
        `+ user ${ofCluster}/admin {"username":"admin","role":"TECHNICAL OWNER"}`,
        `+ user_account ${ofCluster}/admin -> ${ofCluster}/admin`,
      ],
    ],
    "no version where AWS tells none": [
      { engineVersion: undefined },
      [
        `- asset ${arn} {"name":"orders","asset_type":"AWS RDS DB instance","description":"mysql 8.0.35","tag":["team=shop"]}`,
        '- database db-0A {"name":"orders","type":"mysql","description":"mysql 8.0.35","port":"3306"}',
        `+ asset ${arn} {"name":"orders","asset_type":"AWS RDS DB instance","description":"mysql","tag":["team=shop"]}`,
        '+ database db-0A {"name":"orders","type":"mysql","description":"mysql","port":"3306"}',
      ],
    ],
  };
  it.each(Object.entries(rows))("has %s", (_, [more, change]) => {
    expect(changeOf(project(), project(more))).toEqual(change);
    expect(faultsOf(project(more))).toEqual([]);
  });

  it("keeps its database under another name, as another asset", () => {
    const named = (id: string) => linesOf(project({ id })).filter((line) => /^(asset|database|account) /.test(line));
    expect(named("sales").map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      "account arn:aws:rds:eu-west-1:111111111111:db:sales/admin",
      "asset arn:aws:rds:eu-west-1:111111111111:db:sales",
      "database db-0A",
    ]);
  });

  it("has a user of its own, although all of them are called admin", () => {
    const users = ["orders", "stock"].flatMap((id) => linesOf(project({ id })).filter((line) => line.startsWith("user ")));
    expect(new Set(users.map((line) => line.split(" ")[1])).size).toBe(2);
  });

  it("has its database by the ARN where AWS tells no id, in any partition", () => {
    const lines = linesOf(project({ resourceId: undefined }, { ...place, partition: "aws-us-gov", region: "us-gov-west-1" }));
    const own = "arn:aws-us-gov:rds:us-gov-west-1:111111111111:db:orders";
    expect(lines).toContain(`asset_database ${own} -> ${own}`);
  });
});
