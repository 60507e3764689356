import { findAll, listAll } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { ecrImage } from "./ecr_image.ts";

const prefix = "arn:aws:ecr:eu-west-1:111111111111:repository";
const repository = (repositoryName: string) => ({
  repositoryArn: `${prefix}/${repositoryName}`,
  registryId: "111111111111",
  repositoryName,
  repositoryUri: `111111111111.dkr.ecr.eu-west-1.amazonaws.com/${repositoryName}`,
});
const digest = (sign: string) => `sha256:${sign.repeat(64)}`;
const image = (sign: string, rest: object = {}) => ({ registryId: "111111111111", imageDigest: digest(sign), ...rest });
const base = (name: string, sign: string, rest: object = {}) => ({
  id: `${prefix}/${name}@${digest(sign)}`,
  repository: name,
  repositoryArn: `${prefix}/${name}`,
  registry: "111111111111",
  digest: digest(sign),
  imageTags: [],
  uri: `111111111111.dkr.ecr.eu-west-1.amazonaws.com/${name}@${digest(sign)}`,
  ...rest,
});
const missing = (code: string) => () => Promise.reject(awsFault(code));
const asked = (aws: ReturnType<typeof fakeAws>) => aws.calls.map(({ operation, input }) => [operation, JSON.parse(JSON.stringify(input))]);

describe("ecr_image", () => {
  it("lists every page of every repository", async () => {
    const aws = fakeAws({
      answers: {
        DescribeRepositories: ({ nextToken }: { nextToken?: string }) =>
          nextToken ? { repositories: [repository("team/api")] } : { repositories: [repository("web")], nextToken: "2" },
        DescribeImages: ({ repositoryName, nextToken }: { repositoryName: string; nextToken?: string }) => {
          if (repositoryName === "team/api") return { imageDetails: [image("c")] };
          return nextToken ? { imageDetails: [image("b")] } : { imageDetails: [image("a")], nextToken: "2" };
        },
      },
    });
    expect(await listAll(ecrImage, aws)).toEqual([base("web", "a"), base("web", "b"), base("team/api", "c")]);
    expect(asked(aws)).toEqual([
      ["DescribeRepositories", { maxResults: 1000 }],
      ["DescribeImages", { registryId: "111111111111", repositoryName: "web", maxResults: 1000 }],
      ["DescribeImages", { registryId: "111111111111", repositoryName: "web", maxResults: 1000, nextToken: "2" }],
      ["DescribeRepositories", { maxResults: 1000, nextToken: "2" }],
      ["DescribeImages", { registryId: "111111111111", repositoryName: "team/api", maxResults: 1000 }],
    ]);
  });

  it("reads tags in order, when it was pushed, its size and its kind", async () => {
    const more = {
      ...{ imageTags: ["v2", "latest"], imagePushedAt: new Date("2026-11-01T08:00:00Z"), imageSizeInBytes: 4096 },
      ...{ imageManifestMediaType: "application/vnd.oci.image.manifest.v1+json", lastRecordedPullTime: new Date("2026-11-02T00:00:00Z") },
    };
    const aws = fakeAws({
      answers: { DescribeRepositories: { repositories: [repository("web")] }, DescribeImages: { imageDetails: [image("a", more)] } },
    });
    expect(await listAll(ecrImage, aws)).toEqual([
      base("web", "a", {
        ...{ imageTags: ["latest", "v2"], pushedAt: "2026-11-01T08:00:00.000Z", sizeBytes: 4096 },
        mediaType: "application/vnd.oci.image.manifest.v1+json",
      }),
    ]);
  });

  it("goes on after a repository that was deleted meanwhile, and throws when it may not look", async () => {
    const repositories = [repository("gone"), repository("web")];
    const answers = (code: string) => ({
      DescribeRepositories: { repositories },
      DescribeImages: ({ repositoryName }: { repositoryName: string }) =>
        repositoryName === "gone" ? missing(code)() : { imageDetails: [image("a")] },
    });
    expect(await listAll(ecrImage, fakeAws({ answers: answers("RepositoryNotFoundException") }))).toEqual([base("web", "a")]);
    await expect(listAll(ecrImage, fakeAws({ answers: answers("AccessDeniedException") }))).rejects.toMatchObject({ kind: "denied" });
  });

  it("lists nothing where there is nothing", async () => {
    expect(await listAll(ecrImage, fakeAws({ answers: { DescribeRepositories: {} } }))).toEqual([]);
    const empty = { DescribeRepositories: { repositories: [repository("web")] }, DescribeImages: {} };
    expect(await listAll(ecrImage, fakeAws({ answers: empty }))).toEqual([]);
  });

  it("refuses an image without a digest", async () => {
    const answers = { DescribeRepositories: { repositories: [repository("web")] }, DescribeImages: { imageDetails: [{}] } };
    await expect(listAll(ecrImage, fakeAws({ answers }))).rejects.toThrow();
  });

  const forms: Record<string, [id: string, input: object]> = {
    "its id": [base("team/web", "a").id, { repositoryName: "team/web", imageIds: [{ imageDigest: digest("a") }] }],
    "what Security Hub calls it": [
      `${prefix}/team/web/${digest("a")}`,
      { repositoryName: "team/web", imageIds: [{ imageDigest: digest("a") }] },
    ],
    "its repository, which stands for all of its images": [
      `${prefix}/team/web`,
      { registryId: "111111111111", repositoryName: "team/web", maxResults: 1000 },
    ],
  };
  it.each(Object.entries(forms))("finds an image by %s", async (_, [id, input]) => {
    const aws = fakeAws({
      answers: { DescribeRepositories: { repositories: [repository("team/web")] }, DescribeImages: { imageDetails: [image("a")] } },
    });
    expect(await findAll(ecrImage, aws, id)).toEqual([base("team/web", "a")]);
    expect(asked(aws)).toEqual([
      ["DescribeRepositories", { repositoryNames: ["team/web"] }],
      ["DescribeImages", input],
    ]);
  });

  const deleted: Record<string, object> = {
    "whose repository was deleted": { DescribeRepositories: missing("RepositoryNotFoundException") },
    "that was deleted": { DescribeRepositories: { repositories: [repository("web")] }, DescribeImages: missing("ImageNotFoundException") },
  };
  it.each(Object.entries(deleted))("finds no image %s", async (_, answers) => {
    expect(await findAll(ecrImage, fakeAws({ answers: { ...answers } }), base("web", "a").id)).toEqual([]);
  });

  const strangers: Record<string, string> = {
    "another account's": `arn:aws:ecr:eu-west-1:222222222222:repository/web`,
    "a public one": "arn:aws:ecr-public::111111111111:repository/web",
    "a digest alone": digest("a"),
    nothing: "",
  };
  it.each(Object.entries(strangers))("finds none by the name of %s, without a call", async (_, id) => {
    expect(await findAll(ecrImage, fakeAws({ answers: {} }), id)).toEqual([]);
  });
});
