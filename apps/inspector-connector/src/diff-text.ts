import { type KdiChange, KdiChangeKind, type KdiDiff } from "@plumbline/kdi-writer/diff-kdi";
import type { LocatorRow } from "@plumbline/kdi-writer/locator-table";
import { counted, pad, printable, widthOf } from "@plumbline/reports/text";
import { type Looked, lookedText } from "./looked-at.ts";
import type { NotKept } from "./partial-uploads.ts";
import type { PendingUpload } from "./pending-upload.ts";
import { type Refused, refusedText } from "./why-refused.ts";

/** What the files of either side do not tell, where that is known. */
interface Sides {
  readonly before?: NotKept | undefined;
  readonly after?: Looked | undefined;
  /** An upload that has not ended: what it brought is on neither side. */
  readonly pending?: PendingUpload | undefined;
  /** What an upload of the later files would say. */
  readonly refused?: Refused | undefined;
}

/**
 * A comparison as JSON lines: a summary, with what either side does not tell, each row of the table of locators, then each asset and
 * vulnerability that something becomes of.
 */
export function* diffLines(diff: KdiDiff, locators: readonly LocatorRow[], { before, after, pending, refused }: Sides): Generator<string> {
  const line = (kind: string, value: object) => `${JSON.stringify({ kind, ...value })}\n`;
  const { autoclose, assets, changes, open } = diff;
  yield line("summary", {
    autoclose,
    assets,
    changes,
    open,
    ...(before && { before }),
    ...(after && { after }),
    ...(pending && { pending: told(pending) }),
    ...(refused && { refused }),
  });
  for (const row of locators) yield line("locators", { ...row, assetType: row.assetType ?? null });
  for (const which of ["new", "gone", "unseen"] as const) for (const row of diff.assetRows(which)) yield line(`asset-${which}`, row);
  for (const row of diff.definitionRows()) yield line("definition", row);
  for (const { kind: change, ...row } of diff.rows()) yield line("vuln", { change, ...row });
}

const told = ({ step, run, connector, origin }: PendingUpload) => ({ step, connector, origin, ...(run && { run }) });

const signs: Readonly<Record<KdiChange["kind"], string>> = {
  opens: "+",
  closes: "-",
  autocloses: "x",
  changes: "~",
  adds: "·",
  unseen: "?",
};
const autocloses: Readonly<Record<KdiDiff["autoclose"], string>> = {
  on: "the files have it on",
  off: "the files have it off",
  mixed: "some files have it on, and some off",
  none: "there is no file",
};

/** A comparison for a person, with so many rows of each kind at most. */
export function* diffText(
  diff: KdiDiff,
  locators: readonly LocatorRow[],
  maxRows: number,
  { after, before, refused }: Pick<Sides, "after" | "refused"> & { readonly before?: Pick<Looked, "scope"> | undefined } = {},
): Generator<string> {
  const { assets, changes, open, autoclose } = diff;
  const closes = autoclose === "on" || autoclose === "mixed";
  for (const line of after ? lookedText(after, before) : []) yield `${printable(line)}\n`;
  if (refused) yield `${printable(refusedText(refused))}\n`;
  const unseen = (count: number) => (count > 0 ? `, ${count} not looked at` : "");
  yield `assets    ${assets.before} before, ${assets.after} after: ${assets.new} new, ${assets.gone} gone${unseen(assets.unseen)}\n`;
  yield `vulns     ${changes.opens} open, ${changes.closes} close, ${changes.changes} change, ${changes.adds} come closed or accepted; ${changes.autocloses} are not named any more${unseen(changes.unseen)}\n`;
  const reached =
    open.withAutocloseOfAll === open.withAutoclose
      ? `${open.withAutoclose}`
      : `${open.withAutocloseOfAll} to ${open.withAutoclose} (whether it reaches assets that no file names, Kenna's pages do not say)`;
  yield `open      ${open.before} before; in Kenna ${reached} with autoclose, ${open.withoutAutoclose} without: ${autocloses[autoclose]}\n`;
  const becomes = closes ? "stay open, or are closed by autoclose" : "stay open";
  yield* section("assets that are new", diff.assetRows("new"), maxRows, ({ asset, openVulns }) => `${named(asset)}, ${openVulns} open`);
  yield* section(
    "assets that are gone",
    diff.assetRows("gone"),
    maxRows,
    ({ asset, openVulns }) => `${named(asset)}, ${openVulns} ${becomes}`,
  );
  yield* section(
    "assets that were not looked at",
    diff.assetRows("unseen"),
    maxRows,
    ({ asset, openVulns }) => `${named(asset)}, ${openVulns} ${becomes}`,
  );
  yield* section("by definition", diff.definitionRows(), maxRows, ({ definition, scannerType: _, ...counts }) => {
    const each = KdiChangeKind.options.flatMap((kind) => (counts[kind] > 0 ? [`${nameOf(kind, closes)} ${counts[kind]}`] : []));
    return `${definition}: ${each.join(", ")}`;
  });
  yield* section("by vulnerability", diff.rows(), maxRows, (row) => changeText(row, closes));
  yield* tableOf(locators);
}

const named = ({ locator, value }: { readonly locator: string; readonly value: string }): string => `${locator} ${value}`;
/** With autoclose off, or without a file, nothing closes what is not named. */
const nameOf = (kind: KdiChangeKind, closes: boolean): string => (kind === "autocloses" && !closes ? "not named" : kind);

const changeText = ({ kind, asset, identifier, before, after }: KdiChange, closes: boolean): string => {
  const was = kind === "changes" || kind === "closes" ? stateText(before) : "";
  return `${signs[kind]} ${nameOf(kind, closes)} ${(after ?? before)?.definition ?? ""} on ${named(asset)}${was}${kind === "changes" ? ` to${stateText(after)}` : ""}${kind === "unseen" && closes ? ", which autoclose closes all the same" : ""} (${identifier})`;
};
const stateText = (state: KdiChange["after"]): string =>
  state === undefined
    ? ""
    : `, ${state.status}${state.score === undefined ? "" : ` ${state.score}`}${state.port === undefined ? "" : ` port ${state.port}`}`;

function* section<T>(title: string, rows: Iterable<T>, most: number, tell: (row: T) => string): Generator<string> {
  let count = 0;
  for (const row of rows) {
    if (count === 0) yield `\n${title}\n`;
    if (count++ < most) yield `  ${printable(tell(row))}\n`;
  }
  if (count > most) yield `  and ${count - most} more; --max-rows shows more, --format json all\n`;
}

/** Which locator names which assets, under each order. */
function* tableOf(locators: readonly LocatorRow[]): Generator<string> {
  if (locators.length === 0) return;
  const orders = Object.keys(locators[0]?.named ?? {});
  const rows = locators.map(({ assetType, locators: has, assets, named: by }) => [
    ...[assetType ?? "-", has.map(short).join(" "), String(assets)],
    ...orders.map((order) => {
      const naming = by[order];
      if (naming?.by === undefined) return "none";
      return `${short(naming.by)}${naming.shared > 0 ? ` (${naming.shared} shared)` : ""}`;
    }),
  ]);
  const all = [["asset type", "has", "assets", ...orders], ...rows];
  const widths = all[0]?.map((_, i) => Math.max(...all.map((row) => widthOf(row[i] ?? "")))) ?? [];
  yield `\nwhich locator names the assets, by the connector's order\n`;
  for (const row of all)
    yield `  ${row
      .map((text, i) => pad(text, widths[i] ?? 0))
      .join("  ")
      .trimEnd()}\n`;
  const shared = locators.flatMap(({ named: by }) => Object.entries(by)).filter(([, { shared: count }]) => count > 0);
  if (shared.length > 0) yield `  shared: ${counted(shared.length, "row")} whose assets Kenna would take for one with another\n`;
}
const short = (locator: string): string => locator.replace(/_locator$/, "");
