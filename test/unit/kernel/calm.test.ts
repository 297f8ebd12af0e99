import { expect, it } from "vitest";
import { Calm } from "../../../src/kernel/flow/calm.ts";

it("what can wait goes on when the last urgent work is done", async () => {
  const calm = new Calm();
  const order: string[] = [];
  const urgent = (name: string): Promise<void> =>
    calm.during(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      order.push(name);
    });
  const waiting = [urgent("first"), urgent("second"), calm.wait().then(() => order.push("mail"))];
  await Promise.all(waiting);
  expect(order).toEqual(["first", "second", "mail"]);
});

it("what can wait is not starved by urgent work without end", async () => {
  const calm = new Calm();
  void calm.during(() => new Promise(() => undefined));
  await expect(calm.wait()).resolves.toBeUndefined();
});

it("urgent work that fails does not keep anyone waiting", async () => {
  const calm = new Calm();
  await expect(calm.during(() => Promise.reject(new Error("boom")))).rejects.toThrow("boom");
  await expect(calm.wait()).resolves.toBeUndefined();
});
