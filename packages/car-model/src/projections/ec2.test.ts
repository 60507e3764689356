import { ec2 } from "@plumbline/collectors/ec2";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf } from "../contribution.ts";
import { ec2InCar } from "./ec2.ts";
import { faultsOf } from "./faults-of.fixture.ts";
import { changeOf, linesOf } from "./lines-of.fixture.ts";

const place = { partition: "aws", account: "111111111111", region: "eu-west-1" };
const asset = "arn:aws:ec2:eu-west-1:111111111111:instance/i-0a";
const primary = {
  ...{ id: "eni-1", attachment: "eni-attach-1", vpc: "vpc-1", subnet: "subnet-1", isPrimary: true, mac: "0a:1b:2c:3d:4e:5f" },
  addresses: [
    { privateIp: "10.0.0.4", privateDns: "ip-10-0-0-4.internal", publicIp: "198.51.100.4", publicDns: "ec2-198-51-100-4.example" },
  ],
  ipv6: [],
};
const second = {
  ...{ id: "eni-2", attachment: "eni-attach-2", vpc: "vpc-1", subnet: "subnet-2", isPrimary: false, mac: "0a:1b:2c:3d:4e:60" },
  addresses: [{ privateIp: "10.0.1.4", privateDns: null, publicIp: null, publicDns: null }],
  ipv6: [],
};
const base = {
  ...{ id: "i-0a", state: "running", instanceType: "t4g.nano", rootDevice: "ebs", metadata: {}, imageId: "ami-1", zone: "eu-west-1a" },
  ...{ platform: "Linux/UNIX", privateDns: "ip-10-0-0-4.internal", publicDns: "ec2-198-51-100-4.example", interfaces: [primary] },
};
const aspects = {
  ...{ elasticIps: { addresses: [], associations: {} }, environment: null },
  image: { name: "al2023-2026.3", platform: "Linux/UNIX" },
};
const project = (more: object = {}, known: object = {}, where = place) =>
  ec2InCar.project({ ...ec2.base.parse({ ...base, ...more }), ...aspects, ...known }, where);
const plain = project()!;

describe("ec2 in CAR", () => {
  it("is an asset with its addresses, names, image and region", () => {
    expect(linesOf(plain)).toEqual([
      'application ami-1 {"name":"al2023-2026.3","is_os":true,"description":"Linux/UNIX"}',
      `asset ${asset} {"name":"EC2 id:i-0a","asset_type":"AWS EC2 instance","description":"t4g.nano in eu-west-1a"}`,
      `asset_application ${asset} -> ami-1`,
      `asset_geolocation ${asset} -> eu-west-1`,
      `asset_hostname ${asset} -> ec2-198-51-100-4.example`,
      `asset_hostname ${asset} -> ip-10-0-0-4.internal`,
      `asset_ipaddress ${asset} -> 10.0.0.4`,
      `asset_ipaddress ${asset} -> 198.51.100.4`,
      `asset_macaddress ${asset} -> 0a:1b:2c:3d:4e:5f`,
      'geolocation eu-west-1 {"region":"eu-west-1"}',
      'hostname ec2-198-51-100-4.example {"host_name":"ec2-198-51-100-4.example"}',
      'hostname ip-10-0-0-4.internal {"host_name":"ip-10-0-0-4.internal"}',
      "ipaddress 10.0.0.4 {}",
      "ipaddress 198.51.100.4 {}",
      "ipaddress_hostname 10.0.0.4 -> ip-10-0-0-4.internal",
      "ipaddress_hostname 198.51.100.4 -> ec2-198-51-100-4.example",
      "ipaddress_macaddress 10.0.0.4 -> 0a:1b:2c:3d:4e:5f",
      "ipaddress_macaddress 198.51.100.4 -> 0a:1b:2c:3d:4e:5f",
      'macaddress 0a:1b:2c:3d:4e:5f {"interface":"eni-1"}',
      "reads ec2/ami-1",
      "reads ec2/vpc-1",
    ]);
    expect(faultsOf(plain)).toEqual([]);
  });

  const assetLine = (fields: string) => `asset ${asset} ${fields}`;
  const unnamed = assetLine('{"name":"EC2 id:i-0a","asset_type":"AWS EC2 instance","description":"t4g.nano in eu-west-1a"}');
  const elastic = { allocationId: "eipalloc-1", networkInterfaceId: "eni-1", privateIp: "10.0.0.5", publicIp: "198.51.100.5" };
  const environment = {
    ...{ id: "e-live", name: "shop-live", application: "shop", cname: "shop.example" },
    arn: "arn:aws:elasticbeanstalk:eu-west-1:111111111111:environment/shop/shop-live",
    applicationArn: "arn:aws:elasticbeanstalk:eu-west-1:111111111111:application/shop",
  };
  const rows: Record<string, [base: object, aspects: object, change: string[]]> = {
    "the name and tags that somebody gave": [
      { tags: { Name: "web", team: "shop", "aws:autoscaling:groupName": "web" } },
      {},
      [
        `- ${unnamed}`,
        `+ ${assetLine('{"name":"web","asset_type":"AWS EC2 instance","description":"t4g.nano in eu-west-1a","tag":["Name=web","team=shop"]}')}`,
      ],
    ],
    "its id for an empty name": [
      { tags: { Name: "" } },
      {},
      [
        `- ${unnamed}`,
        `+ ${assetLine('{"name":"EC2 id:i-0a","asset_type":"AWS EC2 instance","description":"t4g.nano in eu-west-1a","tag":["Name="]}')}`,
      ],
    ],
    "a secondary address with an Elastic IP of its own": [
      { interfaces: [{ ...primary, addresses: [...primary.addresses, { privateIp: "10.0.0.5", publicIp: "198.51.100.5" }] }] },
      { elasticIps: { addresses: [elastic], associations: { "eipalloc-1": "eipassoc-1" } } },
      [
        `+ asset_ipaddress ${asset} -> 10.0.0.5`,
        `+ asset_ipaddress ${asset} -> 198.51.100.5`,
        "+ ipaddress 10.0.0.5 {}",
        "+ ipaddress 198.51.100.5 {}",
        "+ ipaddress_macaddress 10.0.0.5 -> 0a:1b:2c:3d:4e:5f",
        "+ ipaddress_macaddress 198.51.100.5 -> 0a:1b:2c:3d:4e:5f",
        "+ reads ec2/198.51.100.5",
        "+ reads ec2/eipalloc-1",
        "+ reads ec2/eipassoc-1",
      ],
    ],
    "a second interface, which may be detached": [
      { interfaces: [primary, second] },
      {},
      [
        `+ asset_ipaddress ${asset} -> 10.0.1.4`,
        `+ asset_macaddress ${asset} -> 0a:1b:2c:3d:4e:60`,
        "+ ipaddress 10.0.1.4 {}",
        "+ ipaddress_macaddress 10.0.1.4 -> 0a:1b:2c:3d:4e:60",
        '+ macaddress 0a:1b:2c:3d:4e:60 {"interface":"eni-2"}',
        "+ reads ec2/eni-attach-2",
      ],
    ],
    "IPv6 addresses, but no prefixes": [
      { interfaces: [{ ...primary, ipv6: ["2600:1f18::4", "2600:1f18:1::/80"] }] },
      {},
      [
        `+ asset_ipaddress ${asset} -> 2600:1f18::4`,
        "+ ipaddress 2600:1f18::4 {}",
        "+ ipaddress_macaddress 2600:1f18::4 -> 0a:1b:2c:3d:4e:5f",
      ],
    ],
    "a MAC address in another spelling": [{ interfaces: [{ ...primary, mac: "0A-1B-2C-3D-4E-5F" }] }, {}, []],
    "no MAC address": [
      { interfaces: [{ ...primary, mac: null }] },
      {},
      [
        `- asset_macaddress ${asset} -> 0a:1b:2c:3d:4e:5f`,
        "- ipaddress_macaddress 10.0.0.4 -> 0a:1b:2c:3d:4e:5f",
        "- ipaddress_macaddress 198.51.100.4 -> 0a:1b:2c:3d:4e:5f",
        '- macaddress 0a:1b:2c:3d:4e:5f {"interface":"eni-1"}',
      ],
    ],
    "a name by its id, besides those of its addresses": [
      { privateDns: "i-0a.internal" },
      {},
      [`+ asset_hostname ${asset} -> i-0a.internal`, '+ hostname i-0a.internal {"host_name":"i-0a.internal"}'],
    ],
    "a stopped instance without its public address": [
      {
        state: "stopped",
        publicDns: null,
        interfaces: [{ ...primary, addresses: [{ ...primary.addresses[0], publicIp: null, publicDns: null }] }],
      },
      {},
      [
        `- asset_hostname ${asset} -> ec2-198-51-100-4.example`,
        `- asset_ipaddress ${asset} -> 198.51.100.4`,
        '- hostname ec2-198-51-100-4.example {"host_name":"ec2-198-51-100-4.example"}',
        "- ipaddress 198.51.100.4 {}",
        "- ipaddress_hostname 198.51.100.4 -> ec2-198-51-100-4.example",
        "- ipaddress_macaddress 198.51.100.4 -> 0a:1b:2c:3d:4e:5f",
      ],
    ],
    "an image that AWS no longer shows by its id": [
      {},
      { image: null },
      [
        '- application ami-1 {"name":"al2023-2026.3","is_os":true,"description":"Linux/UNIX"}',
        '+ application ami-1 {"name":"ami-1","is_os":true,"description":"Linux/UNIX"}',
      ],
    ],
    "no image where AWS tells none": [
      { imageId: null },
      { image: null },
      [
        '- application ami-1 {"name":"al2023-2026.3","is_os":true,"description":"Linux/UNIX"}',
        `- asset_application ${asset} -> ami-1`,
        "- reads ec2/ami-1",
      ],
    ],
    "its Beanstalk environment besides its image": [
      { tags: { "elasticbeanstalk:environment-id": "e-live" } },
      { environment },
      [
        `- ${unnamed}`,
        `+ ${assetLine('{"name":"EC2 id:i-0a","asset_type":"AWS EC2 instance","description":"t4g.nano in eu-west-1a","tag":["elasticbeanstalk:environment-id=e-live"]}')}`,
        `+ asset_application ${asset} -> ${environment.applicationArn}`,
        `+ asset_application ${asset} -> ${environment.arn}`,
        `+ asset_hostname ${asset} -> shop.example`,
        '+ hostname shop.example {"host_name":"shop.example"}',
        "+ reads beanstalk_environment/e-live",
        "+ reads beanstalk_environment/shop-live",
      ],
    ],
    "nothing of an environment that is gone, but that it may come to light": [
      { tags: { "elasticbeanstalk:environment-id": "e-gone" } },
      {},
      [
        `- ${unnamed}`,
        `+ ${assetLine('{"name":"EC2 id:i-0a","asset_type":"AWS EC2 instance","description":"t4g.nano in eu-west-1a","tag":["elasticbeanstalk:environment-id=e-gone"]}')}`,
        "+ reads beanstalk_environment/e-gone",
      ],
    ],
  };
  it.each(Object.entries(rows))("has %s", (_, [more, known, change]) => {
    const contribution = project(more, known)!;
    expect(changeOf(plain, contribution)).toEqual(change);
    const elsewhere = [environment.arn, environment.applicationArn].map((arn) => `application ${arn}`);
    expect(faultsOf(contribution, elsewhere)).toEqual([]);
  });

  it("is there without an interface, as an instance that was just started may be", () => {
    const contribution = project({ interfaces: [], privateDns: null, publicDns: null, zone: null, imageId: null })!;
    expect(linesOf(contribution)).toEqual([
      `asset ${asset} {"name":"EC2 id:i-0a","asset_type":"AWS EC2 instance","description":"t4g.nano"}`,
      `asset_geolocation ${asset} -> eu-west-1`,
      'geolocation eu-west-1 {"region":"eu-west-1"}',
    ]);
    expect(faultsOf(contribution)).toEqual([]);
  });

  it.each(["pending", "running", "stopping", "stopped"])("is there while it is %s", (state) => expect(project({ state })).toBeDefined());
  it.each(["shutting-down", "terminated"])("is gone once it is %s", (state) => expect(project({ state })).toBeUndefined());

  it("is named by its partition and the region of the place, wherever its zone is", () => {
    const china = { ...place, partition: "aws-cn", region: "cn-north-1" };
    const lines = linesOf(project({ zone: "us-west-2-lax-1a" }, {}, china)!);
    expect(lines.filter((line) => /^asset /.test(line))).toEqual([
      'asset arn:aws-cn:ec2:cn-north-1:111111111111:instance/i-0a {"name":"EC2 id:i-0a","asset_type":"AWS EC2 instance","description":"t4g.nano in us-west-2-lax-1a"}',
    ]);
    expect(lines).toContain('geolocation cn-north-1 {"region":"cn-north-1"}');
  });

  it("names everything once, although two interfaces of it tell the same", () => {
    const contribution = project({ interfaces: [primary, { ...primary, id: "eni-9" }] })!;
    expect(linesOf(contribution)).toEqual(linesOf(plain));
  });

  const nameOrNone = fc.option(fc.domain(), { nil: null });
  const anAddress = fc.record({
    ...{ privateIp: fc.ipV4(), publicIp: fc.option(fc.ipV4(), { nil: null }), privateDns: nameOrNone, publicDns: nameOrNone },
  });
  const anInterface = fc.record({
    ...{ id: fc.constantFrom("eni-1", "eni-2"), attachment: fc.constantFrom("eni-attach-1", null), isPrimary: fc.boolean() },
    ...{ vpc: fc.constant("vpc-1"), subnet: fc.constant("subnet-1"), mac: fc.constantFrom("0a:1b:2c:3d:4e:5f", "0A-1B-2C-3D-4E-60", null) },
    addresses: fc.array(anAddress, { maxLength: 4 }),
    ipv6: fc.array(fc.oneof(fc.ipV6(), fc.constant("2600:1f18:1::/80")), { maxLength: 3 }),
  });
  it("says only what CAR takes, each thing once and joined to something, whatever interfaces it has", () => {
    fc.assert(
      fc.property(fc.array(anInterface, { maxLength: 4 }), nameOrNone, (interfaces, publicDns) => {
        const contribution = project({ interfaces, publicDns })!;
        expect(faultsOf(contribution)).toEqual([]);
        const joined = new Set(contribution.edges.flatMap(({ from, to }) => [from, to]));
        expect(contribution.vertices.map(keyOf).filter((key) => !joined.has(key))).toEqual([]);
      }),
    );
  });
});
