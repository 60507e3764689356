import { expect, it } from "vitest";
import { isLoopbackHost } from "./loopback.ts";

it("knows this machine by its names", () => {
  const hosts = ["localhost", "127.0.0.1", "127.9.9.9", "[::1]", "::1", "10.0.0.1", "localhost.example", "127.0.0.1.example"];
  expect(hosts.filter(isLoopbackHost)).toEqual(["localhost", "127.0.0.1", "127.9.9.9", "[::1]", "::1"]);
});
