import { rdsCluster } from "@plumbline/collectors/rds_cluster";
import { describe, expect, it } from "vitest";
import { faultsOf } from "./faults-of.fixture.ts";
import { changeOf, linesOf } from "./lines-of.fixture.ts";
import { rdsClusterInCar } from "./rds_cluster.ts";

const place = { partition: "aws", account: "111111111111", region: "eu-west-1" };
const arn = "arn:aws:rds:eu-west-1:111111111111:cluster:shop";
const base = {
  ...{ id: "shop", resourceId: "cluster-0A", engine: "aurora-mysql", engineVersion: "8.0.mysql_aurora.3.08.0", engineMode: "provisioned" },
  ...{ status: "available", isCustom: false, globalDatabase: null, replicaOf: null, replicas: [], members: ["shop-1", "shop-2"] },
  ...{ pending: [], restartsAt: null, tags: {}, port: 3306, masterUser: "admin" },
  addresses: { writer: "shop.cluster-abc.example", reader: "shop.cluster-ro-abc.example", custom: ["reports.cluster-custom-abc.example"] },
};
const project = (more: object = {}) => rdsClusterInCar.project(rdsCluster.base.parse({ ...base, ...more }), place)!;
/** Its members put themselves in. */
const members = ["shop-1", "shop-2"].map((id) => `asset arn:aws:rds:eu-west-1:111111111111:db:${id}`);

describe("rds_cluster in CAR", () => {
  it("is an asset with all of its host names, and its members have its database", () => {
    expect(linesOf(project())).toEqual([
      `account ${arn}/admin {"name":"admin"}`,
      `account_database ${arn}/admin -> cluster-0A`,
      'application aurora-mysql {"name":"aurora-mysql"}',
      "application_database aurora-mysql -> cluster-0A",
      "application_port aurora-mysql -> tcp/3306",
      `asset ${arn} {"name":"shop","asset_type":"AWS RDS DB cluster","description":"aurora-mysql 8.0.mysql_aurora.3.08.0"}`,
      `asset_account ${arn} -> ${arn}/admin`,
      `asset_application ${arn} -> aurora-mysql`,
      `asset_database ${arn} -> cluster-0A`,
      "asset_database arn:aws:rds:eu-west-1:111111111111:db:shop-1 -> cluster-0A",
      "asset_database arn:aws:rds:eu-west-1:111111111111:db:shop-2 -> cluster-0A",
      `asset_geolocation ${arn} -> eu-west-1`,
      `asset_hostname ${arn} -> reports.cluster-custom-abc.example`,
      `asset_hostname ${arn} -> shop.cluster-abc.example`,
      `asset_hostname ${arn} -> shop.cluster-ro-abc.example`,
      'database cluster-0A {"name":"shop","type":"aurora-mysql","description":"aurora-mysql 8.0.mysql_aurora.3.08.0","port":"3306"}',
      'geolocation eu-west-1 {"region":"eu-west-1"}',
      'hostname reports.cluster-custom-abc.example {"host_name":"reports.cluster-custom-abc.example"}',
      'hostname shop.cluster-abc.example {"host_name":"shop.cluster-abc.example"}',
      'hostname shop.cluster-ro-abc.example {"host_name":"shop.cluster-ro-abc.example"}',
      'port tcp/3306 {"port_number":3306,"protocol":"tcp"}',
      `user ${arn}/admin {"username":"admin","role":"TECHNICAL OWNER"}`,
      `user_account ${arn}/admin -> ${arn}/admin`,
    ]);
    expect(faultsOf(project(), members)).toEqual([]);
  });

  const rows: Record<string, [base: object, change: string[]]> = {
    "a member less": [{ members: ["shop-1"] }, ["- asset_database arn:aws:rds:eu-west-1:111111111111:db:shop-2 -> cluster-0A"]],
    "the same host name once": [
      { addresses: { writer: "shop.cluster-abc.example", reader: "shop.cluster-abc.example", custom: [] } },
      [
        `- asset_hostname ${arn} -> reports.cluster-custom-abc.example`,
        `- asset_hostname ${arn} -> shop.cluster-ro-abc.example`,
        '- hostname reports.cluster-custom-abc.example {"host_name":"reports.cluster-custom-abc.example"}',
        '- hostname shop.cluster-ro-abc.example {"host_name":"shop.cluster-ro-abc.example"}',
      ],
    ],
  };
  it.each(Object.entries(rows))("has %s", (_, [more, change]) => {
    expect(changeOf(project(), project(more))).toEqual(change);
    expect(faultsOf(project(more), members)).toEqual([]);
  });

  it("is there while it is being made, without host names, port and members", () => {
    const made = project({ status: "creating", addresses: undefined, port: undefined, members: [], masterUser: undefined });
    expect(linesOf(made).map((line) => line.split(" ")[0])).toEqual([
      ...[
        "application",
        "application_database",
        "asset",
        "asset_application",
        "asset_database",
        "asset_geolocation",
        "database",
        "geolocation",
      ],
    ]);
    expect(faultsOf(made)).toEqual([]);
  });
});
