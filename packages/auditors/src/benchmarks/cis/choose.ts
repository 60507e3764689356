import { type Benchmark, type Control, questionId } from "@plumbline/finding-model/benchmark";
import type { CheckId } from "../../registry.generated.ts";
import type { Edition, Question, Settings } from "../benchmark.ts";
import { type RecommendationKey, recommendations } from "./recommendations.ts";
import { type CisEdition, editions } from "./registry.ts";

export interface CisChoice {
  readonly edition: CisEdition;
  /** Level 2 holds level 1 too; both when left out. */
  readonly level?: 1 | 2 | undefined;
  /** Sections such as `iam`; all when left out. */
  readonly sections?: readonly string[] | undefined;
  /** Numbers of controls; all when left out. */
  readonly controls?: readonly string[] | undefined;
}
/** What answers a choice of controls: the benchmark for the run's header, the questions, and their settings by question. */
export interface ChosenCis {
  readonly benchmark: Benchmark;
  readonly questions: readonly { readonly id: string; readonly check: CheckId }[];
  readonly settings: Settings;
}

const idOf = ({ check, as }: Question): string => questionId(check, as);
const sectionOf = ({ sections }: Edition, id: string): string => sections[id.split(".", 1)[0] ?? ""] ?? "";
const parts = (id: string): number[] => id.split(".").map(Number);

/** By number, so that 1.10 comes after 1.9. */
export function byNumber(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  const at = left.findIndex((part, i) => part !== right[i]);
  return at < 0 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1);
}

/** Chooses the controls of an edition of the CIS AWS Foundations Benchmark, with the questions that answer them at this edition's settings. */
export async function chooseCis({ edition, level = 2, sections, controls }: CisChoice): Promise<ChosenCis> {
  const { version, entries, ...rest }: Edition<RecommendationKey> = await editions[edition]();
  const chosen = entries
    .filter((entry) => entry.level <= level)
    .filter(({ id }) => sections === undefined || sections.includes(sectionOf({ version, entries, ...rest }, id)))
    .filter(({ id }) => controls === undefined || controls.includes(id))
    .map((entry) => ({ ...recommendations[entry.key], ...entry }))
    .sort((a, b) => byNumber(a.id, b.id));
  const asked = chosen.flatMap(({ questions }) => questions);
  return {
    benchmark: {
      id: "cis-aws-foundations",
      edition: version,
      title: `CIS AWS Foundations Benchmark ${version}`,
      attestations: [],
      controls: chosen.map(
        ({ id, key, title, level: own, isLevelUncertain = false, assessment, rationale, fix, questions }): Control => ({
          ...{ id, key, title, section: sectionOf({ version, entries, ...rest }, id), level: own, isLevelUncertain, assessment },
          ...{ questions: questions.map(idOf), oneIsEnough: questions.filter(({ passes }) => passes === "some").map(idOf), rationale, fix },
        }),
      ),
    },
    questions: [...new Map(asked.map((question) => [idOf(question), question])).values()].map((question) => ({
      id: idOf(question),
      check: question.check,
    })),
    settings: Object.fromEntries(asked.flatMap((question) => (question.settings ? [[idOf(question), question.settings]] : []))),
  };
}
