import type { Edge } from "@plumbline/car-client/edges";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf } from "../contribution.ts";
import { ecsTaskInCar } from "./ecs_task.ts";
import { faultsOf } from "./faults-of.fixture.ts";

const place = { partition: "aws", account: "111111111111", region: "eu-west-1" };
const prefix = "arn:aws:ecs:eu-west-1:111111111111";
const id = `${prefix}:task/one/0123456789abcdef`;
const ec2 = "arn:aws:ec2:eu-west-1:111111111111:instance/i-1";
const server = "arn:aws:ssm:eu-west-1:111111111111:managed-instance/mi-1";
const container = (name: string, status = "RUNNING") => ({ arn: `${prefix}:container/one/1/${name}`, name, image: `${name}:1`, status });
const [web, log] = [container("web"), container("log")];
const eni = {
  ...{ id: "eni-1", mac: "0a:00:00:00:00:01" },
  addresses: [{ ip: "10.0.0.5", hostName: "ip-10-0-0-5.internal" }, { ip: "192.0.2.5" }, { ip: "2001:db8::5" }],
};
const placement = {
  ...{ status: "RUNNING", group: "service:web", taskDefinition: `${prefix}:task-definition/web:3` },
  ...{ containerInstance: `${prefix}:container-instance/one/a`, instance: "i-1" as string | null },
  ...{ interfaces: [] as (typeof eni)[], containers: [web, log], tags: {} },
};
const onFargate = { ...placement, launchType: "FARGATE", containerInstance: null, instance: null };
const project = (given: object) =>
  ecsTaskInCar.project({ id, cluster: `${prefix}:cluster/one`, placement: { ...placement, ...given } }, place);
const texts = (edges: readonly Edge[]) => edges.map(({ collection, from, to }) => `${collection} ${from} ${to}`).sort();

interface Case {
  readonly given: object;
  readonly vertices: readonly string[];
  readonly edges: readonly string[];
  readonly elsewhere?: readonly string[];
}
const containers = [`container ${web!.arn}`, `container ${log!.arn}`];
const addresses = ["10.0.0.5", "192.0.2.5", "2001:db8::5"];
const network = ["macaddress 0a:00:00:00:00:01", ...addresses.map((ip) => `ipaddress ${ip}`), "hostname ip-10-0-0-5.internal"];
const shared = [
  ...addresses.flatMap((ip) => [web, log].map((one) => `ipaddress_container ${ip} ${one!.arn}`)),
  "ipaddress_hostname 10.0.0.5 ip-10-0-0-5.internal",
  ...addresses.map((ip) => `ipaddress_macaddress ${ip} 0a:00:00:00:00:01`),
];
const held = (asset: string) => [web, log].map((one) => `asset_container ${asset} ${one!.arn}`);
const cases: Record<string, Case> = {
  "both containers of a task on an instance": {
    ...{ given: {}, vertices: containers, edges: held(ec2), elsewhere: [`asset ${ec2}`] },
  },
  "an interface of its own on an instance, whose addresses are the containers'": {
    ...{
      given: { interfaces: [eni] },
      vertices: [...containers, ...network],
      edges: [...held(ec2), ...shared],
      elsewhere: [`asset ${ec2}`],
    },
  },
  "a task on Fargate, which is an asset": {
    given: { ...onFargate, interfaces: [eni] },
    vertices: [`asset ${id}`, "geolocation eu-west-1", ...containers, ...network],
    edges: [
      ...[...held(id), ...shared, `asset_geolocation ${id} eu-west-1`],
      ...addresses.map((ip) => `asset_ipaddress ${id} ${ip}`),
      ...[`asset_macaddress ${id} 0a:00:00:00:00:01`, `asset_hostname ${id} ip-10-0-0-5.internal`],
    ],
  },
  "a task on a server elsewhere": {
    ...{ given: { instance: "mi-1" }, vertices: [`asset ${server}`, ...containers], edges: held(server) },
  },
  "containers of an instance that AWS no longer knows": { given: { instance: null }, vertices: containers, edges: [] },
  "no container that has ended": {
    given: { containers: [web, container("init", "STOPPED")] },
    vertices: [`container ${web!.arn}`],
    edges: [`asset_container ${ec2} ${web!.arn}`],
    elsewhere: [`asset ${ec2}`],
  },
  "an interface without a MAC address": {
    given: { containers: [web], interfaces: [{ id: "eni-1", addresses: [{ ip: "10.0.0.5" }] }] },
    vertices: [`container ${web!.arn}`, "ipaddress 10.0.0.5"],
    edges: [`asset_container ${ec2} ${web!.arn}`, `ipaddress_container 10.0.0.5 ${web!.arn}`],
    elsewhere: [`asset ${ec2}`],
  },
};

describe("ecs_task in CAR", () => {
  it.each(Object.entries(cases))("has %s", (_, { given, vertices, edges, elsewhere }) => {
    const contribution = project(given)!;
    expect(contribution.vertices.map((one) => `${one.collection} ${keyOf(one)}`)).toEqual(vertices);
    expect(texts(contribution.edges)).toEqual([...edges].sort());
    expect(faultsOf(contribution, elsewhere)).toEqual([]);
  });

  it("writes a MAC address small, with its interface, and a name that two addresses share once", () => {
    const addresses = ["10.0.0.5", "10.0.0.6"].map((ip) => ({ ip, hostName: "web.internal" }));
    const contribution = project({ ...onFargate, containers: [], interfaces: [{ id: "eni-1", mac: "0A:00:00:00:00:0B", addresses }] })!;
    expect(contribution.vertices.slice(2)).toEqual([
      { collection: "macaddress", row: { _key: "0a:00:00:00:00:0b", interface: "eni-1" } },
      { collection: "ipaddress", row: { _key: "10.0.0.5" } },
      { collection: "ipaddress", row: { _key: "10.0.0.6" } },
      { collection: "hostname", row: { _key: "web.internal", host_name: "web.internal" } },
    ]);
    expect(faultsOf(contribution)).toEqual([]);
  });

  it("says name, image and tags of a container", () => {
    expect(project({ containers: [web], tags: { team: "shop" } })?.vertices).toEqual([
      { collection: "container", row: { external_id: web!.arn, name: "web", image: "web:1", tag: ["team=shop"] } },
    ]);
  });

  const names: Record<string, [group: string, name: string]> = {
    "its service": ["service:web", "web/01234567"],
    "its task definition": ["family:nightly", "nightly/01234567"],
    "what the caller said": ["my:group", "my:group/01234567"],
  };
  it.each(Object.entries(names))("calls a task on Fargate by %s", (_, [group, name]) => {
    expect(project({ ...onFargate, group, tags: { a: "1" } })?.vertices[0]).toEqual({
      collection: "asset",
      row: { external_id: id, name, asset_type: "AWS Fargate task", tag: ["a=1"] },
    });
  });

  it.each(["PROVISIONING", "PENDING", "ACTIVATING", "DEACTIVATING", "STOPPING", "STOPPED"])("is not put in while it is %s", (status) => {
    expect(project({ status })).toBeUndefined();
  });

  it("is not put in when AWS has forgotten it", () => {
    expect(ecsTaskInCar.project({ id, cluster: "c", placement: null }, place)).toBeUndefined();
  });

  it("gives every running container its own vertex and its host, however many there are", () => {
    const statuses = fc.array(fc.constantFrom("PENDING", "RUNNING", "STOPPED"), { maxLength: 10 });
    fc.assert(
      fc.property(statuses, fc.boolean(), fc.boolean(), (all, isOnFargate, isNetworked) => {
        const given = all.map((status, i) => container(`c${i}`, status));
        const { vertices, edges } = project({
          ...(isOnFargate ? onFargate : {}),
          ...{ containers: given, interfaces: isNetworked ? [eni] : [] },
        })!;
        const running = given.filter(({ status }) => status !== "STOPPED").map(({ arn }) => arn);
        expect(vertices.filter(({ collection }) => collection === "container").map(keyOf)).toEqual(running);
        expect(edges.filter(({ collection }) => collection === "asset_container").map(({ to }) => to)).toEqual(running);
        expect(faultsOf({ vertices, edges }, isOnFargate ? [] : [`asset ${ec2}`])).toEqual([]);
      }),
    );
  });
});
