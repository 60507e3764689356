/** How a stand-in of Kenna behaves. Plain JSON, so that a process of its own can be given them. */
import { defaultOrder, LocatorName } from "@plumbline/kdi-writer/locators";
import { z } from "zod";

/** What happens to a request in place of an answer, or to the run that it starts. */
export const Deed = z.discriminatedUnion("kind", [
  z.strictObject({
    ...{ kind: z.literal("status"), status: z.int(), retryAfter: z.string().optional(), body: z.string().optional() },
    /** True where a proxy answers for a request that reached Kenna. */
    isCarriedOut: z.boolean().default(false),
  }),
  /** Cuts the connection, before or after the request was carried out. */
  z.strictObject({ kind: z.literal("drop"), isCarriedOut: z.boolean() }),
  /** Never answers; the request was carried out or not. */
  z.strictObject({ kind: z.literal("silence"), isCarriedOut: z.boolean().default(false) }),
  /** The run that this starts never ends. */
  z.strictObject({ kind: z.literal("hang-run") }),
  /** The connector does not show the run that this starts; it ends after so many looks, or never. */
  z.strictObject({ kind: z.literal("hide-run"), looks: z.int().min(0).optional() }),
  /** The run that this starts ends without success, and changes nothing. */
  z.strictObject({ kind: z.literal("fail-run"), error: z.string().default("Unable to process the data files") }),
]);
export type Deed = z.output<typeof Deed>;

export const Fault = z.strictObject({
  method: z.enum(["GET", "POST"]).optional(),
  /** A regular expression on the path, such as `data_file$`; every path unless told. */
  path: z.string().default(""),
  /** The first matching request that it happens to, from 1, and to how many on end. */
  nth: z.int().min(1).default(1),
  times: z.int().min(1).default(1),
  deed: Deed,
});
export type Fault = z.input<typeof Fault>;

export const KennaSettings = z.strictObject({
  key: z.string().default("kenna-key"),
  connectors: z
    .array(
      z.strictObject({
        id: z.string(),
        name: z.string().default("AWS Inspector V2 KDI"),
        locatorOrder: z.array(LocatorName).default([...defaultOrder]),
      }),
    )
    .default([{ id: "7", name: "AWS Inspector V2 KDI", locatorOrder: [...defaultOrder] }]),
  /** How often somebody looks at a run or its connector until the run has ended; 0 is at once. */
  pollsUntilDone: z.int().min(0).default(1),
  /**
   * What a file that asks for autoclose closes: all of the connector that no file of the run names, or what each file leaves out of its own
   * assets. Kenna's page can be read both ways; who is right with the first is with both.
   */
  autoclose: z.enum(["connector", "assets"]).default("connector"),
  faults: z.array(Fault).default([]),
});
export type KennaSettings = z.infer<typeof KennaSettings>;
export type KennaStandInOptions = z.input<typeof KennaSettings>;
