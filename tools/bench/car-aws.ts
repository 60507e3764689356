/** Stands in for an account of AWS that holds so many instances and nothing else, in one region. */
import type { Call } from "@plumbline/testkit/aws-call";
import { cloudTrailStandIn } from "@plumbline/testkit/cloudtrail/cloudtrail";
import { type Faults, firstOf, type Reply } from "@plumbline/testkit/faults";
import { startProxy } from "@plumbline/testkit/proxy";
import { answered } from "@plumbline/testkit/query";
import { idOf, imageOf, images, numberOf, toReservation } from "./car-instances.ts";

export const region = "eu-west-1";
export const account = "123456789012";

export interface CarAws {
  readonly url: string;
  /** The calls since it was asked last, by operation. */
  takeCalls(): Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/** Starts it. CreateTags and TerminateInstances change instances, and LookupEvents tells of that; every other write is refused. */
export async function startCarAws(total: number): Promise<CarAws> {
  const world: World = { total, names: new Map(), terminated: new Set() };
  const trail = cloudTrailStandIn({ now: () => new Date() });
  const proxy = await startProxy({
    // Nothing is left to another server.
    emulatorUrl: "http://127.0.0.1:9",
    faults: firstOf(trail.faults, instances(world), nothingElse),
    observer: trail.observer,
  });
  let taken = 0;
  return {
    url: proxy.url,
    takeCalls() {
      const names = proxy.calls.slice(taken).map(({ service, operation }) => `${service}:${operation}`);
      taken = proxy.calls.length;
      return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, { length }]) => [name, length]));
    },
    stop: proxy.stop,
  };
}

interface World {
  readonly total: number;
  /** By the number of the instance; the others have the name of their number. */
  readonly names: Map<number, string>;
  readonly terminated: Set<number>;
}
const namespace = "http://ec2.amazonaws.com/doc/2016-11-15/";
const xml = (operation: string, body: string): Reply => ({
  ...{ status: 200, headers: { "content-type": "text/xml" } },
  body: `<${operation}Response xmlns="${namespace}"><requestId>00000000-0000-0000-0000-000000000000</requestId>${body}</${operation}Response>`,
});
const items = <T>(name: string, all: readonly T[], toItem: (one: T) => string): string => `<${name}>${all.map(toItem).join("")}</${name}>`;

function instances(world: World): Faults {
  const idsIn = ({ parameters }: Call, name: string): number[] =>
    Object.entries(parameters).flatMap(([key, value]) => (key.startsWith(`${name}.`) ? (numberOf(value) ?? []) : []));
  const toItem = (n: number) => toReservation(n, { region, account, name: world.names.get(n) ?? `host-${n}` });
  const isThere = (n: number) => n < world.total && !world.terminated.has(n);
  const operations: Readonly<Record<string, (call: Call) => string>> = {
    DescribeRegions: () =>
      items(
        "regionInfo",
        [region],
        (name) =>
          `<item><regionName>${name}</regionName><regionEndpoint>ec2.${name}.amazonaws.com</regionEndpoint><optInStatus>opt-in-not-required</optInStatus></item>`,
      ),
    DescribeAddresses: () => "<addressesSet/>",
    DescribeImages: () =>
      items(
        "imagesSet",
        Array.from({ length: images }, (_, n) => imageOf(n)),
        (id) => `<item><imageId>${id}</imageId><name>al2023-${id}</name><platformDetails>Linux/UNIX</platformDetails></item>`,
      ),
    DescribeInstances(call) {
      const asked = idsIn(call, "InstanceId");
      if (asked.length > 0) return items("reservationSet", asked.filter(isThere), toItem);
      const from = Number(call.parameters["NextToken"] ?? 0);
      const to = Math.min(world.total, from + Number(call.parameters["MaxResults"] ?? 1000));
      const page = Array.from({ length: to - from }, (_, n) => from + n).filter(isThere);
      return `${items("reservationSet", page, toItem)}${to < world.total ? `<nextToken>${to}</nextToken>` : ""}`;
    },
    CreateTags(call) {
      for (const n of idsIn(call, "ResourceId")) world.names.set(n, call.parameters["Tag.1.Value"] ?? "");
      return "<return>true</return>";
    },
    TerminateInstances(call) {
      const gone = idsIn(call, "InstanceId");
      for (const n of gone) world.terminated.add(n);
      return items(
        "instancesSet",
        gone,
        (n) => `<item><instanceId>${idOf(n)}</instanceId><currentState><code>32</code><name>shutting-down</name></currentState></item>`,
      );
    },
  };
  return (call) => {
    const work = call.service === "ec2" ? operations[call.operation] : undefined;
    return work && xml(call.operation, work(call));
  };
}

const json = (body: object): Reply => ({ status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
/** Answers of the query protocol. A generation of load balancers reads the list that it knows. */
const empty: Readonly<Record<string, Readonly<Record<string, { readonly [list: string]: readonly [] }>>>> = {
  elasticbeanstalk: { DescribeApplications: { Applications: [] }, DescribeEnvironments: { Environments: [] } },
  rds: { DescribeDBInstances: { DBInstances: [] }, DescribeDBClusters: { DBClusters: [] } },
  elasticloadbalancing: {
    DescribeLoadBalancers: { LoadBalancerDescriptions: [], LoadBalancers: [] },
    DescribeTargetGroups: { TargetGroups: [] },
  },
};
const caller = { Account: account, Arn: `arn:aws:iam::${account}:user/bench`, UserId: "AIDA0000000000000000" };
const others: Readonly<Record<string, Reply>> = {
  "sts GetCallerIdentity": answered("GetCallerIdentity", "https://sts.amazonaws.com/doc/2011-06-15/", caller),
  "ecs ListClusters": json({ clusterArns: [] }),
  "lambda ListFunctions": json({ Functions: [] }),
  "ecr DescribeRepositories": json({ repositories: [] }),
  "securityhub GetFindings": json({ Findings: [] }),
};
const nothingElse: Faults = ({ service, operation }) => {
  const lists = empty[service]?.[operation];
  if (lists) return answered(operation, `http://${service}.amazonaws.com/`, lists);
  return others[`${service} ${operation}`] ?? { status: 400, body: `this account knows no ${service}:${operation}` };
};
