import { eventTable } from "@plumbline/audit-kit/generate";
import { chooseChecks } from "@plumbline/cli/choose-checks";
import { type EventTable, toEventTable } from "@plumbline/cloudtrail-incremental/event-table";

/** The events of the chosen checks, all when none is chosen; tags matter to exceptions even where no check reads them. */
export const tableOf = async (checks: readonly string[] | undefined, excluded?: readonly string[]): Promise<EventTable> =>
  toEventTable(eventTable(await chooseChecks(checks, excluded), ["tags"]));
