import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

const definitions = 5000;

/** A finding as ListFindings has it, on one of so many instances. Neighbours are on other instances, as in pages that are sorted by nothing. */
function findingOf(n: number, assets: number) {
  const asset = (n * 7919) % assets;
  const account = String(asset % 10).repeat(12);
  const cve = `CVE-2026-${10_000 + ((n * 31) % definitions)}`;
  const day = `2026-03-${String(1 + (n % 28)).padStart(2, "0")}T00:00:00Z`;
  const hex = (value: number, length: number) => value.toString(16).padStart(length, "0");
  return {
    findingArn: `arn:aws:inspector2:eu-west-1:${account}:finding/${hex(n, 32)}`,
    ...{ awsAccountId: account, type: "PACKAGE_VULNERABILITY", severity: "HIGH", status: n % 50 === 0 ? "CLOSED" : "ACTIVE" },
    ...{ title: `${cve} - openssl`, description: `${cve} is a weakness. ${"It is described at length. ".repeat(20)}` },
    ...{ firstObservedAt: "2026-01-01T00:00:00Z", lastObservedAt: day, updatedAt: day, inspectorScore: (n % 100) / 10 },
    remediation: { recommendation: { text: "None Provided" } },
    packageVulnerabilityDetails: {
      ...{ vulnerabilityId: cve, source: "NVD", sourceUrl: `https://nvd.nist.gov/vuln/detail/${cve}`, relatedVulnerabilities: [] },
      vulnerablePackages: [
        {
          name: "openssl",
          version: `3.0.${n % 20}`,
          release: "1.amzn2023",
          arch: "X86_64",
          packageManager: "OS",
          fixedInVersion: "0:3.0.40-1",
        },
      ],
    },
    epss: { score: (n % 97) / 10_000 },
    resources: [
      {
        ...{ type: "AWS_EC2_INSTANCE", id: `i-${hex(asset, 17)}`, partition: "aws", region: "eu-west-1" },
        tags: { Name: `host-${asset}`, owner: `team-${asset % 50}` },
        details: { awsEc2Instance: { type: "m5.large", platform: "AMAZON_LINUX_2023", ipV4Addresses: [`10.0.${asset % 250}.1`] } },
      },
    ],
  };
}

/** Writes findings as `aws inspector2 list-findings` prints them. */
export function writeFindings(path: string, { findings, assets }: { readonly findings: number; readonly assets: number }): Promise<void> {
  function* text(): Generator<string> {
    yield '{"findings":[\n';
    for (let n = 0; n < findings; n++) yield `${n === 0 ? "" : ",\n"}${JSON.stringify(findingOf(n, assets))}`;
    yield "\n]}\n";
  }
  return pipeline(Readable.from(text()), createWriteStream(path));
}
