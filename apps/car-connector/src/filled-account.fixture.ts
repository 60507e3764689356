/** An account of the emulator with some of everything that CAR takes, and changes that touch every kind of row. */
import { CreateTagsCommand, DeleteTagsCommand, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import {
  CreateClusterCommand,
  RegisterContainerInstanceCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StopTaskCommand,
} from "@aws-sdk/client-ecs";
import { CreateApplicationCommand, CreateEnvironmentCommand, TerminateEnvironmentCommand } from "@aws-sdk/client-elastic-beanstalk";
import { CreateDBInstanceCommand, DeleteDBInstanceCommand } from "@aws-sdk/client-rds";
import { place, region, runInstance, type World } from "./world.fixture.ts";

const [cluster, family, ApplicationName] = ["kept", "web", "shop"];

/** Fills the account. */
export async function fillAccount(world: World) {
  const { ec2, ecs, rds, beanstalk } = world.clients;
  const made = { instances: [] as string[], databases: [] as string[], environments: [] as string[], tasks: [] as string[] };
  const findings: object[] = [];
  let count = 0;

  async function addDatabase(): Promise<void> {
    const DBInstanceIdentifier = `database-${++count}`;
    const settings = { Engine: "postgres", MasterUsername: "admin", MasterUserPassword: "CANARY-database", AllocatedStorage: 10 };
    await rds.send(new CreateDBInstanceCommand({ DBInstanceIdentifier, DBInstanceClass: "db.t3.micro", ...settings }));
    made.databases.push(DBInstanceIdentifier);
  }
  async function addEnvironment(): Promise<void> {
    const EnvironmentName = `environment-${++count}`;
    await beanstalk.send(new CreateEnvironmentCommand({ ApplicationName, EnvironmentName }));
    made.environments.push(EnvironmentName);
  }
  async function addTask(): Promise<void> {
    const started = await ecs.send(new RunTaskCommand({ cluster, taskDefinition: family, launchType: "EC2" }));
    made.tasks.push(...(started.tasks ?? []).flatMap(({ taskArn }) => taskArn ?? []));
  }
  function findOn(instance: string): object {
    const at = new Date(world.clock.now).toISOString();
    const id = `finding-${++count}`;
    return {
      ...{ SchemaVersion: "2018-10-08", Id: id, ProductArn: `arn:aws:securityhub:${region}::product/aws/inspector`, GeneratorId: "g" },
      ...{ AwsAccountId: place.account, Region: region, Title: `title of ${id}`, Description: "d", CreatedAt: at, UpdatedAt: at },
      ...{ Types: ["Software and Configuration Checks/Vulnerabilities/CVE"], Severity: { Label: "HIGH", Normalized: 70 } },
      ...{ RecordState: "ACTIVE", Workflow: { Status: "NEW" }, Vulnerabilities: [{ Id: `CVE-2026-${count}` }] },
      Resources: [
        { Type: "AwsEc2Instance", Id: `arn:aws:ec2:${region}:${place.account}:instance/${instance}`, Partition: "aws", Region: region },
      ],
    };
  }
  /** Instances come, go and get other tags, and so do their findings: vertices and edges are sent, disabled and deleted. */
  async function changeInstances(): Promise<void> {
    const added = await runInstance(world, `instance-${++count}`);
    const gone = made.instances.shift();
    const [kept = added] = made.instances;
    made.instances.push(added);
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: gone === undefined ? [] : [gone] }));
    await ec2.send(new CreateTagsCommand({ Resources: [kept], Tags: [{ Key: `round-${count}`, Value: "x" }] }));
    await ec2.send(new DeleteTagsCommand({ Resources: [kept], Tags: [{ Key: "Name" }] }));
    const old = findings.shift();
    if (old) world.hub.put(place, { ...old, RecordState: "ARCHIVED", UpdatedAt: new Date(world.clock.now).toISOString() });
    findings.push(findOn(added));
    world.hub.put(place, ...findings);
  }
  const turns: readonly (readonly [name: string, work: () => Promise<unknown>])[] = [
    ["a database more", addDatabase],
    ["an environment more", addEnvironment],
    ["a task more", addTask],
    [
      "a database less",
      () => rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: made.databases.shift(), SkipFinalSnapshot: true })),
    ],
    ["an environment less", () => beanstalk.send(new TerminateEnvironmentCommand({ EnvironmentName: made.environments.shift() }))],
    ["a task less", () => ecs.send(new StopTaskCommand({ cluster, task: made.tasks.shift() }))],
  ];

  made.instances.push(await runInstance(world, "first"), await runInstance(world, "second"));
  await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  const instanceId = await runInstance(world, "host of tasks");
  const document = { instanceId, accountId: place.account, region, availabilityZone: `${region}a`, privateIp: "10.0.0.1" };
  await ecs.send(new RegisterContainerInstanceCommand({ cluster, instanceIdentityDocument: JSON.stringify(document) }));
  const containerDefinitions = [{ name: "web", image: "nginx:1", memory: 8, cpu: 8 }];
  await ecs.send(new RegisterTaskDefinitionCommand({ family, containerDefinitions }));
  await beanstalk.send(new CreateApplicationCommand({ ApplicationName }));
  await addDatabase();
  await addEnvironment();
  await addTask();
  await changeInstances();
  return {
    /** Changes instances and findings, and one more thing by turns; tells which. */
    async change(turn: number): Promise<string> {
      world.clock.now = Date.now();
      await changeInstances();
      const [name = "", work] = turns[turn % turns.length] ?? [];
      await work?.();
      return name;
    },
  };
}
