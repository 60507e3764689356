import { InspectorResource } from "@plumbline/vulnerabilities/inspector-finding";
import { describe, expect, it } from "vitest";
import { assetOf } from "./asset.ts";
import { findingOf, now, resources } from "./findings.fixture.ts";
import type { EntryOptions } from "./options.ts";

const finding = findingOf("package", "instance");
const of = (resource: object, options: Partial<EntryOptions> = {}) =>
  assetOf(finding, InspectorResource.parse(resource), { now, ...options });
const seen = { last_seen_at: "2026-05-02T08:00:00Z" };
const here = ["account:111111111111", "region:eu-west-1"];

describe("a resource as an asset", () => {
  const rows: Record<keyof typeof resources, object> = {
    instance: {
      ...{ ec2: "i-0a1", hostname: "web-1", ip_address: "203.0.113.20", os: "AMAZON_LINUX_2" },
      tags: [here[0], "env:prod", here[1]],
    },
    image: {
      ...{ image_id: `sha256:${"a".repeat(64)}`, asset_type: "image", os: "ALPINE_LINUX_3_8" },
      tags: [here[0], "architecture:amd64", "latest", here[1], "registry-111111111111", "repository-shop/web", "v1"].sort(),
    },
    repository: { external_id: resources.repository.id, tags: [...here, "repository-shop/web"] },
    lambda: {
      ...{ external_id: resources.lambda.id, application: "orders" },
      tags: [here[0], "lambda-function:orders", here[1], "runtime:PYTHON_3_12", "team:shop"],
    },
    codeRepository: {
      ...{ external_id: "project-77aa", application: "shop/orders" },
      tags: [
        here[0],
        "code-integration:arn:aws:inspector2:eu-west-1:111111111111:codesecurity-integration/1",
        "code-provider:GITHUB",
        "project:shop/orders",
        here[1],
      ],
    },
    machineImage: {
      external_id: "ami-0ab",
      os: "UBUNTU_24_04",
      tags: [here[0], "image-owner:111111111111", "machine-image:base", here[1]],
    },
    azureVm: {
      ...{ external_id: resources.azureVm.id, os: "UBUNTU_22_04" },
      tags: [here[0], "ip:10.0.0.4", "provider-account:s1", "provider:AZURE", "region:westeurope", "vm:vm1"],
    },
    googleVm: {
      external_id: resources.googleVm.id,
      tags: [here[0], "provider-account:p1", "provider:GCP", "region:europe-west1", "vm:vm7"],
    },
    azureImage: {
      ...{ image_id: `sha256:${"b".repeat(64)}`, asset_type: "image" },
      tags: [here[0], "provider-account:s1", "provider:AZURE", "region:westeurope", "registry-r.azurecr.io", "repository-web", "v2"],
    },
    googleImage: {
      external_id: "//artifactregistry/p1/web",
      tags: [here[0], "provider-account:p1", "provider:GCP", here[1], "repository-web"],
    },
    azureFunction: {
      ...{ external_id: "/subscriptions/s1/sites/orders", application: "orders" },
      tags: [here[0], "function:orders", "provider-account:s1", "provider:AZURE", "region:westeurope", "runtime:PYTHON_3_11"],
    },
    googleFunction: {
      ...{ external_id: "//cloudfunctions/p1/f", application: "f" },
      tags: [here[0], "function:f", "provider-account:p1", "provider:GCP", here[1]],
    },
    newer: { external_id: resources.newer.id, tags: [...here, "resource-type:AWS_TOASTER"] },
  };
  it.each(Object.entries(rows))("%s", (name, expected) => {
    const [, resource] = Object.entries(resources).find(([key]) => key === name)!;
    expect(of(resource).asset).toEqual({ ...expected, ...seen });
  });

  const { tags, details, ...instance } = resources.instance;
  const told: Record<string, readonly [resource: object, expected: object, options?: Partial<EntryOptions>]> = {
    "a full name is no hostname": [
      { ...instance, tags: { Name: "web.example.com" } },
      { ec2: "i-0a1", fqdn: "web.example.com", tags: here },
    ],
    "a name that DNS could not hold is a tag": [
      { ...instance, tags: { Name: "web server (new)" } },
      { ec2: "i-0a1", tags: ["Name:web server (new)", ...here] },
    ],
    "a name, where it is not wanted, is a tag": [
      { ...instance, tags: { Name: "web-1" } },
      { ec2: "i-0a1", tags: ["Name:web-1", ...here] },
      { nameTagAsHostname: false },
    ],
    "a name with white space around it": [
      { ...instance, tags: { Name: " web-1 " } },
      { ec2: "i-0a1", hostname: "web-1", tags: here },
    ],
    "an empty name": [
      { ...instance, tags: { Name: "" } },
      { ec2: "i-0a1", tags: ["Name", ...here] },
    ],
    "a tag without a value": [
      { ...instance, tags: { exempt: "", "": "" } },
      { ec2: "i-0a1", tags: [here[0], "exempt", here[1]] },
    ],
    "private addresses alone": [
      { ...instance, details: { awsEc2Instance: { ipV4Addresses: ["172.16.0.9", "10.0.0.1"] } } },
      { ec2: "i-0a1", ip_address: "172.16.0.9", tags: here },
    ],
    "what is no address": [
      { ...instance, details: { awsEc2Instance: { ipV4Addresses: ["", "x"] } } },
      { ec2: "i-0a1", tags: here },
    ],
    "without tags for its place": [instance, { ec2: "i-0a1" }, { placeTags: false }],
    "an instance named by its ARN": [
      { ...instance, id: "arn:aws:ec2:us-east-1:222222222222:instance/i-0b2", region: "N/A" },
      { ec2: "i-0b2", tags: ["account:222222222222", "region:us-east-1"] },
    ],
    "a managed node, which has no id of EC2": [
      { ...instance, id: "mi-0c3" },
      { external_id: "mi-0c3", tags: here },
    ],
    "an instance in the words for all clouds alone": [
      { ...instance, provider: "AWS", providerAccountId: "333333333333", details: { vm: { ipV4Addresses: ["10.0.0.1"], platform: "X" } } },
      { ec2: "i-0a1", ip_address: "10.0.0.1", os: "X", tags: ["account:333333333333", "region:eu-west-1"] },
    ],
    "an image without details, by the digest in its ARN": [
      { type: resources.image.type, id: resources.image.id },
      { image_id: `sha256:${"a".repeat(64)}`, asset_type: "image", tags: here },
    ],
    "an image without any digest": [
      { type: resources.image.type, id: "arn:aws:ecr:eu-west-1:111111111111:repository/x" },
      { external_id: "arn:aws:ecr:eu-west-1:111111111111:repository/x", tags: here },
    ],
  };
  it.each(Object.entries(told))("%s", (_name, [resource, expected, options]) => {
    expect(of(resource, options).asset).toEqual({ ...expected, ...seen });
  });

  it("was seen when the run began, if that is wanted", () => {
    expect(of(instance, { ignoreScannerLastSeenTime: true }).asset).toMatchObject({ last_seen_at: "2026-06-01T10:20:30Z" });
  });
  const notes: Record<string, readonly [resource: object, notes: object[]]> = {
    "a known resource": [resources.instance, []],
    "a newer type": [resources.newer, [{ kind: "unknown-resource-type", subject: "AWS_TOASTER" }]],
    "a name that is no host": [{ ...instance, tags: { Name: "a b" } }, [{ kind: "name-is-no-host", subject: "a b" }]],
    "an id of white space": [{ ...instance, id: " " }, [{ kind: "no-asset", subject: finding.findingArn }]],
  };
  it.each(Object.entries(notes))("of %s these notes are told", (_name, [resource, expected]) => {
    expect(of(resource).notes).toEqual(expected);
  });
});
