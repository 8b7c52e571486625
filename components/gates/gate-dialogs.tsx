"use client";

import { useId, useState } from "react";
import { useTranslations } from "use-intl";
import { useWritePlace } from "#components/plan/use-write-place.ts";
import { WriteDialog } from "#components/plan/write-dialog.tsx";
import { Choice } from "#components/ui/choice.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import type { Gates } from "#lib/contract/gates.ts";
import { RolloutNodes } from "./rollout-nodes.tsx";

const WAYS = ["open", "close"] as const;
type Way = (typeof WAYS)[number];

/** The forms that the switches open: each asks what has to be asked, and then shows its plan. */
export function GateDialogs({ gates }: { gates: Gates }) {
  const { place, open, close } = useWritePlace();
  const t = useTranslations("setup");
  if (place.guard !== null) {
    return (
      <WriteDialog title={t("guard-title")} source={{ intent: { action: "set-guard", mode: place.guard } }} onClose={close}>
        <p className="text-12 text-text2">{t(`guard-${place.guard}-so`)}</p>
      </WriteDialog>
    );
  }
  if (place.rollout !== null) {
    return (
      <WriteDialog title={t(`rollout-${place.rollout}`)} source={{ intent: { action: `${place.rollout}-rollout` } }} onClose={close}>
        <p className="text-12 text-text2">{t(`rollout-${place.rollout}-so`)}</p>
        {gates.rollout && <RolloutNodes rollout={gates.rollout} />}
      </WriteDialog>
    );
  }
  if (place.gate === "cni") return <CniDialog gates={gates} onClose={close} />;
  if (place.gate === "felix") {
    return (
      <FelixDialog
        key={place.node ?? ""}
        gates={gates}
        node={place.node}
        onNode={(node) => open({ gate: "felix", node: node || null })}
        onClose={close}
      />
    );
  }
  return null;
}

function Ways({ label, way, onWay }: { label: string; way: Way; onWay: (way: Way) => void }) {
  const t = useTranslations("setup");
  return <Segmented label={label} options={WAYS.map((value) => ({ value, label: t(value) }))} value={way} onChange={onWay} />;
}

function CniDialog({ gates: { cni, rollout }, onClose }: { gates: Gates; onClose: () => void }) {
  const t = useTranslations("setup");
  const [way, setWay] = useState<Way>(cni.enabled === true ? "close" : "open");
  const [restart, setRestart] = useState(true);
  const id = useId();
  return (
    <WriteDialog title={t("cni")} source={{ intent: { action: "set-cni-gate", enabled: way === "open", restart } }} onClose={onClose}>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-12">
        <Ways label={t("cni")} way={way} onWay={setWay} />
        <p className="min-w-0 flex-1 basis-60 text-text2">{t(`cni-${way}-so`)}</p>
      </div>
      <div className="grid grid-cols-[16px_minmax(0,1fr)] gap-x-2 text-12">
        <input
          id={id}
          type="checkbox"
          checked={restart}
          aria-describedby={`${id}-so`}
          onChange={(event) => setRestart(event.target.checked)}
          className="mt-0.5"
        />
        <label htmlFor={id} className="font-medium">
          {t("restart")}
        </label>
        <p id={`${id}-so`} className="col-start-2 text-text2">
          {t("restart-so")}
        </p>
      </div>
      {rollout && rollout.state !== "done" && <RolloutNodes rollout={rollout} />}
    </WriteDialog>
  );
}

function FelixDialog({
  gates: { felix },
  node,
  onNode,
  onClose,
}: {
  gates: Gates;
  node: string | null;
  onNode: (node: string) => void;
  onClose: () => void;
}) {
  const t = useTranslations("setup");
  const value = node === null ? felix.default : felix.nodes.find((one) => one.node === node)?.value;
  const [way, setWay] = useState<Way>(value === "Enabled" ? "close" : "open");
  const nodes = felix.nodes.map((one) => ({ value: one.node, label: one.node }));
  const intent = { action: "set-felix-gate" as const, enabled: way === "open", ...(node !== null && { node }) };
  return (
    <WriteDialog title={t("felix")} source={{ intent }} onClose={onClose}>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-12">
        <Ways label={t("felix")} way={way} onWay={setWay} />
        <Choice label={t("on-node")} none={t("every-node")} value={node ?? ""} options={nodes} onChange={onNode} />
      </div>
      <p className="text-12 text-text2">{t(node === null ? "felix-default-so" : "felix-node-so", { node: node ?? "" })}</p>
    </WriteDialog>
  );
}
