import type { KdiEntry } from "./kdi.ts";

interface Words {
  readonly asset?: Partial<KdiEntry["asset"]>;
  readonly vuln?: Partial<KdiEntry["vuln"]>;
  readonly def?: Partial<KdiEntry["def"]>;
}

/** An entry of a package vulnerability on an instance, with what a test says of it. */
export function entryOf({ asset, vuln, def }: Words = {}): KdiEntry {
  const name = def?.name ?? vuln?.vuln_def_name ?? "CVE-2026-0001";
  const scanner_type = def?.scanner_type ?? vuln?.scanner_type ?? "AWS Inspector V2";
  return {
    asset: asset ?? { ec2: "i-0a1", hostname: "web", tags: ["team:a"], last_seen_at: "2026-03-02T00:00:00Z" },
    vuln: {
      scanner_identifier: "arn:aws:inspector2:eu-west-1:000000000000:finding/1",
      scanner_score: 7,
      created_at: "2026-03-01T00:00:00Z",
      last_seen_at: "2026-03-02T00:00:00Z",
      status: "open",
      ...vuln,
      ...{ scanner_type, vuln_def_name: name },
    },
    def: { cve_identifiers: "CVE-2026-0001", description: "A weakness.", ...def, ...{ scanner_type, name } },
  };
}
