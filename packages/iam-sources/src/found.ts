import { faultsIn } from "@plumbline/finding-model/faults-in";
import { z } from "zod";

/** Reads of a thing what `about` asks for, and keeps all that a service told of it beside. */
export const foundAnd = <S extends z.ZodType>(about: S) =>
  z.record(z.string(), z.json()).transform((found, context) => {
    const told = about.safeParse(found);
    if (told.success) return { found, about: told.data };
    context.addIssue({ code: "custom", message: faultsIn(told.error) });
    return z.NEVER;
  });
