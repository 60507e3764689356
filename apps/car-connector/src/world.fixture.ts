/** An account on the emulator with stand-ins in front of it, and CAR's own stand-in. */
import { randomUUID } from "node:crypto";
import { DescribeSubnetsCommand, EC2Client, RunInstancesCommand } from "@aws-sdk/client-ec2";
import { CreateClusterCommand, ECSClient, RegisterTaskDefinitionCommand, RunTaskCommand } from "@aws-sdk/client-ecs";
import { ElasticBeanstalkClient } from "@aws-sdk/client-elastic-beanstalk";
import { RDSClient } from "@aws-sdk/client-rds";
import { fakeKeys, newFolder, testIo } from "@plumbline/cli/io.fixture";
import { beanstalk } from "@plumbline/testkit/beanstalk";
import type { CarServiceOptions } from "@plumbline/testkit/car-service/settings";
import { startCarService } from "@plumbline/testkit/car-service/start-car-service";
import { cloudTrailStandIn } from "@plumbline/testkit/cloudtrail/cloudtrail";
import { emulatorAccount, emulatorCredentials } from "@plumbline/testkit/emulator";
import { type Faults, firstOf } from "@plumbline/testkit/faults";
import { startProxy } from "@plumbline/testkit/proxy";
import { securityHub } from "@plumbline/testkit/security-hub";
import { runConnector } from "./run-connector.ts";
import { keepTasksRunning, taskContainers } from "./task-containers.fixture.ts";

export const region = "eu-west-1";
export const place = { account: emulatorAccount, region };

/** Starts it all; `clock` is the time of everything but the emulator's own. */
export async function startWorld(emulatorUrl: string, options: CarServiceOptions = {}) {
  await fetch(`${emulatorUrl}/moto-api/reset`, { method: "POST" });
  await keepTasksRunning(emulatorUrl);
  const clock = { now: Date.now() };
  const now = () => new Date(clock.now);
  const hub = securityHub({ now });
  const refused: { faults: Faults } = { faults: () => undefined };
  const trail = cloudTrailStandIn({ now });
  const faults = firstOf((call) => refused.faults(call), trail.faults, beanstalk({ now }), hub.faults);
  const proxy = await startProxy({ emulatorUrl, faults, observer: trail.observer, rewrite: taskContainers() });
  const service = await startCarService({ pollsUntilDone: 0, ...options });
  const folder = newFolder();
  const where = { endpoint: proxy.url, region, credentials: emulatorCredentials };
  const clients = {
    ec2: new EC2Client(where),
    rds: new RDSClient(where),
    ecs: new ECSClient(where),
    beanstalk: new ElasticBeanstalkClient(where),
  };
  const environment = {
    ...fakeKeys,
    ...{
      PLUMBLINE_ENDPOINT_URL: proxy.url,
      CAR_SERVICE_URL: service.url,
      CAR_SERVICE_KEY: "car-key",
      CAR_SERVICE_PASSWORD: "car-password",
    },
    ...{ CONNECTION_NAME: "aws-test", CONNECTION_REGION: region },
  };
  return {
    ...{ clock, hub, trail, proxy, service, clients, folder, environment, refused },
    /** Runs the connector's own command; each run a minute after the last. */
    async run(words: readonly string[] = [], given: Readonly<Record<string, string>> = {}) {
      clock.now += 60_000;
      const random = () => randomUUID().slice(0, 6);
      const { io, stdout, stderr } = testIo({
        environment: { ...environment, ...given },
        folder,
        now,
        random,
        sleep: async () => undefined,
      });
      const code = await runConnector(words, io);
      return { code, stdout: stdout(), stderr: stderr() };
    },
    async stop() {
      await Promise.all([proxy.stop(), service.stop()]);
    },
  };
}
export type World = Awaited<ReturnType<typeof startWorld>>;

export async function runInstance({ clients }: World, name: string): Promise<string> {
  const { Instances } = await clients.ec2.send(
    new RunInstancesCommand({
      ...{ ImageId: "ami-12c6146b", MinCount: 1, MaxCount: 1 },
      TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "Name", Value: name }] }],
    }),
  );
  return Instances?.[0]?.InstanceId ?? "";
}

/** Runs a Fargate task with these containers in the cluster `cluster`, and tells its ARN. */
export async function runFargateTask({ clients: { ec2, ecs } }: World, containers: readonly string[]): Promise<string> {
  const [cluster, family] = ["cluster", "shop"];
  await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  const containerDefinitions = containers.map((name) => ({ name, image: `${name}:1`, memory: 64 }));
  const size = { networkMode: "awsvpc", cpu: "256", memory: "512" } as const;
  await ecs.send(new RegisterTaskDefinitionCommand({ family, containerDefinitions, ...size }));
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const awsvpcConfiguration = { subnets: Subnets.slice(0, 1).flatMap(({ SubnetId }) => SubnetId ?? []), securityGroups: [] };
  const { tasks } = await ecs.send(
    new RunTaskCommand({ cluster, taskDefinition: family, launchType: "FARGATE", networkConfiguration: { awsvpcConfiguration } }),
  );
  return tasks?.[0]?.taskArn ?? "";
}
