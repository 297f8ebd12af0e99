import { readFileSync } from "node:fs";
import { json } from "node:stream/consumers";

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version: string; readonly dev?: boolean }>>;
}

interface Bom {
  readonly metadata: { readonly component: { readonly "bom-ref": string } };
  components: readonly { readonly "bom-ref": string; readonly name: string; readonly version: string }[];
  dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

// `npm sbom --omit dev` also leaves out what is delivered and needed by something that is not; the lock file tells the two apart.
const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as Lock;
const delivered = new Set<string>();
for (const [path, { dev = false, version }] of Object.entries(packages)) {
  if (!dev) delivered.add(`${path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length)}@${version}`);
}

const bom = (await json(process.stdin)) as Bom;
bom.components = bom.components.filter(({ name, version }) => delivered.has(`${name}@${version}`));
const kept = new Set([bom.metadata.component["bom-ref"], ...bom.components.map(({ "bom-ref": ref }) => ref)]);
bom.dependencies = bom.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map((one) => ({ ...one, dependsOn: one.dependsOn.filter((ref) => kept.has(ref)) }));
process.stdout.write(`${JSON.stringify(bom, null, 2)}\n`);
