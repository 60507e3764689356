/** Random changes of an account, each by the calls that a user would make. */
import {
  AllocateAddressCommand,
  AssignPrivateIpAddressesCommand,
  AssociateAddressCommand,
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeInstancesCommand,
  DisassociateAddressCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { StopTaskCommand } from "@aws-sdk/client-ecs";
import {
  CreateApplicationCommand,
  CreateEnvironmentCommand,
  DeleteApplicationCommand,
  SwapEnvironmentCNAMEsCommand,
  TerminateEnvironmentCommand,
} from "@aws-sdk/client-elastic-beanstalk";
import { CreateDBInstanceCommand, DeleteDBInstanceCommand, ModifyDBInstanceCommand } from "@aws-sdk/client-rds";
import { place, runFargateTask, type World } from "./world.fixture.ts";

/** What a sequence has made so far, so that later steps can name it. */
export class Account {
  readonly #world: World;
  readonly #made = {
    ...{ instances: [] as string[], associations: [] as string[], databases: [] as string[], tasks: [] as string[] },
    ...{ environments: [] as { id: string; name: string }[], findings: [] as string[], applications: [] as string[] },
  };
  #count = 0;
  readonly done: string[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  /** Makes one of each kind of thing, for later steps to be about. */
  async begin(): Promise<void> {
    for (const name of ["runInstance", "createDatabase", "createEnvironment", "runTask", "find"]) await this.#make(name, 0);
  }

  /** Makes one step; `which` chooses the step, `pick` what it is about. A step that has nothing to be about makes something. */
  async step(which: number, pick: number): Promise<void> {
    const names = Object.keys(this.#steps());
    await this.#make(names[which % names.length] ?? "", pick);
  }

  async #make(name: string, pick: number): Promise<void> {
    this.done.push(name);
    this.#count++;
    await this.#steps()
      [name]?.(pick)
      ?.catch((cause: unknown) => {
        throw new Error(`after ${this.done.join(" ")}: ${String(cause)}`, { cause });
      });
  }

  #steps(): Record<string, (pick: number) => Promise<unknown>> {
    const { ec2, rds, beanstalk, ecs } = this.#world.clients;
    const made = this.#made;
    const number = this.#count;
    const of = <T>(all: readonly T[], pick: number): T | undefined => all[pick % Math.max(all.length, 1)];
    const about = async <T>(all: T[], pick: number, act: (one: T) => Promise<unknown>) => {
      const one = of(all, pick);
      if (one !== undefined) await act(one);
    };
    const take = <T>(all: T[], pick: number): T | undefined => all.splice(pick % Math.max(all.length, 1), 1)[0];
    const instance = { ImageId: "ami-12c6146b", MinCount: 1, MaxCount: 1 };
    const run = async (tags: Record<string, string>) => {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      const { Instances = [] } = await ec2.send(
        new RunInstancesCommand({ ...instance, TagSpecifications: [{ ResourceType: "instance", Tags }] }),
      );
      made.instances.push(...Instances.flatMap(({ InstanceId = "" }) => InstanceId));
    };
    const interfaceOf = async (id: string) => {
      const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
      return Reservations?.[0]?.Instances?.[0]?.NetworkInterfaces?.[0]?.NetworkInterfaceId ?? "";
    };
    return {
      runInstance: () => run({ Name: `host-${number}` }),
      runOfEnvironment: (pick) => {
        const environment = of(made.environments, pick);
        return run(
          environment
            ? { "elasticbeanstalk:environment-id": environment.id, "elasticbeanstalk:environment-name": environment.name }
            : { team: "a" },
        );
      },
      terminate: (pick) => {
        const id = take(made.instances, pick);
        return id === undefined ? run({ team: "b" }) : ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
      },
      rename: (pick) =>
        about(made.instances, pick, (id) =>
          ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: "Name", Value: `renamed-${number}` }] })),
        ),
      untag: (pick) =>
        about(made.instances, pick, (id) => ec2.send(new DeleteTagsCommand({ Resources: [id], Tags: [{ Key: "Name" }, { Key: "team" }] }))),
      stop: (pick) => about(made.instances, pick, (id) => ec2.send(new StopInstancesCommand({ InstanceIds: [id] }))),
      start: (pick) => about(made.instances, pick, (id) => ec2.send(new StartInstancesCommand({ InstanceIds: [id] }))),
      associate: (pick) =>
        about(made.instances, pick, async (InstanceId) => {
          const { AllocationId } = await ec2.send(new AllocateAddressCommand({ Domain: "vpc" }));
          const { AssociationId = "" } = await ec2.send(new AssociateAddressCommand({ InstanceId, AllocationId }));
          made.associations.push(AssociationId);
        }),
      disassociate: async (pick) => {
        const AssociationId = take(made.associations, pick);
        // That of an instance that was terminated meanwhile is gone.
        if (AssociationId !== undefined) await ec2.send(new DisassociateAddressCommand({ AssociationId })).catch(() => undefined);
      },
      assignAddress: (pick) =>
        about(made.instances, pick, async (id) => {
          const NetworkInterfaceId = await interfaceOf(id);
          if (NetworkInterfaceId !== "")
            await ec2.send(new AssignPrivateIpAddressesCommand({ NetworkInterfaceId, SecondaryPrivateIpAddressCount: 1 }));
        }),
      createDatabase: async () => {
        const DBInstanceIdentifier = `db-${number}`;
        const database = { Engine: "postgres", MasterUsername: "admin", MasterUserPassword: "CANARY-database", AllocatedStorage: 10 };
        await rds.send(new CreateDBInstanceCommand({ DBInstanceIdentifier, DBInstanceClass: "db.t3.micro", ...database }));
        made.databases.push(DBInstanceIdentifier);
      },
      renameDatabase: async (pick) => {
        const DBInstanceIdentifier = take(made.databases, pick);
        if (DBInstanceIdentifier === undefined) return;
        const NewDBInstanceIdentifier = `renamed-${number}`;
        await rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier, NewDBInstanceIdentifier, ApplyImmediately: true }));
        made.databases.push(NewDBInstanceIdentifier);
      },
      deleteDatabase: async (pick) => {
        const DBInstanceIdentifier = take(made.databases, pick);
        if (DBInstanceIdentifier !== undefined)
          await rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier, SkipFinalSnapshot: true }));
      },
      createEnvironment: async () => {
        const ApplicationName = `app-${number}`;
        await beanstalk.send(new CreateApplicationCommand({ ApplicationName, Description: `the ${number}th` }));
        const EnvironmentName = `environment-${number}`;
        const { EnvironmentId = "" } = await beanstalk.send(new CreateEnvironmentCommand({ ApplicationName, EnvironmentName }));
        made.applications.push(ApplicationName);
        made.environments.push({ id: EnvironmentId, name: EnvironmentName });
      },
      swap: async (pick) => {
        const [one, other] = [of(made.environments, pick), of(made.environments, pick + 1)];
        if (one && other && one !== other)
          await beanstalk.send(new SwapEnvironmentCNAMEsCommand({ SourceEnvironmentId: one.id, DestinationEnvironmentId: other.id }));
      },
      terminateEnvironment: async (pick) => {
        const one = take(made.environments, pick);
        if (one) await beanstalk.send(new TerminateEnvironmentCommand({ EnvironmentId: one.id }));
      },
      deleteApplication: async (pick) => {
        const ApplicationName = take(made.applications, pick);
        if (ApplicationName === undefined) return;
        await beanstalk.send(new DeleteApplicationCommand({ ApplicationName, TerminateEnvByForce: true }));
        made.environments.splice(
          0,
          made.environments.length,
          ...made.environments.filter(({ name }) => name.split("-")[1] !== ApplicationName.split("-")[1]),
        );
      },
      runTask: async () => {
        made.tasks.push(await runFargateTask(this.#world, ["web", "log"]));
      },
      stopTask: async (pick) => {
        const task = take(made.tasks, pick);
        if (task !== undefined) await ecs.send(new StopTaskCommand({ cluster: "cluster", task }));
      },
      find: async (pick) => {
        const id = `finding-${number}`;
        const on = [of(made.instances, pick), of(made.instances, pick + 1)].filter((one) => one !== undefined);
        // Also on an instance that is gone.
        this.#world.hub.put(place, this.#finding(id, on.length > 0 ? on : ["i-00000000000000000"]));
        made.findings.push(id);
      },
      archive: (pick) => about(made.findings, pick, async (id) => this.#change(id, { RecordState: "ARCHIVED" })),
      unarchive: (pick) => about(made.findings, pick, async (id) => this.#change(id, { RecordState: "ACTIVE" })),
      suppress: (pick) =>
        about(made.findings, pick, async (id) =>
          this.#world.hub.change(place, id, { Workflow: { Status: pick % 2 ? "SUPPRESSED" : "NEW" } }),
        ),
      worsen: (pick) => about(made.findings, pick, async (id) => this.#change(id, { Title: `title ${number}` })),
      removeFinding: async (pick) => {
        const one = of(made.findings, pick);
        // Security Hub removes only what was archived for 30 days, or not updated for 90.
        const found = this.#world.hub.findings(place).find(({ Id }) => Id === one);
        const age = found ? (this.#world.clock.now - Date.parse(found.UpdatedAt)) / 86_400_000 : 0;
        if (one !== undefined && found && age > (found.RecordState === "ARCHIVED" ? 30 : 90)) {
          this.#world.hub.remove(place, one);
          made.findings.splice(made.findings.indexOf(one), 1);
        }
      },
    };
  }

  #change(id: string, fields: Record<string, unknown>): void {
    this.#world.hub.change(place, id, { ...fields, UpdatedAt: this.#now() });
  }
  #now(): string {
    return new Date(this.#world.clock.now).toISOString();
  }

  #finding(id: string, instances: readonly string[]): object {
    return {
      ...{ SchemaVersion: "2018-10-08", Id: id, ProductArn: `arn:aws:securityhub:${place.region}::product/aws/inspector` },
      ...{ GeneratorId: "g", AwsAccountId: place.account, Region: place.region, Title: `title of ${id}`, Description: "d" },
      ...{ Types: ["Software and Configuration Checks/Vulnerabilities/CVE"], Severity: { Label: "HIGH", Normalized: 70 } },
      ...{ CreatedAt: this.#now(), UpdatedAt: this.#now(), RecordState: "ACTIVE", Workflow: { Status: "NEW" } },
      Resources: instances.map((instance) => ({
        ...{ Type: "AwsEc2Instance", Id: `arn:aws:ec2:${place.region}:${place.account}:instance/${instance}` },
        ...{ Partition: "aws", Region: place.region },
      })),
      Vulnerabilities: [{ Id: `CVE-2026-${id.length}`, Cvss: [{ Version: "3.1", BaseScore: 7.5 }] }],
    };
  }
}
