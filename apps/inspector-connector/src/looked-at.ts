/** What an export looked at, as its manifest tells: what it did not look at is not gone. */
import { parseArn } from "@plumbline/finding-model/arn";
import type { KdiManifest, KdiScope } from "@plumbline/kdi-writer/manifest";
import { counted } from "@plumbline/reports/text";
import { coversScope, lookedAtText, lostText, placesIn } from "./scope.ts";

/** What a manifest tells of it. */
export type Looked = Pick<KdiManifest, "complete" | "gaps" | "since" | "scope" | "isExcerpt">;

/**
 * Tells of a vulnerability, by its identifier, whether the export would have found it where it is still there. An identifier is the ARN of a finding,
 * which names account and region; of another one nobody can tell where it is, so that any gap may have hidden it. `earlier` is what the export
 * before looked at.
 */
export function lookedAt(
  { complete, gaps, since, scope, isExcerpt }: Looked,
  earlier?: Pick<Looked, "scope">,
): (identifier: string) => boolean {
  // What did not change since is there and is not told; so may be what nobody saved.
  if (since !== undefined || isExcerpt) return () => false;
  const isWhole = coversScope(scope, earlier?.scope);
  if (complete && isWhole) return () => true;
  const isIn = scope === undefined || isWhole ? () => true : placesIn(scope);
  return (identifier) => {
    const place = parseArn(identifier);
    if (place === undefined || (!complete && gaps.length === 0)) return false;
    if (!isIn(place)) return false;
    return !gaps.some(({ account, region, withMembers }) => (withMembers || isAt(account, place.account)) && isAt(region, place.region));
  };
}
function moreText(scope: KdiScope, earlier: KdiScope): string {
  const lost = lostText(scope, earlier);
  return lost === undefined ? "" : ` (${lost})`;
}
// A gap of `*` is of each account or region.
const isAt = (gap: string, place: string): boolean => gap === "*" || gap === place;

const mostGaps = 10;

/** The same for a person, a line each; none where everything was looked at. */
export function lookedText({ complete, gaps, since, scope, isExcerpt }: Looked, earlier?: Pick<Looked, "scope">): string[] {
  const places = gaps
    .slice(0, mostGaps)
    .map(({ account, region, reason }) => (account === "*" ? reason : `${region} of ${account}: ${reason}`));
  return [
    ...(since === undefined ? [] : [`! only what changed since ${since} was looked for: of all else these files tell nothing`]),
    ...(isExcerpt
      ? ["! only saved findings were read, and nobody said that they are all (--findings-complete): of all else these files tell nothing"]
      : []),
    ...(isExcerpt || scope === undefined || earlier === undefined || coversScope(scope, earlier.scope)
      ? []
      : [
          `! ${lookedAtText(scope)} were looked at, and ${earlier.scope ? `before it was more${moreText(scope, earlier.scope)}` : "nobody knows where before"}: of all else these files tell nothing`,
        ]),
    ...(complete ? [] : [`! not everything was looked at: ${counted(gaps.length, "gap")}`]),
    ...places.map((place) => `!   ${place}`),
    ...(gaps.length > mostGaps ? [`!   and ${gaps.length - mostGaps} more; --format json has them`] : []),
  ];
}
