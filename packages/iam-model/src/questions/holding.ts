import type { Layer, StatementRef } from "./answer.ts";
import type { CompiledPolicy, Statement } from "./compile.ts";

/** A policy that a principal is judged by, and how evidence names it. */
export interface Holding {
  readonly layer: Layer;
  readonly name: string;
  readonly policy: CompiledPolicy;
}

/** A statement as evidence. */
export const statementRef = ({ layer, name }: Pick<Holding, "layer" | "name">, { index, sid }: Statement): StatementRef => ({
  ...{ layer, policy: name, index, sid },
});
