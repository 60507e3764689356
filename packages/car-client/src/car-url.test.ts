import { describe, expect, it } from "vitest";
import { CarUrlError, proveCarUrl } from "./car-url.ts";

describe("proveCarUrl", () => {
  const proven: Record<string, [given: string, v2: string, v3: string]> = {
    "as IBM's platform has it": ["https://car.example/api/car/v2", "https://car.example/api/car/v2", "https://car.example/api/car/v3"],
    "a slash at the end": ["https://car.example/api/car/v2/", "https://car.example/api/car/v2", "https://car.example/api/car/v3"],
    "v2 in the host": ["https://v2.example/api/car/v2", "https://v2.example/api/car/v2", "https://v2.example/api/car/v3"],
    "v2 earlier in the path": ["https://x.example/v2/car/v2", "https://x.example/v2/car/v2", "https://x.example/v2/car/v3"],
    "a path that begins with v2": ["https://x.example/v2x/v2", "https://x.example/v2x/v2", "https://x.example/v2x/v3"],
    "a port": ["https://x.example:8443/v2", "https://x.example:8443/v2", "https://x.example:8443/v3"],
    "http on this machine": ["http://127.0.0.1:3000/api/car/v2", "http://127.0.0.1:3000/api/car/v2", "http://127.0.0.1:3000/api/car/v3"],
    "spaces around it": [" https://x.example/v2\n", "https://x.example/v2", "https://x.example/v3"],
  };
  it.each(Object.entries(proven))("%s", (_, [given, v2, v3]) => {
    expect(proveCarUrl(given)).toEqual({ v2, v3 });
  });

  const refused: Record<string, [given: string, says: string]> = {
    "no URL": ["car.example/hidden/v2", "is none"],
    "another protocol": ["ftp://car.example/hidden/v2", "neither https nor http"],
    "a password in it": ["https://user:hidden@car.example/v2", "holds a user or a password"],
    "a user in it": ["https://hidden@car.example/v2", "holds a user or a password"],
    "a query": ["https://car.example/v2?token=hidden", "holds a query"],
    "a fragment": ["https://car.example/v2#hidden", "holds a query or a fragment"],
    "version 3": ["https://car.example/hidden/v3", "does not end in /v2"],
    "only something that ends so": ["https://car.example/hidden/xv2", "does not end in /v2"],
    "http to another machine": ["http://hidden.example/v2", "in clear text"],
    "http to a host that only looks like this machine": ["http://127.0.0.1.hidden.example/v2", "in clear text"],
  };
  it.each(Object.entries(refused))("refuses %s, and does not show it", (_, [given, says]) => {
    expect(() => proveCarUrl(given)).toThrow(CarUrlError);
    expect(() => proveCarUrl(given)).toThrow(says);
    expect(() => proveCarUrl(given)).not.toThrow(/hidden/);
  });

  it("takes http where it is allowed", () => {
    expect(proveCarUrl("http://car.svc/api/car/v2", { allowsHttp: true }).v3).toBe("http://car.svc/api/car/v3");
  });
});
