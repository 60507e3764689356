import { type Answer, connect } from "@plumbline/http-call/call";
import type { Kind, RecordOf } from "@plumbline/iam-model/kinds";
import { z } from "zod";
import { foundAnd } from "../found.ts";
import type { IamSource } from "../iam-source.ts";
import { originOf } from "../origin.ts";
import { readLists, type SourceList, toRecords } from "../read-lists.ts";
import { SourceError, SourceSettingsError, toSourceError } from "../source-error.ts";
import { connectionOf, type Surroundings } from "../surroundings.ts";
import { errorWordsOf } from "../words.ts";

export interface CloudHealthOptions {
  /** Such as `chapi.cloudhealthtech.com`; always by https, but for this machine. */
  readonly host: string;
  /** Of a user of CloudHealth; sent as a header, so that it stands in no address. What the user may not see is not told. */
  readonly key: string;
  /** CloudHealth's id of the organization that is read; the user's default one unless told. */
  readonly organization?: string | undefined;
  /** The AWS account whose readers see what CloudHealth tells no account of; empty for readers of every account. */
  readonly account?: string | undefined;
  readonly surroundings: Surroundings;
}

const kinds = ["cloudhealth_user", "cloudhealth_instance"] as const satisfies readonly Kind[];
const assets = { cloudhealth_user: "AwsUser", cloudhealth_instance: "AwsInstance" } as const;
/** The most that CloudHealth takes. */
const pageSize = 1000;

/**
 * The active users and instances of AWS that CloudHealth knows. Throws a SourceSettingsError for a host, a key or an organization that can't be
 * one. https://apidocs.cloudhealthtech.com/#asset_search-for-assets
 */
export function cloudhealthSource({ host, key, organization, account = "", surroundings }: CloudHealthOptions): IamSource {
  const origin = originOf("CloudHealth", host);
  if (!/^[\x21-\x7e]+$/.test(key)) throw new SourceSettingsError("CloudHealth's key is empty, or holds a character that no key has");
  if (organization !== undefined && !/^[\w-]+$/.test(organization)) throw new SourceSettingsError("CloudHealth's organization is no id");
  return {
    name: "cloudhealth",
    listing: `cloudhealth/${new URL(origin).host}${organization === undefined ? "" : `/${organization}`}`,
    ...{ account, kinds },
    async *read({ signal } = {}) {
      const send = connect({
        ...connectionOf(surroundings, signal),
        ...{ service: "CloudHealth", secrets: [key], toError: toSourceError(hints), toWords: errorWordsOf },
      });
      const ask = async (name: string, page: number): Promise<readonly unknown[]> => {
        const query = new URLSearchParams({
          ...{ name, query: "is_active=1", api_version: "2", page: String(page), per_page: String(pageSize), include: "account" },
          ...(organization === undefined ? {} : { org_id: organization }),
        });
        const purpose = `read page ${page} of ${name}`;
        const headers = { accept: "application/json", authorization: `Bearer ${key}` };
        return pageOf(await send({ method: "GET", address: `${origin}/api/search?${query}`, headers, purpose }), purpose);
      };
      yield* readLists(
        kinds,
        kinds.map(
          (kind): SourceList => ({
            kind,
            pages: () =>
              toRecords(pagesOf(assets[kind], ask), {
                ...{ tried: `read ${assets[kind]} of CloudHealth`, schema: Asset },
                toRecord: (asset) => toRecord(kind, asset, account),
              }),
          }),
        ),
      );
    },
  };
}

const Asset = foundAnd(
  z.object({
    id: z.union([z.string().min(1), z.int()]).transform(String),
    name: z.string().nullish(),
    username: z.string().nullish(),
    instance_id: z.string().nullish(),
    account: z.object({ owner_id: z.union([z.string(), z.int()]).nullish() }).nullish(),
  }),
);

const toRecord = (
  kind: (typeof kinds)[number],
  { found, about }: z.output<typeof Asset>,
  otherwise: string,
): RecordOf<"cloudhealth_user"> | RecordOf<"cloudhealth_instance"> => ({
  ...{ kind, id: about.id, account: accountOf(about.account?.owner_id) ?? otherwise },
  name: about.name || about.username || about.instance_id || about.id,
  ...{ arn: null, createdAt: null, updatedAt: null, facts: { found } },
});

/** A number has lost its leading zeros. */
const accountOf = (owner: string | number | null | undefined): string | undefined => {
  const text = typeof owner === "number" ? String(owner).padStart(12, "0") : owner;
  return text && /^\d{12}$/.test(text) ? text : undefined;
};

/** Pages until one is empty: CloudHealth does not say which is the last, and a short one may be so for other reasons. */
async function* pagesOf(
  name: string,
  ask: (name: string, page: number) => Promise<readonly unknown[]>,
): AsyncGenerator<readonly unknown[]> {
  let before = "";
  for (let page = 1; ; page++) {
    const items = await ask(name, page);
    if (items.length === 0) return;
    const now = JSON.stringify(items);
    if (now === before)
      throw new SourceError({
        kind: "failed",
        tried: `read page ${page} of ${name}`,
        outcome: "CloudHealth answers the page before once more",
        hint: "Check the host: its answers have no pages.",
      });
    before = now;
    yield items;
  }
}

const pageOf = ({ status, body }: Answer, tried: string): readonly unknown[] => {
  const { data } = z.array(z.unknown()).safeParse(body);
  if (data) return data;
  throw new SourceError({
    ...{ kind: "failed", tried, status, outcome: `the answer with status ${status} is no list of assets` },
    hint: "Check that the host is that of CloudHealth's API, such as chapi.cloudhealthtech.com.",
  });
};

const hints: Readonly<Record<number, string>> = {
  401: "Give the key of a user of CloudHealth.",
  403: "Check the key: a new one of the same user has put an end to it, or the user may not see these assets.",
  404: "Check that the host is that of CloudHealth's API, such as chapi.cloudhealthtech.com.",
};
