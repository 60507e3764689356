import { describe, expect, it } from "vitest";
import { ecrImageInCar } from "./ecr_image.ts";
import { faultsOf } from "./faults-of.fixture.ts";

const place = { partition: "aws-cn", account: "111111111111", region: "cn-north-1" };
const digest = `sha256:0123456789abcdef${"0".repeat(48)}`;
const repositoryArn = "arn:aws-cn:ecr:cn-north-1:111111111111:repository/team/web";
const uri = `111111111111.dkr.ecr.cn-north-1.amazonaws.com.cn/team/web@${digest}`;
const image = {
  ...{ id: `${repositoryArn}@${digest}`, repository: "team/web", repositoryArn, registry: "111111111111", digest, uri },
  imageTags: [] as string[],
};

const cases: Record<string, [imageTags: string[], name: string, description: string]> = {
  "by its first tag": [["latest", "v2"], "team/web:latest", `${uri} latest v2`],
  "by its digest where it has none": [[], "team/web@sha256:0123456789ab", uri],
};
describe("ecr_image in CAR", () => {
  it.each(Object.entries(cases))("is an asset as findings name it, called %s", (_, [imageTags, name, description]) => {
    const contribution = ecrImageInCar.project({ ...image, imageTags }, place)!;
    const external_id = `${repositoryArn}/${digest}`;
    expect(contribution).toEqual({
      vertices: [
        { collection: "asset", row: { external_id, name, asset_type: "AWS ECR image", description } },
        { collection: "geolocation", row: { external_id: "cn-north-1", region: "cn-north-1" } },
      ],
      edges: [{ collection: "asset_geolocation", from: external_id, to: "cn-north-1" }],
    });
    expect(faultsOf(contribution)).toEqual([]);
  });
});
