import { GlobalOptions } from "@plumbline/cli/global-options";
import { defNames, suppressedPolicies } from "@plumbline/kdi-model/options";
import { WrittenOrder } from "@plumbline/kdi-writer/locators";
import { z } from "zod";

const folder = z.string().min(1, "must name a folder");
/** In any case: the toolkit's page writes True and False. */
const Switch = z
  .string()
  .regex(/^(true|false)$/i, "must be true or false")
  .transform((word) => word.toLowerCase() === "true");
const sizes: Readonly<Record<string, number>> = { "": 1, kB: 1000, MB: 1_000_000 };
const Bytes = z
  .string()
  .regex(/^\d{1,10}(kB|MB)?$/, "must be a number of bytes, such as 20MB, 500kB or 4000000")
  .transform((text) => Number.parseInt(text, 10) * (sizes[text.replace(/^\d+/, "")] ?? 1))
  .pipe(z.number().min(1, "must be at least 1 byte").max(1_000_000_000, "must be at most 1000MB"));
const Count = z
  .string()
  .regex(/^[1-9]\d{0,5}$/, "must be a whole number from 1 on, such as 500")
  .transform(Number);

/** Where the files are, and how a result is printed. */
const place = {
  outputDirectory: folder.default("output/aws_inspector"),
  format: z.enum(["text", "json"]).default("text"),
};

/** How findings become KDI files. */
export const ExportConfig = GlobalOptions.extend({
  ...place,
  awsAccessKeyId: z.string().min(1).optional(),
  findings: z.array(z.string()).min(1).optional(),
  findingsComplete: z.boolean().default(false),
  since: z.string().min(1).optional(),
  suppressed: z.enum(suppressedPolicies).default("open"),
  details: z.boolean().default(false),
  delegatedAdmin: z.boolean().default(false),
  defName: z.enum(defNames).default("id"),
  nameTagAsHostname: Switch.default(true),
  skipAutoclose: Switch.default(true),
  ignoreScannerLastSeenTime: Switch.default(false),
  resetTags: Switch.default(false),
  maxAssets: Count.default(500),
  maxBytes: Bytes.default(20_000_000),
  gzip: z.boolean().default(false),
  placeTags: Switch.default(true),
  locatorOrder: WrittenOrder.optional(),
}).superRefine((config, context) => {
  const { findings, findingsComplete, since, skipAutoclose, accounts, org, ou, details, delegatedAdmin } = config;
  const issue = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
  if (since !== undefined && !skipAutoclose)
    issue("since", "can't go together with --skip-autoclose false: Kenna would close all that did not change since");
  if (findings !== undefined && !skipAutoclose && !findingsComplete)
    issue(
      "findings",
      "can't go together with --skip-autoclose false: Kenna would close what is not in the files. Say --findings-complete where they hold every finding",
    );
  if (findingsComplete && findings === undefined)
    issue("findingsComplete", "says of saved findings that they are all: name their files with --findings; a variable may have set it");
  if (delegatedAdmin && accounts === undefined && !org && ou.length === 0)
    issue("delegatedAdmin", "reads the accounts that --accounts, --org or --ou name: give one of them");
  const live = {
    ...{ "--accounts": accounts !== undefined, "--org": org, "--ou": ou.length > 0, "--details": details },
  };
  const [flag] = Object.entries(live).flatMap(([name, isSaid]) => (isSaid ? name : []));
  if (findings !== undefined && flag !== undefined)
    issue("findings", `can't go together with ${flag}: saved findings are taken as they are; a variable may have set it`);
});
export type ExportConfig = z.infer<typeof ExportConfig>;

/** Of Kenna; what is no host is refused before anything is asked. */
const target = {
  kennaApiHost: z.string().min(1).default("api.kennasecurity.com"),
  kennaConnectorId: z
    .string()
    .regex(/^\d{1,18}$/, "must be the number of a connector, such as 12345")
    .optional(),
};
const kenna = {
  ...target,
  anew: z.boolean().default(false),
  run: z.string().min(1).optional(),
  closeUnseen: z.boolean().default(false),
};

const plain = { quiet: z.boolean().default(false), debug: z.boolean().default(false) };

/** Where exported files go. */
export const UploadConfig = z.object({ ...place, ...kenna, ...plain });
export type UploadConfig = z.infer<typeof UploadConfig>;

/** Everything that the connector's own command can be told, but for secrets. */
export const ConnectorConfig = ExportConfig.safeExtend(kenna);
export type ConnectorConfig = z.infer<typeof ConnectorConfig>;

const files = z.array(z.string().min(1)).min(1).optional();
/** Which files are compared: those uploaded last with those exported, unless told. */
export const DiffConfig = z.object({
  ...place,
  ...target,
  before: files,
  after: files,
  locatorOrder: WrittenOrder.optional(),
  maxRows: Count.default(50),
  ...plain,
});
export type DiffConfig = z.infer<typeof DiffConfig>;

export const ValidateConfig = z.object({ ...place, maxFaults: Count.default(100), locatorOrder: WrittenOrder.optional(), ...plain });
export type ValidateConfig = z.infer<typeof ValidateConfig>;
