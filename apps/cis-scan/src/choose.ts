import { type ChosenCis, chooseCis } from "@plumbline/auditors/benchmarks/cis/choose";
import { type CisEdition, cisEditions, editions } from "@plumbline/auditors/benchmarks/cis/registry";
import { usageError } from "@plumbline/cli/command-error";
import type { Config } from "./config.ts";

const isEdition = (text: string): text is CisEdition => Object.hasOwn(editions, text);

/** The edition as its number; `1.3` means 1.3.0. */
export function toEdition(text: string): CisEdition {
  const whole = isEdition(text) ? text : cisEditions.find((version) => version.startsWith(`${text}.`) && text.includes("."));
  if (whole !== undefined && isEdition(whole)) return whole;
  throw usageError(`--edition: there is no edition ${text}`, `known editions: ${cisEditions.join(", ")}`);
}

/** The controls that were asked for, or a usage error that names what is unknown. */
export async function choose({ edition: asked = "1.3.0", level, section, controls }: Config): Promise<ChosenCis> {
  const edition = toEdition(asked);
  const { sections, entries } = await editions[edition]();
  const known = [...new Set(Object.values(sections))];
  for (const name of section ?? [])
    if (!known.includes(name)) throw usageError(`--section: ${edition} has no section ${name}`, `its sections: ${known.join(", ")}`);
  for (const id of controls ?? [])
    if (!entries.some((entry) => entry.id === id)) throw usageError(`--controls: ${edition} has no control ${id}`, "--list shows all");
  const chosen = await chooseCis({ edition, level, sections: section, controls });
  if (chosen.benchmark.controls.length === 0) throw usageError("no control is left", "widen --level, --section or --controls");
  return chosen;
}
