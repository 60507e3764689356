import { type KubernetesFault, type KubernetesOptions, startKubernetes } from "@plumbline/testkit/kubernetes/start-kubernetes";
import { afterEach, describe, expect, it } from "vitest";
import { fileOf, readAll, testSurroundings } from "../told.fixture.ts";
import { kubernetesSource } from "./kubernetes-source.ts";
import { openKubeconfig } from "./open-kubeconfig.ts";

let stop: () => Promise<void> = async () => undefined;
afterEach(() => stop());

async function world(options?: KubernetesOptions) {
  const cluster = await startKubernetes(options);
  stop = cluster.stop;
  cluster.put("serviceaccounts", {
    metadata: {
      ...{ name: "payer", namespace: "shop", uid: "u-payer" },
      annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::111111111111:role/payer" },
    },
  });
  cluster.put("serviceaccounts", { metadata: { name: "default", namespace: "shop", uid: "u-default" } });
  const rules = [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] }];
  cluster.put("clusterroles", { metadata: { name: "viewer", uid: "u-viewer" }, rules });
  cluster.put("clusterroles", { metadata: { name: "aggregate", uid: "u-aggregate" }, aggregationRule: {}, rules: null });
  cluster.put("roles", {
    metadata: { name: "editor", namespace: "shop", uid: "u-editor" },
    rules: [{ nonResourceURLs: ["/healthz"], verbs: ["*"] }],
  });
  cluster.put("clusterrolebindings", {
    metadata: { name: "viewers", uid: "u-viewers" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "viewer" },
    subjects: [{ kind: "Group", name: "sre", apiGroup: "rbac.authorization.k8s.io" }],
  });
  cluster.put("rolebindings", {
    metadata: { name: "editors", namespace: "shop", uid: "u-editors" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "editor" },
    subjects: [{ kind: "ServiceAccount", name: "payer", namespace: "shop" }],
  });
  cluster.put("rolebindings", {
    metadata: { name: "nobody", namespace: "shop", uid: "u-nobody" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "editor" },
  });
  const surroundings = testSurroundings();
  return {
    ...{ cluster, surroundings },
    async read(signal?: AbortSignal) {
      const { config } = await openKubeconfig({ file: fileOf(cluster.kubeconfig()), allowedPrograms: [] });
      return readAll(kubernetesSource({ name: "prod", account: "111111111111", config, surroundings }), signal);
    },
  };
}

const complete = ["k8s_service_account ok", "k8s_role ok", "k8s_binding ok"];
const everything = [
  ...["k8s_service_account default", "k8s_service_account payer"],
  ...["k8s_role aggregate", "k8s_role viewer", "k8s_role editor"],
  ...["k8s_binding viewers", "k8s_binding editors", "k8s_binding nobody"],
];
const about = { account: "111111111111", arn: null, createdAt: "2026-01-02T03:04:05.000Z", updatedAt: null };

describe("kubernetesSource", () => {
  it("tells service accounts, roles and bindings", async () => {
    const { read } = await world();
    const { rows, cells } = await read();
    expect(cells).toEqual(complete);
    const none = { apiGroups: [], resources: [], resourceNames: [], nonResourceUrls: [] };
    const inShop = { cluster: "prod", namespace: "shop" };
    const everywhere = { cluster: "prod", namespace: null };
    expect(rows).toEqual([
      { kind: "k8s_service_account", id: "u-default", name: "default", ...about, facts: { ...inShop, roleArn: null } },
      {
        ...{ kind: "k8s_service_account", id: "u-payer", name: "payer", ...about },
        facts: { ...inShop, roleArn: "arn:aws:iam::111111111111:role/payer" },
      },
      { kind: "k8s_role", id: "u-aggregate", name: "aggregate", ...about, facts: { ...everywhere, rules: [] } },
      {
        ...{ kind: "k8s_role", id: "u-viewer", name: "viewer", ...about },
        facts: { ...everywhere, rules: [{ ...none, apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] }] },
      },
      {
        ...{ kind: "k8s_role", id: "u-editor", name: "editor", ...about },
        facts: { ...inShop, rules: [{ ...none, nonResourceUrls: ["/healthz"], verbs: ["*"] }] },
      },
      {
        ...{ kind: "k8s_binding", id: "u-viewers", name: "viewers", ...about },
        facts: {
          ...everywhere,
          role: { kind: "ClusterRole", name: "viewer" },
          subjects: [{ kind: "Group", name: "sre", namespace: null }],
        },
      },
      {
        ...{ kind: "k8s_binding", id: "u-editors", name: "editors", ...about },
        facts: {
          ...{ ...inShop, role: { kind: "Role", name: "editor" } },
          subjects: [{ kind: "ServiceAccount", name: "payer", namespace: "shop" }],
        },
      },
      {
        ...{ kind: "k8s_binding", id: "u-nobody", name: "nobody", ...about },
        facts: { ...inShop, role: { kind: "Role", name: "editor" }, subjects: [] },
      },
    ]);
  });

  it("asks what is served, and takes every page", async () => {
    const { cluster, read } = await world({ mostOfPage: 1 });
    const { names, cells } = await read();
    expect({ names, cells }).toEqual({ names: everything, cells: complete });
    expect(cluster.requests.slice(0, 3)).toEqual([
      "GET /api/v1",
      "GET /apis/rbac.authorization.k8s.io/v1",
      "GET /api/v1/serviceaccounts?limit=500",
    ]);
    expect(cluster.requests[3]).toMatch(/^GET \/api\/v1\/serviceaccounts\?continue=[\w-]+&limit=500$/);
  });

  it("leaves a kind that may not be listed incomplete, and the others complete", async () => {
    const { cluster, read } = await world();
    cluster.forbid("clusterroles");
    const { names, cells, messages } = await read();
    expect(cells).toEqual(["k8s_service_account ok", "k8s_role denied", "k8s_binding ok"]);
    expect(names).toEqual(everything.filter((name) => !/aggregate|viewer$/.test(name)));
    expect(messages[1]).toMatch(/cannot list resource "clusterroles".*Grant its user list of/);
  });

  it("begins a list anew when its state has grown too old", async () => {
    const { cluster, read } = await world({ mostOfPage: 1 });
    cluster.fault({ path: "/serviceaccounts\\?continue", deed: { status: 410 } });
    const { names, cells } = await read();
    expect({ names, cells }).toEqual({ names: everything, cells: complete });
    expect(cluster.requests.filter((one) => one === "GET /api/v1/serviceaccounts?limit=500")).toHaveLength(2);
  });

  it("gives a list up that is too old at each third beginning, and ends nothing of its kind", async () => {
    const { cluster, read } = await world({ mostOfPage: 1 });
    cluster.fault({ path: "/serviceaccounts\\?continue", times: 99, deed: { status: 410 } });
    const { cells, messages, names } = await read();
    expect(cells).toEqual(["k8s_service_account failed", "k8s_role ok", "k8s_binding ok"]);
    expect(messages[0]).toContain("grows too old before all pages are read");
    expect(names).toContain("k8s_service_account default");
    expect(cluster.requests.filter((one) => one === "GET /api/v1/serviceaccounts?limit=500")).toHaveLength(3);
  });

  it("waits as long as a busy cluster says", async () => {
    const { cluster, read, surroundings } = await world();
    cluster.fault({ path: "/roles", deed: { status: 429, retryAfter: "7" } });
    expect((await read()).cells).toEqual(complete);
    expect(surroundings.slept).toEqual([7000]);
    expect(surroundings.lines[0]).toMatch(
      /^GET \/apis\/.*\/roles of 127.0.0.1:\d+ to read roles of the cluster: Kubernetes answered 429 a fault; tried again in 7 s$/,
    );
  });

  const faults: Record<string, [fault: Omit<KubernetesFault, "path">, outcome: string]> = {
    "a cluster that stays busy": [{ times: 99, deed: { status: 429 } }, "throttled"],
    silence: [{ times: 99, deed: "silence" }, "timed-out"],
    "cut connections": [{ times: 99, deed: "drop" }, "network"],
    "trouble of the server": [{ times: 99, deed: { status: 500 } }, "failed"],
    "the page of a proxy": [{ deed: { status: 200, body: "<html>sign in</html>" } }, "failed"],
  };
  it.each(Object.entries(faults))("leaves bindings incomplete after %s", async (_, [fault, outcome]) => {
    const { cluster, surroundings } = await world();
    cluster.fault({ path: "/clusterrolebindings", ...fault });
    const brief = { ...surroundings, timeoutMilliseconds: 200, attempts: 2 };
    const { config } = await openKubeconfig({ file: fileOf(cluster.kubeconfig()), allowedPrograms: [] });
    const { cells } = await readAll(kubernetesSource({ name: "prod", account: "", config, surroundings: brief }));
    expect(cells).toEqual(["k8s_service_account ok", "k8s_role ok", `k8s_binding ${outcome}`]);
  });

  it("says of a cluster without RBAC that its roles can't be told", async () => {
    const { read } = await world({ hasRbac: false });
    expect((await read()).cells).toEqual(["k8s_service_account ok", "k8s_role unsupported", "k8s_binding unsupported"]);
  });

  it("lists all the same where it may not ask what is served", async () => {
    const { cluster, read } = await world();
    cluster.fault({ path: "/v1$", times: 2, deed: { status: 403 } });
    expect((await read()).cells).toEqual(complete);
  });

  it("tells of credentials that the cluster does not know, without them", async () => {
    const { cluster, surroundings } = await world();
    const file = fileOf(cluster.kubeconfig({ user: { token: "some-other-token" } }));
    const { config } = await openKubeconfig({ file, allowedPrograms: [] });
    const { cells, messages } = await readAll(kubernetesSource({ name: "prod", account: "", config, surroundings }));
    expect(cells).toEqual(complete.map((cell) => cell.replace(" ok", " denied")));
    expect(messages[0]).toContain("does not know these credentials");
    expect([...messages, ...surroundings.lines].join()).not.toContain("some-other-token");
  });

  const exec = { apiVersion: "client.authentication.k8s.io/v1", interactiveMode: "Never", command: process.execPath };
  const failing: Record<string, [user: object, words: RegExp]> = {
    "a program that fails": [
      { exec: { ...exec, args: ["-e", "console.error('session expired\\nmore'); process.exit(1)"] } },
      /as the context stand-in says: session expired\. Try it/,
    ],
    "a program that answers nothing": [{ exec: { ...exec, args: ["-e", ""] } }, /sign in to the cluster/],
    "a program that is not there": [{ exec: { ...exec, command: "/nowhere/program" } }, /ENOENT/],
    "a certificate that is not there": [{ "client-certificate": "/nowhere/cert.pem", "client-key": "/nowhere/key.pem" }, /ENOENT/],
  };
  it.each(Object.entries(failing))("says that it could not sign in by %s", async (_, [user, words]) => {
    const { cluster, surroundings } = await world();
    const allowedPrograms = [process.execPath, "/nowhere/program"];
    const { config } = await openKubeconfig({ file: fileOf(cluster.kubeconfig({ user })), allowedPrograms });
    const { cells, messages } = await readAll(kubernetesSource({ name: "prod", account: "", config, surroundings }));
    expect(cells).toEqual(complete.map((cell) => cell.replace(" ok", " failed")));
    expect(messages[0]).toMatch(words);
    expect(cluster.requests).toEqual([]);
  });

  it("does not talk to a server whose certificate nobody vouches for", async () => {
    const { cluster, surroundings } = await world();
    const file = fileOf(cluster.kubeconfig({ cluster: { "certificate-authority-data": undefined } }));
    const { config } = await openKubeconfig({ file, allowedPrograms: [] });
    const { cells } = await readAll(
      kubernetesSource({ name: "prod", account: "", config, surroundings: { ...surroundings, attempts: 1 } }),
    );
    expect(cells).toEqual(complete.map((cell) => cell.replace(" ok", " network")));
    expect(cluster.requests).toEqual([]);
  });

  it("leaves out what it can't understand, and says that the kind is not complete", async () => {
    const { cluster, read } = await world();
    cluster.put("roles", { metadata: { name: "odd", namespace: "shop" }, rules: "everything" });
    const { cells, names, messages } = await read();
    expect(cells).toEqual(["k8s_service_account ok", "k8s_role failed", "k8s_binding ok"]);
    expect(names).toEqual(everything);
    expect(messages[1]).toMatch(/^list roles of the cluster prod: 1 of what it told could not be understood/);
  });

  it("tells no cell once the run was ended", async () => {
    const { cluster, read } = await world();
    const stopper = new AbortController();
    cluster.fault({ path: "/roles", deed: "silence" });
    const reading = read(stopper.signal);
    setTimeout(() => stopper.abort(new Error("stopped")), 150);
    await expect(reading).rejects.toThrow("stopped");
  });
});
