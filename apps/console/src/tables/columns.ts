import { html } from "hono/html";
import { instant } from "../frame/parts.ts";
import { atLeast } from "./unseen.ts";

/** Columns that tables of several kinds have. */
interface Named {
  readonly account: string;
  readonly id: string;
  readonly name: string;
}
interface Made {
  readonly createdAt: string | null;
}

/** A principal's name, which leads to its page. */
export const principalColumn = (principal: "user" | "group" | "role") =>
  ({
    label: "Name",
    sort: "name",
    cell: ({ name, account, id }: Named) => html`<a href="/principals/${principal}/${account}/${id}">${name}</a>`,
    text: ({ name }: Named) => name,
  }) as const;

export const accountColumn = {
  label: "Account",
  sort: "account",
  cell: ({ account }: Named) => html`<span class="id">${account}</span>`,
  text: ({ account }: Named) => account,
} as const;

/** How many policies a principal has of its own. */
export const policyCountColumn = (label: string) =>
  ({
    label,
    isNumber: true,
    cell: (_: unknown, more: { readonly policies: number } | undefined) => more?.policies ?? 0,
    text: (_: unknown, more: { readonly policies: number } | undefined) => String(more?.policies ?? 0),
    standsOn: () => ["iam_attachment", "iam_inline_policy"] as const,
    unseen: (more: { readonly policies: number } | undefined) => atLeast(more?.policies),
  }) as const;

type Used = { readonly lastUsedAt: string | null } | undefined;
export const lastUsedColumn = {
  label: "Last used",
  cell: (_: unknown, more: Used) => instant(more?.lastUsedAt),
  text: (_: unknown, more: Used) => more?.lastUsedAt ?? "",
  standsOn: (more: Used) => (more?.lastUsedAt ? [] : (["iam_activity"] as const)),
} as const;

export const createdColumn = {
  label: "Created",
  sort: "createdAt",
  cell: ({ createdAt }: Made) => instant(createdAt, "—"),
  text: ({ createdAt }: Made) => createdAt ?? "",
} as const;
