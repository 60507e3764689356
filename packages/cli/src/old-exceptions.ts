import type { Exception } from "@plumbline/finding-model/exception";
import { faultsIn } from "@plumbline/finding-model/faults-in";
import { AccountId } from "@plumbline/finding-model/resource";
import { z } from "zod";
import { fullType } from "./choose-types.ts";
import { usageError } from "./command-error.ts";
import { toList } from "./global-options.ts";
import type { Io } from "./io.ts";

/** A comma-separated text, a JSON list of texts as a text, or a list of such. */
const List = z.union([z.string(), z.array(z.string())]);
const ByName = z.record(z.string(), List);

/** The four variables of the seed system, as keys of the configuration. */
export const OldExceptions = z.object({
  ec2_ignore_list: List.optional().describe("Old: instances of dev accounts that may be public. Use exceptions."),
  s3_bucket_ignore_list: List.optional().describe("Old: buckets that are left alone. Use exceptions."),
  remediation_module_exception: z
    .union([z.string(), ByName])
    .optional()
    .describe('Old: types that are left alone, by account: {"111111111111": ["ami"]}. Use exceptions.'),
  remediation_resource_exception: z
    .union([List, ByName])
    .optional()
    .describe('Old: ids that are left alone, or ids by type: {"s3": ["a", "b"], "ami": "ami-abcd"}. Use exceptions.'),
});
export type OldExceptions = z.infer<typeof OldExceptions>;

/** In the environment by the name that Terraform gave them, or by that of the configuration. */
const variables: Readonly<Record<keyof OldExceptions, string>> = {
  ec2_ignore_list: "EC2_INSTANCE_IGNORE_LIST",
  s3_bucket_ignore_list: "S3_BUCKET_IGNORE_LIST",
  remediation_module_exception: "REMEDIATION_MODULE_EXCEPTION",
  remediation_resource_exception: "REMEDIATION_RESOURCE_EXCEPTION",
};

type Scope = Omit<Exception, "reason" | "owner" | "ticket" | "created" | "expires">;
type Said = string | readonly string[] | z.infer<typeof ByName>;

/**
 * The four variables of the seed system as exceptions without end. Unset and empty ones mean none; one that is malformed, or names a type
 * that is not known, is a usage error, so that nothing is changed that it was meant to keep.
 */
export function oldExceptions(config: OldExceptions, environment: Io["environment"]): Exception[] {
  const read = (key: keyof OldExceptions, scopes: (said: Said, source: string) => Scope[]): Exception[] => {
    const sources: [source: string, said: Said | undefined][] = [
      [`${key} of the configuration`, config[key]],
      [variables[key], environment[variables[key]]],
      [key, environment[key]],
    ];
    return sources.flatMap(([source, said]) =>
      said === undefined || (typeof said === "string" && said.trim() === "")
        ? []
        : scopes(said, source).map((scope) => ({ ...scope, owner: source, reason: `listed in ${source}` })),
    );
  };
  return [
    ...read("ec2_ignore_list", (said, source) => named(said, source, (resource) => ({ check: [...devChecks], resource }))),
    ...read("s3_bucket_ignore_list", (said, source) => named(said, source, (resource) => ({ type: ["s3_bucket"], resource }))),
    ...read("remediation_module_exception", byAccount),
    ...read("remediation_resource_exception", resources),
  ];
}

// The old list also kept an instance behind a load balancer; there it is the part of the load balancer that is judged.
const devChecks = ["ec2/not-public-in-dev", "elb/no-public-dev-instance", "elbv2/no-public-dev-instance"] as const;

/** No id begins with a bracket or a brace: such a text is JSON, and cut at its commas it would name nothing that there is. */
const idsOf = (said: string | readonly string[], source: string): string[] =>
  [said].flat().flatMap((text) => (/^\s*[[{]/.test(text) ? idsOf(listIn(text, source), source) : toList(text)));
const named = (said: Said, source: string, scope: (ids: string[]) => Scope): Scope[] => {
  const ids = typeof said === "string" || isList(said) ? idsOf(said, source) : [];
  return ids.length === 0 ? [] : [scope(ids)];
};
const isList = (said: Said): said is readonly string[] => Array.isArray(said);

function byAccount(said: Said, source: string): Scope[] {
  const hint = 'write it as {"111111111111": ["ami"]}';
  return Object.entries(byName(said, source, hint)).flatMap(([account, types]) => {
    if (!AccountId.safeParse(account).success) throw usageError(`${source}: ${account} is no account id of 12 digits`, hint);
    return named(types, source, (type) => ({ account: [account], type: type.map((one) => fullType(one, `${source}: `)) }));
  });
}

function resources(said: Said, source: string): Scope[] {
  if (isList(said) || (typeof said === "string" && !said.trimStart().startsWith("{")))
    return named(said, source, (ids) => ({ resource: ids.flatMap(forms) }));
  return Object.entries(byName(said, source, 'write it as {"s3": ["a", "b"], "ami": "ami-abcd"}')).flatMap(([type, ids]) =>
    named(ids, source, (found) => ({ type: [fullType(type, `${source}: `)], resource: found.flatMap(forms) })),
  );
}

/** The seed called some things by their names that have ARNs or URLs here; ids of EC2 are the same. */
const forms = (id: string): string[] => (/^[a-z]+-[0-9a-f]+$|[/:*]/.test(id) ? [id] : [id, `*/${id}`, `*:${id}`]);

function listIn(text: string, source: string): string[] {
  const hint = 'write it as a,b or ["a", "b"]';
  return proved(z.array(z.string()), fromJson(text, source, hint), source, hint);
}

function byName(said: Said, source: string, hint: string): z.infer<typeof ByName> {
  return proved(ByName, typeof said === "string" ? fromJson(said, source, hint) : said, source, hint);
}

function proved<T>(schema: z.ZodType<T>, said: unknown, source: string, hint: string): T {
  const parsed = schema.safeParse(said);
  if (!parsed.success) throw usageError(`${source} is malformed: ${faultsIn(parsed.error)}`, hint);
  return parsed.data;
}

function fromJson(text: string, source: string, hint: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw usageError(
      `${source} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
      `nothing was done; ${hint}`,
      cause,
    );
  }
}
