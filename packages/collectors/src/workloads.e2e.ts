import { EC2Client, RunInstancesCommand } from "@aws-sdk/client-ec2";
import { BatchDeleteImageCommand, CreateRepositoryCommand, ECRClient, PutImageCommand } from "@aws-sdk/client-ecr";
import {
  CreateClusterCommand,
  ECSClient,
  RegisterContainerInstanceCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
} from "@aws-sdk/client-ecs";
import {
  CreateApplicationCommand,
  CreateEnvironmentCommand,
  ElasticBeanstalkClient,
  SwapEnvironmentCNAMEsCommand,
  TerminateEnvironmentCommand,
} from "@aws-sdk/client-elastic-beanstalk";
import type { Aws } from "@plumbline/audit-kit/define";
import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { createSession, type Session } from "@plumbline/aws-session/session";
import { beanstalk } from "@plumbline/testkit/beanstalk";
import { emulatorCredentials } from "@plumbline/testkit/emulator";
import { type EmulatorProxy, startProxy } from "@plumbline/testkit/proxy";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { beanstalkApplication } from "./beanstalk_application.ts";
import { beanstalkEnvironment } from "./beanstalk_environment.ts";
import { ecrImage } from "./ecr_image.ts";
import { ecsTask } from "./ecs_task.ts";

const region = "ap-south-1";
const made: { proxy?: EmulatorProxy; session?: Session; aws?: Aws } = {};
beforeAll(async () => {
  const faults = beanstalk({ now: () => new Date("2026-11-01T12:00:00Z") });
  made.proxy = await startProxy({ emulatorUrl: emulatorUrl(), faults });
  made.session = await createSession({ credentials: emulatorCredentials, region, endpointUrl: made.proxy.url }, { environment: {} });
  made.aws = await made.session.connect({ account: made.session.callerAccount, region });
});
afterAll(async () => {
  await made.session?.close();
  await made.proxy?.stop();
});
const valuesOf = (known: ReadonlyMap<string, { value?: unknown }>) => [...known.values()].map(({ value }) => value);

describe("what runs in an account", () => {
  it("is found in Beanstalk, by what events say too", async () => {
    const aws = made.aws!;
    const client = aws.client(ElasticBeanstalkClient);
    const Tags = [{ Key: "team", Value: "shop" }];
    await client.send(new CreateApplicationCommand({ ApplicationName: "My shop", Tags }));
    const application = { ApplicationName: "My shop" };
    const live = await client.send(new CreateEnvironmentCommand({ ...application, EnvironmentName: "live" }));
    const next = await client.send(new CreateEnvironmentCommand({ ...application, EnvironmentName: "next", Tags }));
    const applications = await listAll(beanstalkApplication, aws);
    expect(applications).toMatchObject([{ id: "My shop", createdAt: "2026-11-01T12:00:00.000Z" }]);
    expect(valuesOf(await lookAtAspect(beanstalkApplication, aws, "tags", applications))).toEqual([{ team: "shop" }]);
    const { arn } = applications[0] as unknown as { arn: string };
    const environments = await listAll(beanstalkEnvironment, aws);
    expect(environments).toMatchObject([
      { id: live.EnvironmentId, name: "live", application: "My shop", applicationArn: arn, cname: live.CNAME },
      { id: next.EnvironmentId, name: "next", application: "My shop", applicationArn: arn, cname: next.CNAME },
    ]);
    expect(valuesOf(await lookAtAspect(beanstalkEnvironment, aws, "tags", environments))).toEqual([{}, { team: "shop" }]);

    expect(await findAll(beanstalkEnvironment, aws, arn)).toEqual(environments);
    const ends = { SourceEnvironmentName: "live", DestinationEnvironmentName: "next" };
    await client.send(new SwapEnvironmentCNAMEsCommand(ends));
    expect(await findAll(beanstalkEnvironment, aws, "live")).toMatchObject([{ id: live.EnvironmentId, cname: next.CNAME }]);
    await client.send(new TerminateEnvironmentCommand({ EnvironmentName: "live" }));
    expect(await findAll(beanstalkEnvironment, aws, live.EnvironmentId ?? "")).toEqual([]);
    expect(await listAll(beanstalkEnvironment, aws)).toMatchObject([{ name: "next", cname: live.CNAME }]);
  });

  it("is found in ECR", async () => {
    const aws = made.aws!;
    const client = aws.client(ECRClient);
    const repositoryName = "team/web";
    await client.send(new CreateRepositoryCommand({ repositoryName }));
    const push = (imageTag: string, content: string) =>
      client.send(new PutImageCommand({ repositoryName, imageTag, imageManifest: manifestOf(content) }));
    const first = (await push("v1", "a")).image?.imageId;
    await push("v2", "b");
    const all = await listAll(ecrImage, aws);
    expect(all).toMatchObject([
      { repository: "team/web", imageTags: ["v1"], digest: first?.imageDigest },
      { repository: "team/web", imageTags: ["v2"] },
    ]);
    const one = all[0]!;
    expect(one.id).toBe(`arn:aws:ecr:${region}:${aws.account}:repository/team/web@${first?.imageDigest}`);
    expect(await findAll(ecrImage, aws, one.id)).toEqual([one]);
    expect(await findAll(ecrImage, aws, one.id.replace("@", "/"))).toEqual([one]);
    await client.send(new BatchDeleteImageCommand({ repositoryName, imageIds: [{ imageDigest: first?.imageDigest }] }));
    expect(await findAll(ecrImage, aws, one.id)).toEqual([]);
    expect(await findAll(ecrImage, aws, one.id.split("@")[0]!)).toEqual([all[1]]);
  });

  it("is found in ECS, with the instance that a task runs on", async () => {
    const aws = made.aws!;
    const client = aws.client(ECSClient);
    const { Instances } = await aws.client(EC2Client).send(new RunInstancesCommand({ ImageId: "ami-12c6146b", MinCount: 1, MaxCount: 1 }));
    const instanceId = Instances?.[0]?.InstanceId ?? "";
    const cluster = (await client.send(new CreateClusterCommand({ clusterName: "workloads" }))).cluster?.clusterArn;
    const document = { instanceId, accountId: aws.account, region, availabilityZone: `${region}a`, privateIp: "10.0.0.1" };
    await client.send(new RegisterContainerInstanceCommand({ cluster, instanceIdentityDocument: JSON.stringify(document) }));
    const containerDefinitions = [{ name: "web", image: "nginx:1", memory: 64, cpu: 64 }];
    await client.send(new RegisterTaskDefinitionCommand({ family: "web", containerDefinitions }));
    await client.send(new RunTaskCommand({ cluster, taskDefinition: "web", launchType: "EC2", tags: [{ key: "team", value: "shop" }] }));
    const tasks = await listAll(ecsTask, aws);
    expect(tasks).toMatchObject([{ cluster }]);
    expect(valuesOf(await lookAtAspect(ecsTask, aws, "placement", tasks))).toMatchObject([
      { launchType: "EC2", instance: instanceId, tags: { team: "shop" }, containers: [{ name: "web", image: "nginx:1" }] },
    ]);
  });
});

const manifestOf = (content: string) => {
  const blob = (mediaType: string) => ({ mediaType, size: 1, digest: `sha256:${content.repeat(64)}` });
  return JSON.stringify({
    ...{ schemaVersion: 2, mediaType: "application/vnd.docker.distribution.manifest.v2+json" },
    config: blob("application/vnd.docker.container.image.v1+json"),
    layers: [blob("application/vnd.docker.image.rootfs.diff.tar.gzip")],
  });
};
