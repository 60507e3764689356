import { elb } from "@plumbline/collectors/elb";
import { Balancer, Group } from "@plumbline/collectors/facts/balancers";
import { describe, expect, it } from "vitest";
import { elbInCar } from "./elb.ts";
import { elbv2InCar } from "./elbv2.ts";
import { faultsOf } from "./faults-of.fixture.ts";
import { linesOf } from "./lines-of.fixture.ts";

const place = { partition: "aws", account: "111111111111", region: "eu-west-1" };
const prefix = "arn:aws:elasticloadbalancing:eu-west-1:111111111111";
const instance = (id: string) => `arn:aws:ec2:eu-west-1:111111111111:instance/${id}`;
/** What others put in: targets themselves, and load balancers for their target groups. */
const elsewhere = [
  ...[instance("i-1"), instance("i-2"), "arn:aws:lambda:eu-west-1:111111111111:function:resize"].map((arn) => `asset ${arn}`),
  ...["hostname web-1.example", "hostname front-1.example", `asset ${prefix}:loadbalancer/app/web/50dc6c495c0c9188`],
];
const region = 'geolocation eu-west-1 {"region":"eu-west-1"}';

describe("elb in CAR", () => {
  const arn = `${prefix}:loadbalancer/old`;
  const asset = `asset ${arn} {"name":"old","asset_type":"AWS classic load balancer","description":"internal","tag":["team=shop"]}`;
  const rows: Record<string, [base: object, lines: string[]]> = {
    "an asset by whose host name its instances are reached": [
      { dnsName: "old-1.example", instances: ["i-1", "i-2"] },
      [
        asset,
        `asset_geolocation ${arn} -> eu-west-1`,
        `asset_hostname ${instance("i-1")} -> old-1.example`,
        `asset_hostname ${instance("i-2")} -> old-1.example`,
        `asset_hostname ${arn} -> old-1.example`,
        region,
        'hostname old-1.example {"host_name":"old-1.example"}',
      ],
    ],
    "an asset alone where AWS tells no host name": [{ instances: ["i-1"] }, [asset, `asset_geolocation ${arn} -> eu-west-1`, region]],
  };
  it.each(Object.entries(rows))("is %s", (_, [base, lines]) => {
    const facts = { ...elb.base.parse({ id: "old", scheme: "internal", ...base }), tags: { team: "shop" } };
    const contribution = elbInCar.project(facts, place)!;
    expect(linesOf(contribution)).toEqual(lines.toSorted());
    expect(faultsOf(contribution, elsewhere)).toEqual([]);
  });
});

describe("elbv2 in CAR", () => {
  const web = `${prefix}:loadbalancer/app/web/50dc6c495c0c9188`;
  const front = `${prefix}:loadbalancer/net/front/60dc6c495c0c9188`;
  const gate = `${prefix}:loadbalancer/gwy/gate/70dc6c495c0c9188`;
  const none = { tags: {}, targets: { registered: [], draining: [] } };
  const balancers: Record<string, [balancer: object, lines: string[]]> = {
    "an application load balancer": [
      { id: web, name: "web", scheme: "internet-facing", dnsName: "web-1.example" },
      [
        `asset ${web} {"name":"web","asset_type":"AWS application load balancer","description":"internet-facing"}`,
        `asset_geolocation ${web} -> eu-west-1`,
        `asset_hostname ${web} -> web-1.example`,
        region,
        'hostname web-1.example {"host_name":"web-1.example"}',
      ],
    ],
    "a network load balancer that is being made": [
      { id: front, name: "front", scheme: "internal" },
      [
        `asset ${front} {"name":"front","asset_type":"AWS network load balancer","description":"internal"}`,
        `asset_geolocation ${front} -> eu-west-1`,
        region,
      ],
    ],
    "a gateway load balancer, to which nobody connects": [
      { id: gate, name: "gate" },
      [`asset ${gate} {"name":"gate","asset_type":"AWS gateway load balancer"}`, `asset_geolocation ${gate} -> eu-west-1`, region],
    ],
  };
  it.each(Object.entries(balancers))("is an asset for %s", (_, [balancer, lines]) => {
    const contribution = elbv2InCar.project({ ...Balancer.parse({ kind: "balancer", ...balancer }), ...none }, place)!;
    expect(linesOf(contribution)).toEqual(lines);
    expect(faultsOf(contribution, elsewhere)).toEqual([]);
  });

  const sender = (id: string, dnsName: string | null) => ({ id, scheme: "internal", dnsName });
  const target = (Id: string, Port = 80) => ({ Id, Port });
  const targeted: Record<string, [balancers: object[], registered: string[], lines: string[]]> = {
    "instances, by each load balancer that sends to them": [
      [sender(web, "web-1.example"), sender(front, "front-1.example")],
      ["i-1", "i-2"],
      [
        `asset_hostname ${instance("i-1")} -> front-1.example`,
        `asset_hostname ${instance("i-1")} -> web-1.example`,
        `asset_hostname ${instance("i-2")} -> front-1.example`,
        `asset_hostname ${instance("i-2")} -> web-1.example`,
        `reads elbv2/${web}`,
        `reads elbv2/${front}`,
      ],
    ],
    "an instance once, although two of its ports are registered": [
      [sender(web, "web-1.example")],
      ["i-1", "i-1"],
      [`asset_hostname ${instance("i-1")} -> web-1.example`, `reads elbv2/${web}`],
    ],
    "a load balancer behind another one": [
      [sender(front, "front-1.example")],
      [web],
      [`asset_hostname ${web} -> front-1.example`, `reads elbv2/${front}`],
    ],
    "a function, whatever its version": [
      [sender(web, "web-1.example")],
      ["arn:aws:lambda:eu-west-1:111111111111:function:resize:live"],
      ["asset_hostname arn:aws:lambda:eu-west-1:111111111111:function:resize -> web-1.example", `reads elbv2/${web}`],
    ],
    "no addresses, which are not said to be an asset's": [[sender(web, "web-1.example")], ["10.0.0.4"], [`reads elbv2/${web}`]],
    "nothing where no load balancer sends to it": [[], ["i-1"], []],
    "nothing by a load balancer without a host name": [[sender(gate, null)], ["i-1"], [`reads elbv2/${gate}`]],
  };
  it.each(Object.entries(targeted))("joins with a target group %s", (_, [balancers, registered, lines]) => {
    const group = Group.parse({ kind: "group", id: `${prefix}:targetgroup/web/1`, name: "web", balancers });
    const targets = { registered: registered.map((id, i) => target(id, 80 + i)), draining: [target("i-9")] };
    const contribution = elbv2InCar.project({ ...group, ...none, targets }, place)!;
    expect(linesOf(contribution)).toEqual(lines.toSorted());
    expect(faultsOf(contribution, elsewhere)).toEqual([]);
  });
});
