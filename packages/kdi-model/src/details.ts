import type { InspectorDetails, InspectorFinding } from "@plumbline/vulnerabilities/inspector-finding";
import { installedVersion } from "@plumbline/vulnerabilities/words";
import { portsOf } from "./definition.ts";
import { each, said, toKdiInstant } from "./words.ts";

/** What is so of this finding on its resource, a line each; undefined when nothing is told. */
export const detailsOf = (
  finding: InspectorFinding,
  { details, suppression }: { details?: InspectorDetails | undefined; suppression?: string | undefined },
): string | undefined =>
  lines([
    suppression,
    ...packageLines(finding),
    ...codeLines(finding),
    ...networkLines(finding),
    ...scoreLines(finding, details),
    ...seenLines(details),
  ]);

type Line = string | undefined;
const lines = (all: readonly Line[]): string | undefined => said(all.flatMap((line) => said(line) ?? []).join("\n"));
const line = (head: string, text: string | number | undefined): Line =>
  text === undefined || text === "" ? undefined : `${head}: ${text}`;
const brackets = (parts: readonly Line[]): string => {
  const told = parts.flatMap((part) => said(part) ?? []);
  return told.length > 0 ? ` (${told.join(", ")})` : "";
};
const day = (instant: string | undefined): Line => instant && toKdiInstant(instant).slice(0, 10);

const packageLines = ({ packageVulnerabilityDetails: advised, fixAvailable }: InspectorFinding): Line[] => {
  if (advised === undefined) return [];
  const packages = advised.vulnerablePackages.map((held) => {
    const version = installedVersion(said(held.version), held.epoch, said(held.release)) ?? "of an unknown version";
    const fixed = said(held.fixedInVersion) ?? "no fixed version";
    const where = [
      held.packageManager,
      held.arch,
      line("path", said(held.filePath)),
      line("layer", said(held.sourceLayerHash) ?? said(held.sourceLambdaLayerArn)),
    ];
    return `Package: ${said(held.name) ?? "without a name"} ${version} -> ${fixed}${brackets(where)}`;
  });
  return [
    ...each(packages),
    line("Fix available", said(fixAvailable)?.toLowerCase()),
    line("Vendor severity", said(advised.vendorSeverity)),
    line("Source", said(`${said(advised.source) ?? ""} ${said(advised.sourceUrl) ?? ""}`)),
  ];
};

const codeLines = ({ codeVulnerabilityDetails: code }: InspectorFinding): Line[] => {
  if (code === undefined) return [];
  const { filePath, startLine, endLine, fileName } = code.filePath;
  return [
    line(
      "File",
      `${said(filePath) ?? said(fileName) ?? "unknown"}, ${startLine === endLine ? `line ${startLine}` : `lines ${startLine}-${endLine}`}`,
    ),
    line("Detector", said(code.detectorId) ?? said(code.detectorName)),
    line("Rule", said(code.ruleId)),
    line("Layer", said(code.sourceLambdaLayerArn)),
    line("Detector tags", each(code.detectorTags).join(", ")),
    line("References", each(code.referenceUrls).join(" ")),
  ];
};

const networkLines = ({ networkReachabilityDetails: network, description }: InspectorFinding): Line[] => {
  if (network === undefined) return [];
  // The order of the steps is the way that packets take.
  const steps = network.networkPath.steps.map(({ componentId, componentType }) => `${componentId}${brackets([componentType])}`);
  return [
    line("Ports", `${portsOf(network.openPortRange)} ${said(network.protocol) ?? ""}`.trim()),
    line("Path", steps.join(" > ")),
    description,
  ];
};

const scoreLines = (finding: InspectorFinding, details: InspectorDetails | undefined): Line[] => {
  const { inspectorScore, inspectorScoreDetails, exploitAvailable, exploitabilityDetails } = finding;
  const adjusted = inspectorScoreDetails?.adjustedCvss;
  const known = exploitabilityDetails?.lastKnownExploitAt;
  const cvss = (finding.packageVulnerabilityDetails?.cvss ?? []).map(
    ({ version, baseScore, scoringVector, source }) => `CVSS ${version}: ${baseScore}${brackets([scoringVector, source])}`,
  );
  return [
    line("Severity", said(finding.severity)?.toLowerCase()),
    inspectorScore === undefined
      ? undefined
      : `Inspector score: ${inspectorScore}${brackets([adjusted?.scoringVector, adjusted?.scoreSource])}`,
    ...each((adjusted?.adjustments ?? []).map(({ metric, reason }) => `Adjusted ${metric}: ${reason}`)),
    ...each(cvss),
    line("EPSS", details?.epssScore ?? finding.epss?.score),
    line("Exploit available", said(exploitAvailable)?.toLowerCase()),
    line("Last known exploit", day(known)),
  ];
};

/** Of BatchGetFindingDetails. */
const seenLines = (details: InspectorDetails | undefined): Line[] => {
  if (details === undefined) return [];
  const { cisaData: cisa, exploitObserved: seen, evidences, ttps, tools, riskScore } = details;
  return [
    line("Exploit observed", seen && [day(seen.firstSeen), day(seen.lastSeen)].filter(Boolean).join(" to ")),
    cisa && `CISA known exploited${brackets([line("added", day(cisa.dateAdded)), line("due", day(cisa.dateDue)), said(cisa.action)])}`,
    line("Risk score", riskScore),
    line("TTPs", each(ttps).join(", ")),
    line("Tools", each(tools).join(", ")),
    ...each(
      evidences.map(({ evidenceRule, evidenceDetail, severity }) =>
        line("Evidence", said([evidenceRule, evidenceDetail, severity].flatMap((text) => said(text) ?? []).join(", "))),
      ),
    ),
  ];
};
