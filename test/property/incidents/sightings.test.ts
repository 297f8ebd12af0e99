import fc from "fast-check";
import { expect, test } from "vitest";
import { Sightings } from "../../../src/incidents/health/sightings.ts";

type Seen = (sightings: Sightings) => void;

const seen: fc.Arbitrary<Seen> = fc.oneof(
  fc.constant<Seen>((sightings) => sightings.genuine("a")),
  fc.constantFrom("missing_header", "wrong_signature").map(
    (reason): Seen =>
      (sightings) =>
        sightings.refused("a", reason),
  ),
  fc.tuple(fc.nat(5), fc.nat(2)).map(
    ([records, matched]): Seen =>
      (sightings) =>
        sightings.records("a", records + matched, matched),
  ),
);

test("what was taken and put back counts as if it had never been taken, whatever came meanwhile", () => {
  fc.assert(
    fc.property(fc.array(seen), fc.array(seen), (before, meanwhile) => {
      const whole = new Sightings();
      for (const see of [...before, ...meanwhile]) see(whole);

      const parted = new Sightings();
      for (const see of before) see(parted);
      const taken = parted.take();
      for (const see of meanwhile) see(parted);
      for (const [source, sighting] of taken) parted.putBack(source, sighting);

      expect(parted.take()).toEqual(whole.take());
    }),
  );
});

test("nothing is counted twice: what was taken is gone", () => {
  const sightings = new Sightings();
  sightings.refused("a", "wrong_signature");
  expect(sightings.take().size).toBe(1);
  expect(sightings.take().size).toBe(0);
});
