import { EC2Client, RunInstancesCommand, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { emulatorCredentials, emulatorAccount as own } from "@plumbline/testkit/emulator";
import { accessDenied } from "@plumbline/testkit/faults";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startWorld, type World } from "./world.fixture.ts";

const regions = ["eu-west-1", "us-east-1"] as const;
let world: World;
const ids = new Map<string, string>();
const clientOf = (region: string) => new EC2Client({ endpoint: emulatorUrl(), region, credentials: { ...emulatorCredentials } });
beforeAll(async () => {
  world = await startWorld(emulatorUrl());
  for (const region of regions) {
    const client = clientOf(region);
    const Tags = [{ Key: "Name", Value: `of ${region}` }];
    const asked = { ImageId: "ami-12c6146b", MinCount: 1, MaxCount: 1, TagSpecifications: [{ ResourceType: "instance" as const, Tags }] };
    const { Instances } = await client.send(new RunInstancesCommand(asked));
    ids.set(region, Instances?.[0]?.InstanceId ?? "");
    client.destroy();
  }
});
afterAll(() => world.stop());

const collect = () => world.run(["collect", "--local", "--items", "instances,tags", "--regions", regions.join(",")]);
const names = async () =>
  (await world.inventory())
    .of("ec2_instance")
    .map(({ name }) => name)
    .toSorted();

it("instances and tags of each region come, and go with their region's own listing alone", async () => {
  expect((await collect()).code).toBe(0);
  expect(await names()).toEqual(["of eu-west-1", "of us-east-1"]);
  const inventory = await world.inventory();
  const [first] = inventory.of("ec2_instance").filter(({ facts }) => facts.region === "eu-west-1");
  const id = ids.get("eu-west-1");
  expect(first).toMatchObject({
    ...{ id, arn: `arn:aws:ec2:eu-west-1:${own}:instance/${id}` },
    facts: { state: "running", imageId: "ami-12c6146b", vpcId: expect.stringMatching(/^vpc-/), privateIp: expect.stringMatching(/^\d/) },
  });
  const tags = inventory.of("ec2_tag").filter(({ facts }) => facts.resourceId === id);
  expect(tags).toMatchObject([
    { id: `${id}/Name`, name: "Name", facts: { region: "eu-west-1", resourceType: "instance", value: "of eu-west-1" } },
  ]);

  for (const region of regions) {
    const client = clientOf(region);
    await client.send(new TerminateInstancesCommand({ InstanceIds: [ids.get(region) ?? ""] }));
    client.destroy();
  }
  world.refused.faults = (call) => (call.operation === "DescribeInstances" && call.region === "us-east-1" ? accessDenied(call) : undefined);
  const { code, stdout } = await collect();
  expect([code, stdout]).toEqual([3, expect.stringContaining(`aws/${own}/us-east-1/ec2: ec2_instance: denied`)]);
  expect(await names()).toEqual(["of us-east-1"]);
});
