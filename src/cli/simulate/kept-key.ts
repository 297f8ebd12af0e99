import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AppError } from "../../kernel/errors.ts";

/** A private key as PEM that outlives a run: the service knows it from then on, and looks for a new one only so often. */
export class KeptKey {
  readonly #path: string;

  constructor(dataDir: string, source: string) {
    this.#path = join(dataDir, `simulated-${source}.key`);
  }

  /** What was kept, or what `create` makes. @throws AppError `invalid_config` */
  async read<T>(parse: (pem: string) => T, create: () => { readonly key: T; readonly pem: string }): Promise<T> {
    return await this.#explained(async () => {
      const kept = await this.#text();
      if (kept !== null) return parse(kept);
      const { key, pem } = create();
      await this.#write(pem);
      return key;
    });
  }

  /** @throws AppError `invalid_config` */
  async keep(pem: string): Promise<void> {
    await this.#explained(async () => await this.#write(pem));
  }

  async #text(): Promise<string | null> {
    try {
      return await readFile(this.#path, "utf8");
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
      throw error;
    }
  }

  async #write(pem: string): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    await writeFile(this.#path, pem, { mode: 0o600 });
  }

  async #explained<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw new AppError(
        "invalid_config",
        `${this.#path} can neither be read nor made: remove it, or set DATA_DIR to a folder of your own`,
        {
          cause,
        },
      );
    }
  }
}
