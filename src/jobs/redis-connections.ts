import type { ConnectionOptions } from "bullmq";
import { Cluster } from "ioredis";
import type { Secret } from "../kernel/secret.ts";

/** What BullMQ connects with: queues, which only add, and workers, which wait. */
export interface RedisConnections {
  readonly queue: ConnectionOptions;
  readonly worker: ConnectionOptions;
  close(): void;
}

// BullMQ's own patience grows to 20 s: after a long absence of Redis, work would wait as long for nothing.
const RECONNECT_MS = 2_000;
const retryStrategy = (times: number): number => Math.min(times * 100, RECONNECT_MS);
// Without a connection an add fails at once instead of waiting in memory.
const QUEUE = { enableOfflineQueue: false, maxRetriesPerRequest: 1 };
const WORKER = { maxRetriesPerRequest: null };

/** Of one node, each queue and each worker has connections of its own. */
export function oneNode(url: Secret): RedisConnections {
  const common = { url: url.reveal("connect BullMQ to Redis"), retryStrategy };
  return { queue: { ...common, ...QUEUE }, worker: { ...common, ...WORKER }, close: () => undefined };
}

/** Of a cluster, the URL names any node: it tells of the others, which take the same user and password. */
export function clusterOf(url: Secret, onError: (error: Error) => void): RedisConnections {
  const node = url.reveal("connect BullMQ to the Redis Cluster");
  const { password, protocol, username } = new URL(node);
  const access = {
    ...(username === "" ? {} : { username: decodeURIComponent(username) }),
    ...(password === "" ? {} : { password: decodeURIComponent(password) }),
    ...(protocol === "rediss:" ? { tls: {} } : {}),
  };
  const connect = (enableOfflineQueue: boolean): Cluster =>
    new Cluster([node], { redisOptions: { ...access, ...WORKER }, enableOfflineQueue, clusterRetryStrategy: retryStrategy }).on(
      "error",
      onError,
    );
  const [queue, worker] = [connect(false), connect(true)];
  return {
    queue,
    worker,
    close: () => {
      queue.disconnect();
      worker.disconnect();
    },
  };
}
