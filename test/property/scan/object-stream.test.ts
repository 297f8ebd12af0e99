import fc from "fast-check";
import { expect, test } from "vitest";
import { ObjectStream } from "../../../src/scan/git/object-stream.ts";

type Seen = { readonly id: string; readonly type: string; readonly bytes: string } | { readonly missing: string };

function read(output: Buffer, cuts: readonly number[]): Seen[] {
  const seen: Seen[] = [];
  let head = { id: "", type: "" };
  let bytes = Buffer.alloc(0);
  const stream = new ObjectStream({
    begin: (next) => {
      head = next;
      bytes = Buffer.alloc(0);
    },
    bytes: (piece) => {
      bytes = Buffer.concat([bytes, piece]);
    },
    end: () => void seen.push({ id: head.id, type: head.type, bytes: bytes.toString("base64") }),
    missing: (id) => void seen.push({ missing: id }),
  });
  const ends = [...cuts.map((cut) => cut % (output.length + 1)).toSorted((a, b) => a - b), output.length];
  let from = 0;
  for (const to of ends) {
    stream.push(output.subarray(from, to));
    from = to;
  }
  return seen;
}

const id = fc.stringMatching(/^[0-9a-f]{40}$/u);
const object = fc.record({ id, type: fc.constantFrom("blob", "commit", "tag"), bytes: fc.uint8Array({ maxLength: 300 }) });

test("objects come out as git put them in, whatever pieces the output comes in", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(object, fc.record({ missing: id }))), fc.array(fc.nat()), (objects, cuts) => {
      const output = Buffer.concat(
        objects.map((one) =>
          "missing" in one
            ? Buffer.from(`${one.missing} missing\n`)
            : Buffer.concat([Buffer.from(`${one.id} ${one.type} ${one.bytes.length}\n`), one.bytes, Buffer.from("\n")]),
        ),
      );
      expect(read(output, cuts)).toEqual(
        objects.map((one) => ("missing" in one ? one : { ...one, bytes: Buffer.from(one.bytes).toString("base64") })),
      );
    }),
  );
});

test("what is no such output is refused, however it is cut", () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), (cuts) => {
      expect(() => read(Buffer.from("fatal: something\n"), cuts)).toThrow("neither an object nor a missing one");
      expect(() => read(Buffer.alloc(1_000, "x"), cuts)).toThrow("too long");
    }),
  );
});
