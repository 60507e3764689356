import { testIo } from "@plumbline/cli/io.fixture";
import { type KubernetesStandIn, startKubernetes } from "@plumbline/testkit/kubernetes/start-kubernetes";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fileOf } from "./kubeconfig.fixture.ts";
import { runIamAuditor } from "./run-iam-auditor.ts";
import { startWorld, type World } from "./world.fixture.ts";

let world: World;
let kubernetes: KubernetesStandIn;
beforeAll(async () => {
  world = await startWorld(emulatorUrl());
  kubernetes = await startKubernetes();
  for (const name of ["default", "payer"]) kubernetes.put("serviceaccounts", { metadata: { name, namespace: "shop" } });
});
afterAll(async () => {
  await kubernetes.stop();
  await world.stop();
});

describe("collect-source", () => {
  const bad: Record<string, [words: readonly string[], says: RegExp]> = {
    "no cluster": [["kubernetes"], /no cluster is named/],
    "a file that is not there": [["kubernetes", "--kubeconfig", "nowhere"], /can't read the kubeconfig .*nowhere: ENOENT/],
    "a file beside --eks": [["kubernetes", "--eks", "--kubeconfig", "x"], /--kubeconfig.*can't go together with --eks/],
    "clusters without --eks": [["kubernetes", "--clusters", "x"], /--clusters.*names clusters of --eks/],
    "CloudHealth without a key": [["cloudhealth"], /CLOUDHEALTH_API_KEY is not set/],
    "Alert Logic without a customer": [["alertlogic"], /--customer/],
    "an account that is none": [["cloudhealth", "--aws-account", "1"], /--aws-account/],
    "no such source": [["splunk"], /splunk/],
  };
  it.each(Object.entries(bad))("refuses %s in one line", async (_, [words, says]) => {
    const { code, stdout, stderr } = await world.run(["collect-source", ...words]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(says);
  });

  it("refuses a file that would run a program, unless that is allowed", async () => {
    const exec = { apiVersion: "client.authentication.k8s.io/v1", interactiveMode: "Never", command: process.execPath, args: ["-e", ""] };
    const file = fileOf(kubernetes.kubeconfig({ user: { exec } }));
    const refused = await world.run(["collect-source", "kubernetes", "--kubeconfig", file]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`would run the program ${process.execPath}`);
  });

  it("lets an allowed program sign in", async () => {
    const credential = { apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status: { token: kubernetes.token } };
    const script = `process.stdout.write(${JSON.stringify(JSON.stringify(credential))})`;
    const exec = { apiVersion: credential.apiVersion, interactiveMode: "Never", command: process.execPath, args: ["-e", script] };
    const file = fileOf(kubernetes.kubeconfig({ user: { exec } }));
    const { code } = await world.run(["collect-source", "kubernetes", "--kubeconfig", file, "--allow-exec", process.execPath]);
    expect(code).toBe(0);
  });

  it("ends with a signal, and takes nothing for gone", async () => {
    const stop = new AbortController();
    const words = ["collect-source", "kubernetes", "--kubeconfig", fileOf(kubernetes.kubeconfig()), "--cluster-name", "prod"];
    expect((await world.run(words)).code).toBe(0);
    const before = (await world.inventory()).of("k8s_service_account", "").length;
    kubernetes.fault({ path: "/serviceaccounts", deed: "silence" });
    world.clock.now += 60_000;
    const { io, stderr } = testIo({
      ...{ environment: world.environment, folder: world.folder, now: () => new Date(world.clock.now) },
      untilStopped: () => stop.signal,
    });
    const asked = kubernetes.requests.length;
    const running = runIamAuditor(words, io);
    await expect
      .poll(() => kubernetes.requests.slice(asked).some((one) => one.includes("/serviceaccounts")), { timeout: 30_000 })
      .toBe(true);
    stop.abort();
    expect(await running).toBe(3);
    expect(stderr()).toContain("stopped: what had come is written, and nothing was taken for gone");
    expect((await world.inventory()).of("k8s_service_account", "")).toHaveLength(before);
  });

  it("tells people the same in lines", async () => {
    const { stdout } = await world.run(["collect-source", "kubernetes", "--kubeconfig", fileOf(kubernetes.kubeconfig())]);
    expect(stdout).toMatch(/^kubernetes\/127\.0\.0\.1:\d+\n {2}k8s_service_account: ok: 2 seen, 0 new, 0 changed, 0 gone\n/);
  });
});
