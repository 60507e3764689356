import { startAlertLogic } from "@plumbline/testkit/alertlogic/start-alert-logic";
import { startCloudHealth } from "@plumbline/testkit/cloudhealth/start-cloudhealth";
import { emulatorAccount as own } from "@plumbline/testkit/emulator";
import { accessDenied } from "@plumbline/testkit/faults";
import { eks } from "@plumbline/testkit/kubernetes/eks";
import { type KubernetesStandIn, startKubernetes } from "@plumbline/testkit/kubernetes/start-kubernetes";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fileOf } from "./kubeconfig.fixture.ts";
import { member, startWorld, type World } from "./world.fixture.ts";

let world: World;
let kubernetes: KubernetesStandIn;
const stops: (() => Promise<void>)[] = [];
beforeAll(async () => {
  world = await startWorld(emulatorUrl());
  kubernetes = await startKubernetes({ accepts: (token) => token.startsWith("k8s-aws-v1."), mostOfPage: 1 });
  stops.push(world.stop, kubernetes.stop);
  for (const name of ["default", "payer"]) kubernetes.put("serviceaccounts", { metadata: { name, namespace: "shop" } });
  kubernetes.put("clusterroles", { metadata: { name: "viewer" }, rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }] });
  kubernetes.put("clusterrolebindings", {
    metadata: { name: "viewers" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "viewer" },
    subjects: [{ kind: "Group", name: "sre" }],
  });
});
afterAll(async () => {
  for (const stop of stops) await stop();
});

const kinds = [
  ...(["eks_access_entry", "k8s_service_account", "k8s_role", "k8s_binding"] as const),
  ...(["cloudhealth_user", "cloudhealth_instance", "alertlogic_account", "alertlogic_remediation"] as const),
];
/** Runs a command, shows its cells and what the inventory then holds, and answers the cells as `kind outcome: seen new gone`. */
async function collect(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { code, stdout, stderr } = await world.run(["collect-source", ...words, "--json"], environment);
  const { listings } = JSON.parse(stdout) as {
    listings: { listing: string; kinds: { kind: string; outcome: string; seen: number; added: number; ended: number }[] }[];
  };
  const cells = listings.map(({ listing, kinds }) => [
    listing,
    ...kinds.map(({ kind, outcome, seen, added, ended }) => `${kind} ${outcome}: ${seen} ${added} ${ended}`),
  ]);
  const inventory = await world.inventory();
  const rows = kinds
    .flatMap((kind) => [...inventory.of(kind, ""), ...inventory.of(kind)])
    .map((row) => `  ${row.kind} ${row.account} ${row.name}`);
  const told = [`collect-source ${words[0]}, exit code ${code}`, ...cells.map((one) => one.join("\n  ")), "holds", ...rows];
  console.log(`${told.join("\n")}\n${stderr}`);
  return { code, cells, stderr };
}
const versionsOf = async () => (await world.inventory()).versions;

describe("collect-source kubernetes", () => {
  const words = () => ["kubernetes", "--kubeconfig", fileOf(kubernetes.kubeconfig()), "--cluster-name", "prod"];
  it("writes service accounts, roles and bindings, and nothing anew when nothing has changed", async () => {
    const first = await collect(words());
    expect(first).toMatchObject({
      code: 0,
      cells: [["kubernetes/prod", "k8s_service_account ok: 2 2 0", "k8s_role ok: 1 1 0", "k8s_binding ok: 1 1 0"]],
    });
    const versions = await versionsOf();
    expect((await collect(words())).cells[0]?.slice(1)).toEqual([
      ...["k8s_service_account ok: 2 0 0", "k8s_role ok: 1 0 0", "k8s_binding ok: 1 0 0"],
    ]);
    expect(await versionsOf()).toBe(versions);
    const inventory = await world.inventory();
    expect(inventory.of("k8s_binding", "")).toMatchObject([{ name: "viewers", facts: { cluster: "prod", role: { name: "viewer" } } }]);
  });

  it("takes nothing for gone of a kind that is denied, and does of the others", async () => {
    kubernetes.forbid("clusterroles");
    kubernetes.remove("clusterroles", "viewer");
    kubernetes.remove("serviceaccounts", "payer", "shop");
    expect(await collect(words())).toMatchObject({
      code: 3,
      cells: [["kubernetes/prod", "k8s_service_account ok: 1 0 1", "k8s_role denied: 0 0 0", "k8s_binding ok: 1 0 0"]],
    });
    const inventory = await world.inventory();
    expect(inventory.of("k8s_role", "").map(({ name }) => name)).toEqual(["viewer"]);
    expect(inventory.looked.find(({ kind }) => kind === "k8s_role")).toMatchObject({ outcome: "denied", completeAt: expect.any(String) });
    kubernetes.forbid("clusterroles", false);
    expect((await collect(words())).cells[0]?.[2]).toBe("k8s_role ok: 0 0 1");
  });

  it("begins a list anew that was too old, and still ends only what is gone", async () => {
    kubernetes.put("serviceaccounts", { metadata: { name: "zulu", namespace: "shop" } });
    kubernetes.fault({ path: "/serviceaccounts\\?continue", deed: { status: 410 } });
    expect((await collect(words())).cells[0]?.[1]).toBe("k8s_service_account ok: 2 1 0");
  });
});

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html */
const oneRegion = {
  ...{ status: 200, headers: { "content-type": "text/xml" } },
  body: `<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><regionInfo><item><regionName>eu-west-1</regionName><regionEndpoint>ec2.eu-west-1.amazonaws.com</regionEndpoint><optInStatus>opt-in-not-required</optInStatus></item></regionInfo></DescribeRegionsResponse>`,
};

describe("collect-source kubernetes --eks", () => {
  const inProd = ["kubernetes", "--eks", "--regions", "eu-west-1,us-east-1"];
  const arn = `arn:aws:eks:eu-west-1:${own}:cluster/prod`;
  const principalArn = `arn:aws:iam::${own}:role/admin`;
  const policies = [{ policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy", namespaces: ["shop"] }];

  it("writes who of IAM may reach the clusters and what they hold, and says what can't be asked", async () => {
    const service = eks({ mostOfPage: 1 });
    world.refused.faults = service.faults;
    const prod = { name: "prod", endpoint: kubernetes.url, ca: kubernetes.ca, entries: [{ principalArn, policies }] };
    service.put({ account: own, region: "eu-west-1" }, prod, { name: "young" }, { name: "old", authenticationMode: "CONFIG_MAP" });
    const { code, cells } = await collect(inProd);
    const unmade = ["k8s_service_account failed: 0 0 0", "k8s_role failed: 0 0 0", "k8s_binding failed: 0 0 0"];
    expect({ code, cells }).toEqual({
      code: 3,
      cells: [
        [`aws/${own}/eu-west-1/eks_cluster`, "eks_access_entry ok: 1 1 0"],
        [`aws/${own}/us-east-1/eks_cluster`, "eks_access_entry ok: 0 0 0"],
        [arn.replace("prod", "old"), ...unmade],
        [arn, "k8s_service_account ok: 2 2 0", "k8s_role ok: 0 0 0", "k8s_binding ok: 1 1 0"],
        [arn.replace("prod", "young"), ...unmade],
      ].map(([listing = "", ...rest]) => [listing.startsWith("arn") ? `kubernetes/${listing}` : listing, ...rest]),
    });
    const inventory = await world.inventory();
    expect(inventory.of("eks_access_entry")).toMatchObject([
      {
        ...{ name: `prod: ${principalArn}`, createdAt: "2026-01-02T03:04:05.000Z" },
        facts: { cluster: arn, principalArn, type: "STANDARD", policies: [{ scope: "namespace", namespaces: ["shop"] }] },
      },
    ]);
    expect(inventory.of("k8s_binding")).toMatchObject([{ name: "viewers", facts: { cluster: arn } }]);
  });

  it("reads the clusters alone that are named, and knows a name that is none", async () => {
    const { cells } = await collect([...inProd, "--clusters", "prod"]);
    expect(cells.map(([listing]) => listing).slice(2)).toEqual([`kubernetes/${arn}`]);
    const { code, stderr } = await world.run(["collect-source", ...inProd, "--clusters", "prod,prud"]);
    expect(code).toBe(2);
    expect(stderr).toContain("--clusters: there is no EKS cluster prud");
  });

  it("leaves what it knew when EKS refuses", async () => {
    world.refused.faults = (call) => (call.service === "eks" ? accessDenied(call) : undefined);
    const { code, cells, stderr } = await collect(inProd);
    expect({ code, cells, stderr }).toEqual({
      ...{ code: 3, stderr: "" },
      cells: [
        ...["eu-west-1", "us-east-1"].map((region) => [`aws/${own}/${region}/eks_cluster`, "eks_access_entry denied: 0 0 0"]),
        ...["old", "prod", "young"].map((name) => [
          `kubernetes/${arn.replace("prod", name)}`,
          ...["k8s_service_account denied: 0 0 0", "k8s_role denied: 0 0 0", "k8s_binding denied: 0 0 0"],
        ]),
      ],
    });
    const inventory = await world.inventory();
    expect([inventory.of("eks_access_entry").length, inventory.of("k8s_service_account").length]).toEqual([1, 2]);
  });

  it("ends what it knew of clusters that AWS lists no more, and takes gaps back", async () => {
    world.refused.faults = eks().faults;
    const { code, cells } = await collect(inProd);
    expect({ code, cells }).toEqual({
      code: 0,
      cells: [
        [`aws/${own}/eu-west-1/eks_cluster`, "eks_access_entry ok: 0 0 1"],
        [`aws/${own}/us-east-1/eks_cluster`, "eks_access_entry ok: 0 0 0"],
        ...["old", "prod", "young"].map((name) => [
          `kubernetes/${arn.replace("prod", name)}`,
          ...["service_account", "role", "binding"].map((kind, n) => `k8s_${kind} ok: 0 0 ${name === "prod" ? [2, 0, 1][n] : 0}`),
        ]),
      ],
    });
    const { looked } = await world.inventory();
    expect(looked.filter(({ listing, outcome }) => listing.includes(":eks:") && outcome !== "ok")).toEqual([]);
    expect((await collect(inProd)).cells).toHaveLength(2);
  });

  it("takes back that an account's regions could not be asked for, and goes by the table of roles", async () => {
    const role = `arn:aws:iam::${member}:role/auditor`;
    await world.run(["roles", "add", role]);
    const words = ["kubernetes", "--eks", "--regions", "all"];
    const service = eks();
    world.refused.faults = (call) => (call.operation === "DescribeRegions" ? accessDenied(call) : service.faults(call));
    const denied = await collect(words);
    expect(denied).toMatchObject({
      code: 3,
      cells: [own, member].sort().map((account) => [`aws/${account}/*/eks_cluster`, "eks_access_entry denied: 0 0 0"]),
    });
    world.refused.faults = (call) => (call.operation === "DescribeRegions" ? oneRegion : service.faults(call));
    const { code } = await collect(words);
    const { looked } = await world.inventory();
    const ofAll = looked.filter(({ listing }) => listing.includes("/*/eks_cluster"));
    expect({ code, outcomes: ofAll.map(({ outcome }) => outcome) }).toEqual({ code: 0, outcomes: ["ok", "ok"] });
    expect(JSON.parse((await world.run(["roles", "list", "--json"])).stdout)).toMatchObject({ roles: [{ roleArn: role, working: true }] });
    world.refused.faults = () => undefined;
  });

  it("says of a region that is off now that what was known of it was not looked at", async () => {
    const service = eks();
    service.put({ account: own, region: "us-east-1" }, { name: "far" });
    world.refused.faults = service.faults;
    await collect(inProd);
    const item = "<item><regionName>us-east-1</regionName><optInStatus>not-opted-in</optInStatus></item>";
    const off = { ...oneRegion, body: oneRegion.body.replace("<item>", `${item}<item>`) };
    world.refused.faults = (call) => (call.operation === "DescribeRegions" ? off : service.faults(call));
    const { code, cells } = await collect(["kubernetes", "--eks", "--regions", "all"]);
    const kinds = ["k8s_service_account", "k8s_role", "k8s_binding"].map((kind) => `${kind} region-disabled: 0 0 0`);
    expect({ code, cells: cells.filter(([listing = ""]) => listing.includes("us-east-1") && listing.includes(own)) }).toEqual({
      code: 3,
      cells: [
        [`aws/${own}/us-east-1/eks_cluster`, "eks_access_entry region-disabled: 0 0 0"],
        [`kubernetes/arn:aws:eks:us-east-1:${own}:cluster/far`, ...kinds],
      ],
    });
    world.refused.faults = () => undefined;
  });
});

describe("collect-source cloudhealth", () => {
  it("writes users and instances; where users are refused they stay", async () => {
    const service = await startCloudHealth();
    stops.push(service.stop);
    const account = { owner_id: own };
    service.put("AwsUser", [{ id: 1, name: "ann", is_active: true, account }]);
    service.put("AwsInstance", [{ id: 2, instance_id: "i-1", is_active: true, account }]);
    const words = ["cloudhealth", "--host", service.host];
    const listing = `cloudhealth/${new URL(service.host).host}`;
    const key = { CLOUDHEALTH_API_KEY: service.key };
    expect(await collect(words, key)).toMatchObject({
      code: 0,
      cells: [[listing, "cloudhealth_user ok: 1 1 0", "cloudhealth_instance ok: 1 1 0"]],
    });
    service.put("AwsInstance", []);
    service.fault({ path: "AwsUser", deed: { status: 403, body: { error: "Forbidden" } } });
    expect(await collect(words, key)).toMatchObject({
      code: 3,
      cells: [[listing, "cloudhealth_user denied: 0 0 0", "cloudhealth_instance ok: 0 0 1"]],
    });
    const inventory = await world.inventory();
    expect([inventory.of("cloudhealth_user").length, inventory.of("cloudhealth_instance").length]).toEqual([1, 0]);
  });
});

describe("collect-source alertlogic", () => {
  it("writes accounts and remediations; where one account is refused its own stay", async () => {
    const service = await startAlertLogic();
    stops.push(service.stop);
    const remediations = [{ type: "remediation", remediation_id: "r1", name: "Mend it" }];
    service.put([
      { id: "12345678", name: "Company", remediations },
      { id: "12876543", name: "Child", remediations },
    ]);
    const words = ["alertlogic", "--host", service.host, "--customer", "12345678", "--aws-account", own];
    const keys = { ALERTLOGIC_ACCESS_KEY_ID: service.keyId, ALERTLOGIC_SECRET_KEY: service.secretKey };
    const listing = "alertlogic/12345678";
    expect(await collect(words, keys)).toMatchObject({
      code: 0,
      cells: [[listing, "alertlogic_account ok: 2 2 0", "alertlogic_remediation ok: 2 2 0"]],
    });
    service.forbid("12876543");
    expect(await collect(words, keys)).toMatchObject({
      code: 3,
      cells: [[listing, "alertlogic_account ok: 2 0 0", "alertlogic_remediation denied: 1 0 0"]],
    });
    expect((await world.inventory()).of("alertlogic_remediation")).toHaveLength(2);
  });
});
