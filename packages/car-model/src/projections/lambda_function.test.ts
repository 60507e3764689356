import { describe, expect, it } from "vitest";
import { faultsOf } from "./faults-of.fixture.ts";
import { lambdaFunctionInCar } from "./lambda_function.ts";

const place = { partition: "aws", account: "111111111111", region: "eu-west-1" };
const arn = "arn:aws:lambda:eu-west-1:111111111111:function:resize";
const region = { collection: "geolocation", row: { external_id: "eu-west-1", region: "eu-west-1" } };
const asset = { external_id: arn, name: "resize", asset_type: "AWS Lambda function" };
const inRegion = { collection: "asset_geolocation", from: arn, to: "eu-west-1" };

describe("lambda_function in CAR", () => {
  it("is an asset with its runtime and region", () => {
    const facts = { id: "resize", arn, description: "Resizes", runtime: "python3.13", packageType: "Zip", tags: { team: "shop" } };
    const contribution = lambdaFunctionInCar.project(facts, place)!;
    expect(contribution).toEqual({
      vertices: [
        { collection: "asset", row: { ...asset, description: "Resizes", tag: ["team=shop"] } },
        {
          collection: "application",
          row: { external_id: "lambda-runtime/python3.13", name: "python3.13", app_type: "AWS Lambda runtime" },
        },
        region,
      ],
      edges: [{ collection: "asset_application", from: arn, to: "lambda-runtime/python3.13" }, inRegion],
    });
    expect(faultsOf(contribution)).toEqual([]);
  });

  it("is an asset alone for a container image, which has no runtime", () => {
    const contribution = lambdaFunctionInCar.project({ id: "resize", arn, description: "", packageType: "Image", tags: {} }, place)!;
    expect(contribution).toEqual({ vertices: [{ collection: "asset", row: asset }, region], edges: [inRegion] });
    expect(faultsOf(contribution)).toEqual([]);
  });
});
