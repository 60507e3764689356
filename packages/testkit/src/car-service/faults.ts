import * as shared from "../request-faults.ts";
import { type Deed, Fault } from "./settings.ts";

export type Faults = shared.Faults<Fault, Deed>;

export const makeFaults = (given: readonly Fault[]): Faults => shared.makeFaults<Fault, Deed>(given, (fault) => Fault.parse(fault));
