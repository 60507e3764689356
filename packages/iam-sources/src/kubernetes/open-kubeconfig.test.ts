import { describe, expect, it } from "vitest";
import { fileOf } from "../told.fixture.ts";
import { openKubeconfig } from "./open-kubeconfig.ts";

const secret = "very-secret-token";
const configOf = ({ user = { token: secret }, cluster = {}, context = {} }: { user?: object; cluster?: object; context?: object } = {}) =>
  JSON.stringify({
    ...{ apiVersion: "v1", kind: "Config", "current-context": "prod" },
    clusters: [{ name: "c", cluster: { server: "https://cluster.example:6443", ...cluster } }],
    users: [{ name: "u", user }],
    contexts: [{ name: "prod", context: { cluster: "c", user: "u", ...context } }],
  });
const open = (text: string, allowedPrograms: readonly string[] = [], context?: string) =>
  openKubeconfig({ file: fileOf(text), allowedPrograms, context });
const exec = { apiVersion: "client.authentication.k8s.io/v1", command: "aws", args: ["eks", "get-token"] };

describe("openKubeconfig", () => {
  const taken: Record<string, [text: string, allowed?: readonly string[]]> = {
    "a token": [configOf()],
    "a program that is allowed": [configOf({ user: { exec } }), ["aws"]],
    "a cluster of this machine that does not prove itself": [
      configOf({ cluster: { server: "https://localhost:6443", "insecure-skip-tls-verify": true } }),
    ],
    "a provider that runs nothing": [configOf({ user: { "auth-provider": { name: "oidc", config: { "id-token": secret } } } })],
  };
  it.each(Object.entries(taken))("takes %s", async (_, [text, allowed]) => {
    expect(await open(text, allowed)).toMatchObject({ context: "prod", clusterName: "c" });
  });
  it("takes a cluster of this machine without TLS, as kubectl does", async () => {
    const { config } = await open(configOf({ cluster: { server: "http://127.0.0.1:8001" } }));
    expect(config.getCurrentCluster()).toMatchObject({ server: "http://127.0.0.1:8001", skipTLSVerify: true });
  });
  it("takes another context that is named, and tells the host", async () => {
    const file = fileOf(configOf().replaceAll("prod", "test"));
    expect(await openKubeconfig({ file, context: "test", allowedPrograms: [] })).toMatchObject({ host: "cluster.example:6443" });
  });

  const refused: Record<string, [text: string, words: RegExp, context?: string]> = {
    "a program": [configOf({ user: { exec } }), /would run the program aws; allow it by that name/],
    "a program of another way": [
      configOf({ user: { "auth-provider": { name: "gcp", config: { "cmd-path": "/opt/gcloud" } } } }),
      /would run the program \/opt\/gcloud/,
    ],
    "a program of the oldest way": [configOf({ user: { "auth-provider": { name: "x", config: { exec } } } }), /would run the program aws/],
    "a program of a form that is not known": [configOf({ user: { exec: { command: ["aws"] } } }), /of a form that is not known/],
    "another context": [configOf(), /has no context test; it has prod/, "test"],
    "a cluster that is not there": [configOf({ context: { cluster: "x" } }), /names a cluster that the file does not have/],
    "a user that is not there": [configOf({ context: { user: "x" } }), /names a user that the file does not have/],
    "no TLS": [configOf({ cluster: { server: "http://cluster.example" } }), /not reached by https/],
    "no look at the certificate": [configOf({ cluster: { "insecure-skip-tls-verify": true } }), /insecure-skip-tls-verify/],
    "what is no YAML": [`users: [{ name: u, user: { token: ${secret}`, /can't read the kubeconfig/],
    "an empty file": ["", /can't read the kubeconfig|has no context/],
  };
  it.each(Object.entries(refused))("refuses %s", async (_, [text, words, context]) => {
    const error = await open(text, [], context).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: "SourceSettingsError", message: expect.stringMatching(words) });
    expect(String(error)).not.toContain(secret);
  });
  it("refuses a file that is not there", async () => {
    await expect(openKubeconfig({ file: "/nowhere/config", allowedPrograms: [] })).rejects.toThrow(
      "can't read the kubeconfig /nowhere/config: ENOENT",
    );
  });
});
