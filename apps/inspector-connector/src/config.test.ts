import { parseOptions, readVariables } from "@plumbline/cli/global-options";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { connectorOptions } from "./command.ts";
import { ConnectorConfig, DiffConfig } from "./config.ts";
import { readOldVariables, translateWords } from "./old-words.ts";
import { addDiffOptions, addFolderOption } from "./options.ts";

/** The options as the connector's own command reads them, without its secrets. */
function parse(words: readonly string[], environment: Record<string, string> = {}): ConnectorConfig {
  const command = connectorOptions()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  command.parseOptions(translateWords(words));
  readOldVariables(command, environment);
  readVariables(command, environment);
  return parseOptions(ConnectorConfig, command);
}

const rows: Record<string, readonly [words: readonly string[], environment: Record<string, string>, told: Partial<ConnectorConfig>]> = {
  "nothing said": [
    [],
    {},
    {
      ...{ outputDirectory: "output/aws_inspector", skipAutoclose: true, ignoreScannerLastSeenTime: false, suppressed: "open" },
      ...{ defName: "id", maxAssets: 500, maxBytes: 20_000_000, gzip: false, details: false, regions: ["all"], format: "text" },
      ...{ kennaApiHost: "api.kennasecurity.com", nameTagAsHostname: true, placeTags: true, resetTags: false },
    },
  ],
  "the seed's words": [
    ["task=aws_inspector2", "aws_regions=us-east-1,us-east-2", "kenna_api_host=api.eu.kennasecurity.com", "kenna_connector_id=12345"],
    {},
    { regions: ["us-east-1", "us-east-2"], kennaApiHost: "api.eu.kennasecurity.com", kennaConnectorId: "12345" },
  ],
  "both settings of the seed": [
    ["skip_autoclose=false", "ignore_scanner_last_seen_time=true"],
    {},
    { skipAutoclose: false, ignoreScannerLastSeenTime: true },
  ],
  "both settings in the case of the seed's page": [
    ["skip_autoclose=False", "ignore_scanner_last_seen_time=True"],
    {},
    { skipAutoclose: false, ignoreScannerLastSeenTime: true },
  ],
  "both settings as flags": [
    ["--skip-autoclose", "false", "--ignore-scanner-last-seen-time", "true"],
    {},
    { skipAutoclose: false, ignoreScannerLastSeenTime: true },
  ],
  "the toolkit's variables before ours": [
    [],
    { TOOLKIT_skip_autoclose: "false", PLUMBLINE_SKIP_AUTOCLOSE: "true", PLUMBLINE_GZIP: "true", PLUMBLINE_SUPPRESSED: "skip" },
    { skipAutoclose: false, gzip: true, suppressed: "skip" },
  ],
  sizes: [["--max-bytes", "500kB", "--max-assets", "100"], {}, { maxBytes: 500_000, maxAssets: 100 }],
  "a size in bytes": [["--max-bytes=4000000"], {}, { maxBytes: 4_000_000 }],
  "saved findings": [["--findings", "a.json", "b.json"], { AWS_REGIONS: "us-east-1" }, { findings: ["a.json", "b.json"] }],
  "an order of locators": [
    ["--locator-order", "image,ec2,external_id"],
    {},
    { locatorOrder: ["image_locator", "ec2_locator", "external_id_locator"] },
  ],
};

const refused: Record<string, readonly [words: readonly string[], says: RegExp]> = {
  "autoclose that is neither": [["skip_autoclose=perhaps"], /^--skip-autoclose: must be true or false$/],
  "another policy": [["--suppressed", "closed"], /^--suppressed: .*open.*risk_accepted.*false_positive.*skip/],
  "a size without a number": [["--max-bytes", "big"], /^--max-bytes: must be a number of bytes/],
  "a size of nothing": [["--max-bytes", "0"], /^--max-bytes: must be at least 1 byte$/],
  "a size that no machine takes": [["--max-bytes", "9999MB"], /^--max-bytes: must be at most 1000MB$/],
  "no assets in a file": [["--max-assets", "0"], /^--max-assets: must be a whole number from 1 on/],
  "a connector that is no number": [["kenna_connector_id=mine"], /^--kenna-connector-id: must be the number of a connector/],
  "an empty folder": [["--output-directory", ""], /^--output-directory: must name a folder$/],
  "a word on saved findings without any": [["--findings-complete"], /^--findings-complete: .*name their files with --findings/],
  "saved findings with autoclose on, and no word that they are all": [
    ["--findings", "a.json", "skip_autoclose=false"],
    /^--findings: can't go together with --skip-autoclose false/,
  ],
  "a part with autoclose on": [["--since", "7d", "skip_autoclose=false"], /^--since: can't go together with --skip-autoclose false/],
  "saved findings of accounts": [["--findings", "a.json", "--org"], /^--findings: can't go together with --org/],
  "a locator that is none": [["--locator-order", "image,serial"], /^--locator-order: /],
};

describe("the connector's options", () => {
  it.each(Object.entries(rows))("%s", (_, [words, environment, told]) => expect(parse(words, environment)).toMatchObject(told));

  it.each(Object.entries(refused))("refused: %s", (_, [words, says]) =>
    expect(() => parse(words)).toThrow(expect.objectContaining({ exitCode: 2, message: expect.stringMatching(says) })),
  );

  it("a comparison takes several files on each side", () => {
    const command = addDiffOptions(addFolderOption(new Command()));
    command.parseOptions(["--before", "a.json", "b.json", "--after", "c.json"]);
    expect(parseOptions(DiffConfig, command)).toMatchObject({ before: ["a.json", "b.json"], after: ["c.json"] });
  });
});
