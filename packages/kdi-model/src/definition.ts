import type { KdiToldDef } from "@plumbline/kdi-writer/kdi";
import type { InspectorFinding } from "@plumbline/vulnerabilities/inspector-finding";
import type { EntryOptions } from "./options.ts";
import { each, said } from "./words.ts";

/** As the toolkit's task has it, so that what was imported with it goes on. */
export const scannerType = "AWS Inspector V2";

const cve = /^CVE-\d{4}-\d{4,}$/;
const cwe = /^CWE-\d+$/;
const ofForm = (form: RegExp, ids: readonly string[]): string[] => ids.map((id) => id.trim().toUpperCase()).filter((id) => form.test(id));

/**
 * What a finding's weakness is, for all findings that share its name: it tells nothing of one resource. Of the lists of ids Kenna keeps one,
 * so that only one is given: CVEs, else CWEs. Ids of other kinds (GHSA, USN, ALAS) stand in the description.
 */
export const definitionOf = (finding: InspectorFinding, options: EntryOptions): KdiToldDef => {
  const advised = finding.packageVulnerabilityDetails;
  const ids = advised === undefined ? [] : [advised.vulnerabilityId, ...advised.relatedVulnerabilities];
  const named = ids.length > 0 ? ids : [idInTitle(finding) ?? ""];
  const cves = each(ofForm(cve, named));
  const weaknesses = each(ofForm(cwe, [...(finding.codeVulnerabilityDetails?.cwes ?? []), ...(options.details?.cwes ?? [])]));
  const others = each(named.filter((id) => !cve.test(id.trim().toUpperCase())));
  const description = lines([
    descriptionOf(finding),
    others.length > 0 ? `Advisories: ${others.join(", ")}` : undefined,
    cves.length > 0 && weaknesses.length > 0 ? `Weaknesses: ${weaknesses.join(", ")}` : undefined,
  ]);
  const solution = solutionOf(finding);
  const fixes = fixesOf(finding);
  return {
    scanner_type: scannerType,
    name: definitionName(finding, options),
    ...(cves.length > 0 && { cve_identifiers: cves.join(",") }),
    ...(cves.length === 0 && weaknesses.length > 0 && { cwe_identifiers: weaknesses.join(",") }),
    ...(description && { description }),
    ...(solution && { solution }),
    ...(fixes.length > 0 && { fixes }),
  };
};

const lines = (texts: readonly (string | undefined)[]): string => texts.flatMap((text) => said(text) ?? []).join("\n");

/** Titles of packages begin with the vulnerability's id: `CVE-2026-0001 - openssl`. */
const idInTitle = ({ type, title }: InspectorFinding): string | undefined =>
  type === "PACKAGE_VULNERABILITY" ? said(title)?.match(/^([A-Z]+-\S+) - /)?.[1] : undefined;

/** `22` or `8000-8080`. */
export const portsOf = ({ begin, end }: { readonly begin: number; readonly end: number }): string =>
  begin === end ? String(begin) : `${begin}-${end}`;

const definitionName = (finding: InspectorFinding, { defName }: EntryOptions): string => {
  const title = said(finding.title);
  const { packageVulnerabilityDetails, codeVulnerabilityDetails, networkReachabilityDetails } = finding;
  if (defName === "title" && title) return title;
  if (packageVulnerabilityDetails && said(packageVulnerabilityDetails.vulnerabilityId))
    return packageVulnerabilityDetails.vulnerabilityId.trim();
  if (codeVulnerabilityDetails) {
    const { detectorName, detectorId } = codeVulnerabilityDetails;
    const id = said(detectorId);
    const name = said(detectorName) ?? title;
    if (name) return id ? `${name} (${id})` : name;
    if (id) return id;
  }
  if (networkReachabilityDetails) return networkName(networkReachabilityDetails);
  return idInTitle(finding) ?? title ?? (said(finding.type) || "Finding without a type");
};

type Network = NonNullable<InspectorFinding["networkReachabilityDetails"]>;
const networkName = ({ openPortRange, protocol }: Network): string =>
  ["Network reachability:", said(protocol), portsOf(openPortRange)].filter(Boolean).join(" ");

/** Inspector's own text of an open port names the instance, which is no other one's: it stands in the details. */
const descriptionOf = ({ networkReachabilityDetails: network, description }: InspectorFinding): string =>
  network === undefined
    ? description
    : `The port range ${portsOf(network.openPortRange)} of ${said(network.protocol) ?? "any protocol"} can be reached from outside the VPC: from an internet gateway, a peered VPC or a VPN.`;

/** Fixed versions of this finding's packages; the writer unites those of all findings of a name. Paths and layers are those of one resource, and stand in the details. */
const fixesOf = ({ packageVulnerabilityDetails: advised }: InspectorFinding): string[] =>
  each(
    (advised?.vulnerablePackages ?? []).flatMap(({ name, fixedInVersion, remediation }) => [
      said(fixedInVersion) ? `Update ${name.trim()} to ${said(fixedInVersion)}.` : undefined,
      sentence(remediation),
    ]),
  );

/** Inspector's own words for the same update have no full stop: with it they are the same text. */
const sentence = (text: string | undefined): string | undefined => {
  const words = said(text);
  return words !== undefined && /^Update \S+ to \S*[^\s.]$/.test(words) ? `${words}.` : words;
};

const solutionOf = ({ remediation: { recommendation = {} }, packageVulnerabilityDetails: advised }: InspectorFinding): string =>
  lines([
    recommendation.text,
    said(recommendation.Url) && `See ${said(recommendation.Url)}`,
    said(advised?.sourceUrl) && `Advisory: ${said(advised?.sourceUrl)}`,
  ]);
