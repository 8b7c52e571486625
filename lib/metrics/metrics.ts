import "server-only";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const CHANGES = [1, 2, 5, 10, 50, 100, 500, 1000, 5000];

function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter({ name, help, labelNames, registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge({ name, help, labelNames, registers });
  const histogram = <L extends string>(name: string, help: string, buckets: number[], labelNames: readonly L[] = []) =>
    new Histogram({ name, help, buckets, labelNames, registers });

  collectDefaultMetrics({ register: registry });
  return {
    /** What `/metrics` serves. */
    registry,
    reflector: {
      listSeconds: histogram("buoy_reflector_list_seconds", "Time of one full list.", SECONDS, ["resource"]),
      events: counter("buoy_reflector_events_total", "Watch events.", ["resource", "type"]),
      failures: counter("buoy_reflector_failures_total", "Lists and watches that failed.", ["resource", "code"]),
      undecodable: counter("buoy_reflector_undecodable_total", "Objects that could not be read.", ["resource"]),
    },
    cluster: {
      probeSeconds: histogram("buoy_probe_seconds", "Time of an answered probe of the API server.", SECONDS),
      probeFailures: counter("buoy_probe_failures_total", "Probes of the API server without an answer."),
      batchChanges: histogram("buoy_snapshot_batch_changes", "Changes in one batch.", CHANGES),
      records: gauge("buoy_snapshot_records", "Records held.", ["collection"]),
      synced: gauge("buoy_source_synced", "1 while the source is in sync.", ["source"]),
    },
    stream: {
      open: gauge("buoy_streams_open", "Open event streams."),
      dropped: counter("buoy_streams_dropped_total", "Streams closed because their reader was too slow."),
      events: counter("buoy_stream_events_total", "Events sent.", ["event"]),
    },
    history: {
      transitions: counter("buoy_transitions_total", "Transitions stored, by this replica or another.", ["kind", "cause"]),
      state: gauge("buoy_recorder_state", "1 for the state that the recorder is in.", ["state"]),
      storeSeconds: histogram("buoy_store_seconds", "Time of one call of the store.", SECONDS, ["op"]),
      blindSeconds: counter("buoy_blind_seconds_total", "Time in which a floating IP could move unseen or unstored."),
    },
    http: {
      requestSeconds: histogram("buoy_http_request_seconds", "Time to answer.", SECONDS, ["route", "method", "status"]),
    },
  };
}

type Metrics = ReturnType<typeof createMetrics>;

const KEY = Symbol.for("buoy.metrics");
// safe because only this module writes under its key
const shared = globalThis as { [KEY]?: Metrics };

/** One per process: Next loads this module once for the instrumentation and once more for the routes. */
export const metrics: Metrics = shared[KEY] ?? createMetrics();
shared[KEY] = metrics;
