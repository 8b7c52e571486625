"use client";

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { applyChange, newerList } from "#lib/contract/apply-change.ts";
import { STREAM_EVENTS, type StreamEventName } from "#lib/contract/stream.ts";
import { takeAddressSpace } from "./address-space.ts";
import { historyQueries } from "./history.ts";
import { rereadHistory, takeNotes, takeRecorder, takeTransition } from "./history-live.ts";
import { type Live, NOT_YET } from "./live.ts";
import { queries } from "./queries.ts";
import { reread } from "./reread.ts";

/** Answers that no event carries are asked for again at most this often. */
const REREAD_MS = 500;
const RECONNECT_MS = 1_000;

/** Keeps the page's cache up with the cluster, through the one stream of this tab. Mount it once. */
export function useLiveStream(): Live {
  const client = useQueryClient();
  const [live, setLive] = useState<Live>(NOT_YET);

  useEffect(() => {
    let source: EventSource | null = null;
    let reread: ReturnType<typeof setTimeout> | undefined;
    let reconnect: ReturnType<typeof setTimeout> | undefined;
    let wasOpen = false;
    let hasMoved = false;
    const rereadSoon = () => {
      reread ??= setTimeout(() => {
        reread = undefined;
        rereadDerived(client, hasMoved);
        hasMoved = false;
      }, REREAD_MS);
    };

    function connect(): void {
      source = new EventSource("/api/v1/stream");
      source.addEventListener("open", () => {
        setLive((held) => ({ ...held, line: "open", heardAt: Date.now() }));
        if (wasOpen) rereadHistory(client);
        wasOpen = true;
      });
      source.addEventListener("error", () => {
        setLive((held) => ({ ...held, line: "lost" }));
        // The browser gives up after an answer that is no stream; this page does not.
        if (source?.readyState !== EventSource.CLOSED) return;
        clearTimeout(reconnect);
        reconnect = setTimeout(connect, RECONNECT_MS);
      });
      for (const name of Object.keys(STREAM_EVENTS) as StreamEventName[]) {
        source.addEventListener(name, (message: MessageEvent<string>) => {
          const heardAt = Date.now();
          setLive((held) => ({ ...held, line: "open", heardAt }));
          take(client, name, JSON.parse(message.data), (ping) => setLive((held) => ({ ...held, ...ping, heardAt })), heardAt);
          hasMoved ||= name === "transition";
          if (name !== "ping") rereadSoon();
        });
      }
    }

    connect();
    return () => {
      source?.close();
      clearTimeout(reread);
      clearTimeout(reconnect);
    };
  }, [client]);

  return live;
}

type Heard = Pick<Live, "offsetMs" | "lastEventAt">;

function take(client: QueryClient, name: StreamEventName, data: unknown, onPing: (heard: Heard) => void, heardAt: number): void {
  switch (name) {
    case "snapshot": {
      const list = STREAM_EVENTS.snapshot.parse(data);
      // A console that was started anew counts from a later clock, so the newer one wins here too.
      client.setQueryData(queries.list().queryKey, (held) => newerList(held, list));
      return;
    }
    case "change": {
      const change = STREAM_EVENTS.change.parse(data);
      client.setQueryData(queries.list().queryKey, (held) => held && applyChange(held, change));
      takeNotes(client, change);
      return;
    }
    case "source": {
      const source = STREAM_EVENTS.source.parse(data);
      client.setQueryData(queries.status().queryKey, (held) => {
        if (!held) return held;
        const others = held.sources.filter((known) => known.source !== source.source);
        return { ...held, sources: [...others, source].toSorted((a, b) => (a.source < b.source ? -1 : 1)) };
      });
      return;
    }
    case "transition":
      takeTransition(client, STREAM_EVENTS.transition.parse(data));
      return;
    case "recorder":
      takeRecorder(client, STREAM_EVENTS.recorder.parse(data));
      return;
    case "ping": {
      const ping = STREAM_EVENTS.ping.parse(data);
      onPing({ offsetMs: heardAt - Date.parse(ping.now), lastEventAt: ping.sources });
      takeAddressSpace(client, ping.addressSpace);
    }
  }
}

function rereadDerived(client: QueryClient, hasMoved: boolean): void {
  const always = [
    queries.findings().queryKey,
    queries.gates().queryKey,
    queries.details(),
    queries.whatIfs(),
    historyQueries.allDetections(),
  ];
  for (const queryKey of hasMoved ? [...always, historyQueries.allBands()] : always) reread(client, queryKey);
}
