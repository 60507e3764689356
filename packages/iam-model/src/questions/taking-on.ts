import type { Statement } from "./compile.ts";
import { reachOf, regionOf } from "./region.ts";

/** Calls by which somebody takes a role on; others that trust policies name, such as sts:TagSession, let nobody in by themselves. */
const calls = ["sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity"].map(regionOf);

/** Whether a statement of a trust policy speaks of taking the role on. https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html */
export const isOfTakingOn = ({ actions }: Pick<Statement, "actions">): boolean => calls.some((call) => reachOf(call, actions) !== "none");
